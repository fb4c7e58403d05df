import { type Message, t, verbatim } from '../l10n.ts';
import type { Judgement, Resource, ResourceKind } from '../model.ts';
import { answered, firstReal, knownOf, unanswered, unknown } from './judgement.ts';
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
  asksInstead: t('nobody reads it yet; the models that it feeds are asked'),
  doesNotArise: ({ resource }) => keepsHouse(resource),
  judge(subject) {
    const counted = countConsumers(subject);
    if (counted) return counted;
    const stated = judgeStated(subject);
    if (stated.state !== 'unanswered') return stated;
    const access = knownOf(subject.facts.access).find((fact) => fact.value.text === 'public');
    if (access) return unknown(t('public access: other repositories may read it'), [access.evidence]);
    const { hidingReader, resource } = subject;
    if (isNamedByPlace(resource)) return unknown(t('who waits for it is not known: its dag_id cannot be read'));
    if (hidingReader && hidingReader.key !== resource.key && resource.kind !== 'asset') {
      const why = hidingReader.hiddenUpstream ?? '';
      return unknown(
        resource.kind === 'dag' ? t('{0} may wait for it: {1}', hidingReader.name, why) : t('{0} may read it: {1}', hidingReader.name, why),
      );
    }
    return stated;
  },
};

/** DAGs use what other DAGs and the readers of their models make of them; those count as their consumers. */
function countConsumers(subject: Subject): Judgement | null {
  const direct = subject.consumers;
  if (direct.length > 0) {
    return answered(
      countWords(direct.map((consumer) => consumer.resource.kind)),
      direct.map(({ edge, resource: { name } }) => ({
        span: edge.span,
        route: edge.conditional ? t('{0} reads it, only under a condition', name) : t('{0} reads it', name),
      })),
    );
  }
  if (isUsedByNobody(subject)) return null;
  const run = subject.runs.map((neighbour) => subject.judge(neighbour.resource)).find((judgement) => judgement.state === 'answered');
  return run ? { ...run, inherited: true } : null;
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

/** @returns the kinds of consumers counted in words, dashboards apart: `3 consumers, 1 dashboard`. */
export function countWords(kinds: readonly ResourceKind[]): Message {
  const dashboards = kinds.filter((kind) => kind === 'exposure').length;
  const others = kinds.length - dashboards;
  const consumers = others === 1 ? t('1 consumer') : t('{0} consumers', others);
  const exposures = dashboards === 1 ? t('1 dashboard') : t('{0} dashboards', dashboards);
  if (dashboards === 0) return consumers;
  return others === 0 ? exposures : t('{0}, {1}', consumers, exposures);
}
