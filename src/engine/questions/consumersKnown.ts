import type { Neighbour } from '../graph/lineage.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Judgement, Resource } from '../model.ts';
import { answered, firstReal, inherited, knownOf, unanswered, unknown } from './judgement.ts';
import type { Question, Subject } from './question.ts';

/** Tags of DAGs that tidy up after others. */
const feedsNobody: ReadonlySet<string> = new Set(['maintenance', 'housekeeping']);

/** What a team writes where nobody uses it. */
const nobody: ReadonlySet<string> = new Set(['nobody', 'none', 'no one']);

export const consumersKnown: Question = {
  id: 'consumers-known',
  preset: 'core',
  group: 'ambiguity',
  short: t('Who uses this?'),
  question: t('Who uses this, and would they notice if it broke?'),
  why: t('You cannot judge a change or a failure without knowing who is on the other end.'),
  wording: ({ resource, consumers }) =>
    resource.framework === 'dbt' && consumers.length === 0 ? t('Who reads this outside the repo?') : null,
  fix: { how: 'writes', key: 'consumers' },
  given: (facts) => knownOf(facts.consumer).map((fact) => fact.value.name),
  doesNotArise: ({ resource, runs }) => keepsHouse(resource) ?? (runs.length > 0 ? t('asked of the models that it runs') : null),
  judge(subject) {
    const counted = countConsumers(subject);
    if (counted) return counted;
    const stated = judgeStated(subject);
    if (stated.state !== 'unanswered') return stated;
    const access = knownOf(subject.facts.access).find((fact) => fact.value.text === 'public');
    if (access) return unknown(t('public access: other repositories may read it'), [access.evidence]);
    const { hidingReader, resource, unreadRun } = subject;
    if (unreadRun && resource.kind === 'dag') return unknown(t('what it builds with dbt is not known: {0}', unreadRun.why));
    if (isNamedByPlace(resource)) return unknown(t('who waits for it is not known: its dag_id cannot be read'));
    if (hidingReader && hidingReader.key !== resource.key && resource.kind !== 'asset') {
      const why = hidingReader.hiddenUpstream ?? '';
      if (resource.kind !== 'dag') return unknown(t('{0} may read it: {1}', hidingReader.name, why));
      const named = isNamedByPlace(hidingReader) ? t('a DAG of {0}', hidingReader.anchor.file.split('/').at(-1) ?? '') : hidingReader.name;
      return unknown(t('{0} may wait for it: {1}', named, why));
    }
    return inProse(subject) ?? stated;
  },
};

/** Words by which a description says who uses something; feeds as such are no users. */
const usersInProse = /\b(?:powers|powering|to power|feeds (?:the|our)|consumed by|used (?:by|in|on))\b/i;

/** A description that seems to say it is not read as an answer, and who wrote it is not told that nothing is there. */
function inProse({ facts }: Subject): Judgement | null {
  const told = knownOf(facts.description).find(({ value }) => usersInProse.test(value.text));
  return told ? unknown(t('see its description'), [told.evidence]) : null;
}

/** Consumers of a DAG are also those of what it runs, as far as it does not run them too. */
function countConsumers(subject: Subject): Judgement | null {
  if (subject.consumers.length > 0)
    return counted(subject.consumers, ({ edge, resource: { name } }) =>
      edge.conditional ? t('{0} reads it, only under a condition', name) : t('{0} reads it', name),
    );
  if (subject.runs.length === 0 || isUsedByNobody(subject)) return null;
  const run = new Set(subject.runs.map(({ resource }) => resource.key));
  const outside = new Map<string, Neighbour & { readonly of: Resource }>();
  for (const { resource: of } of subject.runs)
    for (const reader of subject.consumersOf(of)) if (!run.has(reader.resource.key)) outside.set(reader.resource.key, { ...reader, of });
  if (outside.size > 0) return inherited(counted([...outside.values()], ({ resource, of }) => t('{0} reads {1}', resource.name, of.name)));
  const stated = subject.runs.find(
    ({ resource }) => subject.consumersOf(resource).length === 0 && subject.judge(resource).state === 'answered',
  );
  return stated ? inherited(subject.judge(stated.resource)) : null;
}

function counted<T extends Neighbour>(consumers: readonly T[], route: (consumer: T) => Message): Judgement {
  return answered(
    countWords(consumers.map(({ resource }) => resource)),
    consumers.map((consumer) => ({ span: consumer.edge.span, route: route(consumer) })),
  );
}

function judgeStated(subject: Subject): Judgement {
  const judged = firstReal(
    subject.facts.consumer,
    (consumer) => verbatim(consumer.name),
    (consumer) =>
      subject.policy.isPlaceholder(consumer.name, subject.resource.name) ? t('{0} answers nobody', consumer.name || '""') : null,
  );
  if (judged.state !== 'answered') return judged.state === 'unanswered' ? unanswered : judged;
  const names = knownOf(subject.facts.consumer).map((fact) => fact.value.name);
  return { ...judged, answer: verbatim(names.join(', ')) };
}

/** @returns whether the team has said that nobody uses it, and nothing in the workspace does. */
export function isUsedByNobody(subject: Subject): boolean {
  const stated = knownOf(subject.facts.consumer);
  const named = stated.length > 0 && stated.every((fact) => nobody.has(fact.value.name.trim().toLowerCase()));
  return named && subject.consumers.length === 0 && subject.runs.every(({ resource }) => resource.kind !== 'exposure');
}

/** Why nobody waits for what a DAG makes, where its tags say so; else null. */
export function keepsHouse({ kind, tags }: Resource): Message | null {
  return kind === 'dag' && tags?.some((tag) => feedsNobody.has(tag.toLowerCase())) ? t('it keeps house and feeds nobody') : null;
}

/** An id that cannot be read is made of the file and a name in it: `dag.dags/daily.py#make`. No dag_id holds a `#`. */
function isNamedByPlace({ kind, id }: Resource): boolean {
  return kind === 'dag' && id.includes('#');
}

/** @returns consumers counted in words, dashboards apart: `3 consumers, 1 dashboard`. */
export function countWords(all: readonly Pick<Resource, 'dashboard'>[]): Message {
  const dashboards = all.filter(({ dashboard }) => dashboard).length;
  const others = all.length - dashboards;
  const consumers = others === 1 ? t('1 consumer') : t('{0} consumers', others);
  const exposures = dashboards === 1 ? t('1 dashboard') : t('{0} dashboards', dashboards);
  if (dashboards === 0) return consumers;
  return others === 0 ? exposures : t('{0}, {1}', consumers, exposures);
}
