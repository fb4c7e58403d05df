import type { Known, Owner } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Evidence, Judgement } from '../model.ts';
import { answered, firstReal, knownOf, weak } from './judgement.ts';
import type { Question, Subject } from './question.ts';

export const ownerNamed: Question = {
  id: 'owner-named',
  preset: 'core',
  group: 'ownership',
  short: t('Who owns this?'),
  question: t('Who owns this after it is deployed?'),
  why: t('Someone must want it to work next month. An owner in Airflow is a label and alerts nobody, so who is told is asked apart.'),
  fix: { how: 'writes', key: 'owner' },
  given: (facts) => knownOf(facts.owner).flatMap((fact) => fact.value.names),
  judge(subject) {
    const { owner } = subject.facts;
    const perTask = knownOf(owner).filter((fact) => fact.value.tasks !== undefined);
    if (perTask.length > 1 && owner[0]?.known) return judgeTasks(subject, perTask);
    return firstReal(
      owner,
      (value) => verbatim(namesOf(value)),
      (value) => objection(subject, value),
    );
  },
};

/** @returns the owners in force: the first that stands, real ones before placeholders; of a DAG those of all its tasks. Empty when unknown. */
export function effectiveOwners(subject: Pick<Subject, 'facts' | 'policy' | 'resource'>): string[] {
  const known: Known<Owner>[] = [];
  for (const fact of subject.facts.owner) {
    // A placeholder beside what cannot be read owns nothing.
    if (!fact.known)
      return known.some(({ value }) => realNames(subject, value).length > 0) ? (ofTasks(known) ?? realFirst(subject, known)) : [];
    if (!fact.inert) known.push(fact);
  }
  return ofTasks(known) ?? realFirst(subject, known);
}

/** @returns the owners in force that are no placeholders. */
export function namedOwners(subject: Pick<Subject, 'facts' | 'policy' | 'resource'>): string[] {
  return effectiveOwners(subject).filter((name) => !subject.policy.isPlaceholder(name, subject.resource.name));
}

function ofTasks(known: readonly Known<Owner>[]): string[] | null {
  const perTask = known.filter((fact) => fact.value.tasks !== undefined);
  return perTask.length === 0 ? null : [...new Set(perTask.flatMap((fact) => fact.value.names))].sort();
}

function realFirst(subject: Pick<Subject, 'policy' | 'resource'>, known: readonly Known<Owner>[]): string[] {
  const real = known.find((fact) => realNames(subject, fact.value).length > 0);
  return [...((real ?? known[0])?.value.names ?? [])];
}

function namesOf(owner: Owner): string {
  return owner.names.join(', ');
}

function realNames(subject: Pick<Subject, 'policy' | 'resource'>, owner: Owner): string[] {
  return owner.names.filter((name) => !subject.policy.isPlaceholder(name, subject.resource.name));
}

function objection(subject: Subject, owner: Owner): Message | null {
  return realNames(subject, owner).length > 0 ? null : t('{0} answers nobody', namesOf(owner) || '""');
}

/** Tasks of one DAG with different owners: weak where some fall back to a placeholder while others are owned. */
function judgeTasks(subject: Subject, owners: readonly Known<Owner>[]): Judgement {
  const all = owners.reduce((sum, owner) => sum + (owner.value.tasks ?? 0), 0);
  const placeholders = owners.filter((owner) => realNames(subject, owner.value).length === 0);
  const unowned = placeholders.reduce((sum, owner) => sum + (owner.value.tasks ?? 0), 0);
  const names = [...new Set(owners.flatMap((owner) => realNames(subject, owner.value)))].sort().join(', ');
  const evidence: Evidence[] = owners.map((owner) => owner.evidence);
  const first = placeholders[0];
  if (!first) return answered(verbatim(names), evidence);
  return weak(verbatim(names || namesOf(first.value)), t('{0} of {1} tasks fall back to {2}', unowned, all, namesOf(first.value)), [
    first.evidence,
    ...evidence,
  ]);
}
