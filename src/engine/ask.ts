import { createCache, once } from './cache.ts';
import type { Facts } from './facts.ts';
import type { Graph } from './graph/graph.ts';
import { findHiddenReaders } from './graph/hiddenReaders.ts';
import { render, t } from './l10n.ts';
import type { Answer, Judgement, Resource, StatedWaiver } from './model.ts';
import type { Policy, Provided } from './policy/policy.ts';
import { answered, notApplicable, unknown } from './questions/judgement.ts';
import { type Asking as Asked, askingOf, columnOf } from './questions/kinds.ts';
import { questionsTouched, type Touch } from './questions/next.ts';
import { effectiveOwners } from './questions/ownerNamed.ts';
import type { Question } from './questions/question.ts';
import { readTiers } from './questions/tier.ts';
import { type Sources, subjectOf } from './subject.ts';
import type { Team } from './team/team.ts';
import { factsWithKeys } from './team/teamFacts.ts';
import { statedWaivers, withWaiver } from './team/waiving.ts';

/**
 * For how many resources facts and answers are kept: a hover asks again for the one whose lens was just shown, and a report
 * passes each once. More would outlive V8's young generation before it is dropped, and make a third of a report's memory.
 */
const rememberedResources = 16;

/** Answers are inherited from resource to resource; no pipeline that people built is longer. */
const deepestInheritance = 200;

/** Whom else a question is asked of would be a riddle where nothing comes after. */
const unread = t('nothing here reads it');

const doesNotArise = notApplicable(t('does not arise for this kind of resource'));
const onItself = unknown(t('it depends on itself'));

/** Answers of one revision of the graph: computed when asked for, then remembered. */
export interface Asking {
  judge(question: Question, resource: Resource): Judgement;
  answers(resource: Resource): readonly Answer[];
  /** The owners in force, placeholders included; empty when unknown. */
  owners(resource: Resource): readonly string[];
  /** What the code says, with the team's own spellings. */
  facts(resource: Resource): Facts;
  /** @returns the question with that id, of the catalogue or of the team that a resource belongs to, or undefined. */
  question(id: string, resource: Resource): Question | undefined;
}

/** Says from which day on (ISO date) somebody wants to be asked again; undefined where they put nothing off. */
export type PutOff = (resource: Resource, question: string) => string | undefined;

/** Says what a change touches of a resource. */
export type Touches = (resource: Resource, facts: Facts) => readonly Touch[];

/** Asks the questions of a graph, each resource those of its team and under its policy. */
export function createAsking(
  graph: Graph,
  team: Pick<Team, 'rulesFor'>,
  putOff: PutOff = () => undefined,
  touches: Touches | null = null,
): Asking {
  const remembered = createCache<Resource, Map<Question, Judgement>>(rememberedResources);
  const handedOn = new Map<Resource, Map<Question, Judgement>>();
  const knownFacts = createCache<Resource, Facts>(rememberedResources);
  const knownWaivers = createCache<Resource, readonly StatedWaiver[]>(rememberedResources);
  const knownOwners = new Map<Resource, readonly string[]>();
  let depth = 0;
  const spokesmen = once(() => spokesmanByProject(graph));
  const hiding = once(() => findHiddenReaders(graph));
  const sources: Sources = {
    graph,
    policyOf,
    factsOf,
    tierOf: readTiers(graph, factsOf, deepestInheritance),
    spokesmanOf: ({ project }) => spokesmen().get(project),
    hidingReaderOf: (resource) => hiding()(resource),
    judge,
  };

  function policyOf(resource: Resource): Policy {
    return team.rulesFor(resource.anchor.file).policy;
  }

  function judge(question: Question, resource: Resource): Judgement {
    const known = handedOn.get(resource)?.get(question) ?? remembered.get(resource)?.get(question);
    if (known) return known;
    if (askedOf(question, resource) === '-') return doesNotArise;
    if (depth >= deepestInheritance) return unknown(t('it hangs on a long chain of others'));
    const held = memoryFor(resource);
    held.set(question, onItself);
    depth++;
    const judgement = judgeNow(question, resource);
    depth--;
    const settled = withWaiver(question.id, resource, judgement, waiversOf, policyOf(resource));
    held.set(question, settled);
    return settled;
  }

  /** What others inherit is kept for good: along a chain of many it would be worked out again and again. */
  function memoryFor(resource: Resource): Map<Question, Judgement> {
    const memory = depth > 0 ? handedOn : remembered;
    const held = memory.get(resource) ?? new Map<Question, Judgement>();
    memory.set(resource, held);
    return held;
  }

  function judgeNow(question: Question, resource: Resource): Judgement {
    const asking = askedOf(question, resource);
    const subject = subjectOf(sources, question, resource);
    const own = question.judge(subject);
    const reason = own.state === 'answered' ? null : question.doesNotArise?.(subject);
    if (reason) return notApplicable(reason);
    const provided = own.state === 'answered' ? null : providedFor(question, resource, own);
    if (provided) return answered(provided.answer, [provided.evidence]);
    if (asking === 'A' || own.state !== 'unanswered') return own;
    const readers = subject.consumers.length > 0;
    return question.inherit?.(subject) ?? notApplicable(readers ? (question.asksInstead ?? t('asked of others')) : unread);
  }

  function providedFor(question: Question, resource: Resource, { state, reason }: Judgement): Provided | null {
    const policy = policyOf(resource);
    const helped = state === 'unknown' && reason ? policy.helped(question.id, render(reason)) : null;
    return policy.provided(question.id, resource.anchor.file) ?? helped;
  }

  function factsOf(resource: Resource): Facts {
    const known = knownFacts.get(resource);
    if (known) return known;
    const facts = factsWithKeys(graph.linkedOf(resource), resource, policyOf(resource));
    knownFacts.set(resource, facts);
    return facts;
  }

  function ownersOf(resource: Resource): readonly string[] {
    const known = knownOwners.get(resource);
    if (known) return known;
    const owners = effectiveOwners({ resource, policy: policyOf(resource), facts: factsOf(resource) });
    knownOwners.set(resource, owners);
    return owners;
  }

  function waiversOf(resource: Resource): readonly StatedWaiver[] {
    const known = knownWaivers.get(resource);
    if (known) return known;
    const stated = statedWaivers(resource, graph);
    knownWaivers.set(resource, stated);
    return stated;
  }

  function questionsOf(resource: Resource): readonly Question[] {
    return team.rulesFor(resource.anchor.file).questions;
  }

  function isAsked(question: Question, resource: Resource, judgement: Judgement): boolean {
    if (resource.unasked || judgement.state === 'not_applicable' || isUnread(resource)) return false;
    if (judgement.state === 'weak' && question.weakWillDo && columnOf(resource) === 'interior') return false;
    return askedOf(question, resource) === 'A' || judgement.state === 'unanswered';
  }

  /** A source declares whole schemas; of a table that nothing reads nobody has to know anything yet. */
  function isUnread(resource: Resource): boolean {
    return resource.kind === 'source' && graph.consumers(resource).length === 0;
  }

  function answerOf(question: Question, resource: Resource, touched: readonly string[]): Answer {
    const judgement = judge(question, resource);
    const severity = policyOf(resource).severity(question, resource.anchor.file);
    const asked = severity !== 'off' && isAsked(question, resource, judgement);
    const { id, short } = question;
    const words = question.wording?.(subjectOf(sources, question, resource)) ?? question.question;
    const later = putOff(resource, id);
    const { state, answer, inherited, evidence, reason, until, lapsed } = judgement;
    // Field by field: spreading an object first and adding to it takes V8 four times the time and memory, 350,000 times over.
    const shown = { id, asked, severity, short, question: words, state, answer, inherited, evidence, reason };
    const isTouched = touched.includes(id);
    if (until === undefined && lapsed === undefined && later === undefined && !isTouched) return shown;
    const dates = { ...(until === undefined ? {} : { until }), ...(lapsed === undefined ? {} : { lapsed }) };
    return { ...shown, ...dates, ...(later === undefined ? {} : { later }), ...(isTouched ? { touched: true } : {}) };
  }

  return {
    judge,
    owners: ownersOf,
    facts: factsOf,
    question: (id, resource) => questionsOf(resource).find((question) => question.id === id),
    answers(resource) {
      const touched = touches ? questionsTouched(touches(resource, factsOf(resource))) : [];
      return questionsOf(resource).map((question) => answerOf(question, resource, touched));
    },
  };
}

/** The team's own questions say themselves whom they are asked of; a model is one at every layer. */
function askedOf(question: Question, resource: Resource): Asked {
  const { kinds } = question;
  if (!kinds) return askingOf(question.id, resource);
  const column = columnOf(resource);
  if (column === null) return '-';
  return kinds.length === 0 || kinds.includes(column) || kinds.includes(resource.kind) ? 'A' : '-';
}

/** The mart that answers project-wide questions on behalf of all: the first in order that nothing runs. */
function spokesmanByProject(graph: Graph): Map<string, Resource> {
  const isMart = (resource: Resource) => resource.kind === 'model' && resource.layer === 'mart' && !resource.unasked;
  return firstByProject(graph, (resource) => isMart(resource) && graph.runners(resource).length === 0);
}

function firstByProject(graph: Graph, isIt: (resource: Resource) => boolean): Map<string, Resource> {
  const first = new Map<string, Resource>();
  for (const resource of graph.resources) {
    if (!first.has(resource.project) && isIt(resource)) first.set(resource.project, resource);
  }
  return first;
}
