import type { Facts } from './facts.ts';
import type { Graph } from './graph.ts';
import { t } from './l10n.ts';
import type { Answer, Judgement, Resource } from './model.ts';
import type { Policy } from './policy/policy.ts';
import { notApplicable, unknown } from './questions/judgement.ts';
import { askingOf } from './questions/kinds.ts';
import { questions } from './questions/list.ts';
import type { Question, Subject } from './questions/question.ts';

/** Answers of one revision of the graph: computed when asked for, then remembered. */
export interface Asking {
  judge(question: Question, resource: Resource): Judgement;
  answers(resource: Resource): readonly Answer[];
  subject(question: Question, resource: Resource): Subject;
}

/** Asks the questions of a graph under a policy. */
export function createAsking(graph: Graph, policy: Policy): Asking {
  const remembered = new Map<string, Judgement>();
  const spokesmen = spokesmanByProject(graph);

  function judge(question: Question, resource: Resource): Judgement {
    const key = `${question.id} ${resource.key}`;
    const known = remembered.get(key);
    if (known) return known;
    remembered.set(key, unknown(t('it depends on itself')));
    const judgement = judgeNow(question, resource);
    remembered.set(key, judgement);
    return judgement;
  }

  function judgeNow(question: Question, resource: Resource): Judgement {
    const asking = askingOf(question.id, resource);
    if (asking === '-') return notApplicable(t('does not arise for this kind of resource'));
    const subject = subjectOf(question, resource);
    const own = question.judge(subject);
    const reason = own.state === 'unanswered' ? question.doesNotArise?.(subject) : null;
    if (reason) return notApplicable(reason);
    if (asking === 'A' || own.state !== 'unanswered') return own;
    return question.inherit?.(subject) ?? notApplicable(question.asksInstead ?? t('asked of others'));
  }

  function subjectOf(question: Question, resource: Resource): Subject {
    return {
      resource,
      policy,
      facts: factsOf(resource),
      consumers: graph.consumers(resource),
      upstream: graph.upstream(resource),
      runners: graph.runners(resource),
      runs: graph.runs(resource),
      spokesman: spokesmen.get(resource.project),
      judge: (other) => judge(question, other),
      other: (other) => judge(other, resource),
      factsOf,
    };
  }

  function factsOf(resource: Resource): Facts {
    return graph.linkedOf(resource).facts(resource);
  }

  function isAsked(question: Question, resource: Resource, judgement: Judgement): boolean {
    if (resource.unasked || judgement.state === 'not_applicable') return false;
    if (question.preset === 'standard' && policy.preset === 'core') return false;
    return askingOf(question.id, resource) === 'A' || judgement.state === 'unanswered';
  }

  return {
    judge,
    subject: subjectOf,
    answers: (resource) =>
      questions.map((question) => {
        const judgement = judge(question, resource);
        return { ...judgement, id: question.id, asked: isAsked(question, resource, judgement) };
      }),
  };
}

/** The mart that answers project-wide questions on behalf of all: the first in order that nothing runs. */
function spokesmanByProject(graph: Graph): Map<string, Resource> {
  const spokesmen = new Map<string, Resource>();
  for (const resource of graph.resources) {
    const speaks = resource.kind === 'model' && resource.layer === 'mart' && !resource.unasked && !spokesmen.has(resource.project);
    if (speaks && graph.runners(resource).length === 0) spokesmen.set(resource.project, resource);
  }
  return spokesmen;
}
