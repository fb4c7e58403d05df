import type { Facts, Found, SchemaGuard } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Judgement } from '../model.ts';
import { firstReal, knownOf, unanswered, unknown } from './judgement.ts';
import type { Question, Subject } from './question.ts';

export const sourceChangePlanned: Question = {
  id: 'source-change-planned',
  preset: 'core',
  group: 'ambiguity',
  short: t('If the source changes?'),
  question: t('What happens here when the source’s schema changes?'),
  why: t('Sources change without asking. Do you learn it from a failed job, a silent null, or the CFO?'),
  fix: { how: 'writes', key: 'on_source_change' },
  weakWillDo: true,
  doesNotArise: (subject) => (isAsked(subject) || whyNotKnown(subject) ? null : nothingFromOutside(subject)),
  judge(subject) {
    const judged = firstReal(
      guardsOf(subject),
      (guard) => verbatim(guard.text),
      (guard) => objection(subject, guard),
    );
    return judged.state === 'unanswered' ? (checkedSomewhere(subject) ?? notKnown(subject)) : judged;
  },
};

/** Guards of the resource, then those of the sources that it reads; a mere list of columns comes last. */
function guardsOf(subject: Subject): Found<SchemaGuard>[] {
  const own = subject.facts.schemaGuard;
  const isList = (fact: Found<SchemaGuard>) => fact.known && fact.value.how === 'column-list';
  const ofSources = subject.upstream
    .filter(({ resource }) => resource.kind === 'source')
    .flatMap(({ resource }) => subject.factsOf(resource).schemaGuard);
  const certain = [...own, ...ofSources].filter((fact) => fact.known && !isList(fact));
  return [...certain, ...ofSources.filter((fact) => !fact.known), ...own.filter((fact) => !fact.known), ...own.filter(isList)];
}

function objection(subject: Subject, guard: SchemaGuard): Message | null {
  if (guard.how === 'column-list') return t('breaks loudly when a column goes, and never sees a new one');
  return subject.policy.isPlaceholder(guard.text, subject.resource.name) ? t('{0} answers nobody', guard.text || '""') : null;
}

/** Whether it certainly loads from outside, or is a mart that keeps the columns of its first day. */
function isAsked(subject: Subject): boolean {
  const { resource, facts, upstream } = subject;
  if (resource.framework === 'dbt') {
    const incremental = resource.layer === 'mart' && isIncremental(facts);
    return incremental || knownOf(facts.source).length > 0 || upstream.some((neighbour) => neighbour.resource.kind === 'source');
  }
  const inside = new Set(upstream.map((neighbour) => neighbour.resource.name));
  return knownOf(facts.source).some((fact) => !inside.has(fact.value.name));
}

function isIncremental(facts: Facts): boolean {
  return knownOf(facts.materialization).some((fact) => fact.value.text === 'incremental');
}

/** Why it cannot be told whether anything is loaded from outside, or what then happens; null where it can. */
function whyNotKnown({ resource, facts, runs }: Subject): Message | null {
  if (resource.hiddenUpstream) return resource.hiddenUpstream;
  const hidden = facts.source.find((fact) => !fact.known);
  if (hidden && !hidden.known && runs.length === 0) return hidden.reason;
  const [unread] = facts.unread;
  if (!unread) return null;
  return unread.known ? t('what {0} does with its source is not followed', unread.value.text) : unread.reason;
}

function notKnown(subject: Subject): Judgement {
  const reason = whyNotKnown(subject);
  return reason ? unknown(reason) : unanswered;
}

/** A check task may stand before the load; whether it looks at the columns is not read. */
function checkedSomewhere({ resource, facts }: Subject): Judgement | null {
  const check = resource.kind === 'dag' ? facts.check.find((fact) => !fact.known || !/^dbt /.test(fact.value.by)) : undefined;
  if (!check) return null;
  return check.known
    ? unknown(t('whether {0} looks at the source before it is loaded is not read', check.value.by), [check.evidence])
    : unknown(check.reason);
}

function nothingFromOutside({ runs }: Subject): Message {
  return runs.length > 0 ? t('asked of the models that it runs') : t('nothing says that it loads from outside');
}
