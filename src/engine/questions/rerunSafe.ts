import type { Rerun } from '../facts.ts';
import { t, verbatim } from '../l10n.ts';
import { firstReal, knownOf, unknown } from './judgement.ts';
import type { Question, Subject } from './question.ts';

/** Materializations that are built anew on every run; without one dbt builds a view. */
const builtAnew: ReadonlySet<string> = new Set(['table', 'view', 'ephemeral', 'materialized_view', 'dynamic_table', 'materializedview']);

export const rerunSafe: Question = {
  id: 'rerun-safe',
  preset: 'standard',
  group: 'failure',
  short: t('Safe to rerun?'),
  question: t('Can someone run it again, or backfill it, without making it worse?'),
  why: t('The 3 a.m. fix is nearly always "run it again".'),
  fix: { how: 'writes', key: 'rerun' },
  doesNotArise: (subject) => (isBuiltAnew(subject) ? t('it is built anew every time') : null),
  judge(subject) {
    const judgement = firstReal(
      subject.facts.rerun,
      (rerun) => verbatim(rerun.text),
      (rerun) => objection(subject, rerun),
    );
    return judgement.state === 'unanswered' ? unknown(whyNotKnown(subject)) : judgement;
  },
};

function objection(subject: Subject, rerun: Rerun) {
  if (rerun.how === 'appends') return t('running it again appends the same rows');
  return subject.policy.isPlaceholder(rerun.text, subject.resource.name) ? t('{0} answers nobody', rerun.text || '""') : null;
}

function isBuiltAnew({ resource, facts }: Subject): boolean {
  if (resource.kind !== 'model') return false;
  return facts.materialization.every((fact) => fact.known && builtAnew.has(fact.value.text));
}

function whyNotKnown({ resource, facts }: Subject) {
  if (resource.kind === 'dag') return t('what its tasks write is not followed');
  const hidden = facts.materialization.find((fact) => !fact.known);
  if (hidden && !hidden.known) return hidden.reason;
  const [materialized] = knownOf(facts.materialization);
  return materialized && resource.kind === 'model'
    ? t('what {0} does when it runs again is not known', materialized.value.text)
    : t('its key does not stand where it is read');
}
