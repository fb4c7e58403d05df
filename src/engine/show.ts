import type { Asking } from './ask.ts';
import { statedContacts } from './facts.ts';
import type { Graph } from './graph/graph.ts';
import type { Neighbour } from './graph/lineage.ts';
import { type Message, render, type Translate, t } from './l10n.ts';
import type { Answer, FrameworkInstance, Place, Problem, Resource, State } from './model.ts';
import { isOpen, nextQuestion } from './questions/next.ts';
import type { Question } from './questions/question.ts';
import type { AnswerView, FrameworkView, NeighbourView, PlaceView, ProblemView, ResourceView } from './views.ts';

const stateWords: Readonly<Record<State, Message>> = {
  answered: t('answered'),
  weak: t('weak'),
  unanswered: t('not answered'),
  unknown: t('unknown'),
  not_applicable: t('not applicable'),
  waived: t('waived'),
};

/** @returns everything that is known and asked about a resource, in words. */
export function resourceView(graph: Graph, asking: Asking, resource: Resource, translate: Translate): ResourceView {
  const answers = asking.answers(resource);
  const owners = asking.owners(resource);
  const neighbour = ({ resource: other, edge }: Neighbour): NeighbourView => ({
    key: other.key,
    id: other.id,
    name: other.name,
    kind: other.kind,
    dashboard: other.dashboard === true,
    owners: asking.owners(other),
    via: edge.via,
    conditional: edge.conditional,
    file: edge.span.file,
    line: edge.span.line,
    home: { file: other.anchor.file, line: other.anchor.line, column: other.anchor.column },
  });
  return {
    key: resource.key,
    id: resource.id,
    kind: resource.kind,
    name: resource.name,
    framework: resource.framework,
    project: resource.project,
    layer: resource.layer,
    template: resource.template,
    file: resource.anchor.file,
    line: resource.anchor.line,
    column: resource.anchor.column,
    owners,
    contacts: owners.flatMap((owner) => statedContacts(asking.facts(resource), owner)),
    next: nextQuestion(answers),
    open: answers.filter((answer) => isOpen(answer) && answer.state === 'unanswered').length,
    weak: answers.filter((answer) => isOpen(answer) && answer.state === 'weak').length,
    answers: answers.flatMap((answer) => {
      const question = asking.question(answer.id, resource);
      return question ? [answerView(answer, question, translate)] : [];
    }),
    upstream: graph.upstream(resource).map(neighbour),
    consumers: graph.consumers(resource).map(neighbour),
    runBy: graph.runners(resource).map(neighbour),
    unasked: resource.unasked && render(resource.unasked, translate),
    doubtful: resource.doubtful ? render(resource.doubtful, translate) : null,
    hiddenUpstream: resource.hiddenUpstream && render(resource.hiddenUpstream, translate),
  };
}

function answerView(answer: Answer, question: Question, translate: Translate): AnswerView {
  return {
    id: answer.id,
    group: question.group,
    short: render(question.short, translate),
    question: render(answer.question, translate),
    why: render(question.why, translate),
    state: answer.state,
    stateText: render(stateWords[answer.state], translate),
    asked: answer.asked,
    severity: answer.severity,
    answer: answer.answer && render(answer.answer, translate),
    inherited: answer.inherited,
    evidence: answer.evidence.map(({ span: { file, line, column, from, to }, route }) => ({
      file,
      line,
      column,
      from,
      to,
      route: render(route, translate),
    })),
    reason: answer.reason && render(answer.reason, translate),
    fix: question.fix.how,
    answerKey: question.fix.key,
    later: answer.later ?? null,
  };
}

/** @returns a framework instance with its version's place in words. */
export function frameworkView(instance: FrameworkInstance): FrameworkView {
  const { versionFrom } = instance;
  return { ...instance, versionFrom: versionFrom && `${versionFrom.file}:${versionFrom.line}` };
}

/** @returns a place in words. */
export function placeView(place: Place, translate: Translate): PlaceView {
  return {
    id: place.id,
    file: place.file,
    creates: place.creates,
    label: render(place.label, translate),
    detail: render(place.detail, translate),
    ...wantsOf(place.target),
  };
}

function wantsOf(target: Place['target']): Pick<PlaceView, 'wants' | 'value'> {
  if (target.writer === 'join') return { value: target.owner };
  if (target.writer === 'freshness') return { wants: 'ages' };
  if (target.writer === 'exposure' || target.writer === 'group') return { wants: 'name' };
  if (target.writer === 'python-call' && target.code.source.includes('$age')) return { wants: 'age' };
  return target.writer === 'yaml' && target.shape === 'day' ? { wants: 'day' } : {};
}

/** @returns the spots of a resource, for what is answered by hand: where it is defined, and its entry. */
export function spotViews(resource: Resource, translate: Translate): PlaceView[] {
  return [resource.anchor, ...resource.mentions].map((span, at) => ({
    id: at === 0 ? 'open' : `open:${span.file}`,
    file: span.file,
    creates: false,
    label: `${span.file}:${span.line}`,
    detail: at === 0 ? translate('where {0} is defined', resource.name) : translate('the entry of {0}', resource.name),
    opens: { ...span, route: '' },
  }));
}

/** @returns every problem once, by file and line. */
export function problemViews(problems: readonly Problem[], unreadable: ReadonlyMap<string, Message>, translate: Translate): ProblemView[] {
  const found = [...problems, ...[...unreadable].map(([file, message]) => ({ file, line: 1, message }))].map(({ file, line, message }) => ({
    file,
    line,
    message: render(message, translate),
  }));
  const unique = new Map(found.map((problem) => [`${problem.file}:${problem.line}:${problem.message}`, problem]));
  return [...unique.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}
