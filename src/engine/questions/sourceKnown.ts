import type { Known, SourceOfData } from '../facts.ts';
import { t, verbatim } from '../l10n.ts';
import type { Judgement } from '../model.ts';
import { answered, firstReal, inherited, knownOf, unanswered, unknown, weak } from './judgement.ts';
import type { Question, Subject } from './question.ts';

export const sourceKnown: Question = {
  id: 'source-known',
  preset: 'core',
  group: 'ambiguity',
  short: t('Where from?'),
  question: t('What is the source of this data, and is it the right one?'),
  why: t('Wrong-source bugs are the quietest. Everything runs, and the numbers are about something else.'),
  fix: { how: 'writes', key: 'source' },
  doesNotArise: ({ resource, facts }) =>
    resource.framework === 'dbt' && resource.hiddenUpstream === null && facts.source.length === 0 ? t('it reads no source itself') : null,
  judge: (subject) =>
    hardCoded(subject) ?? declared(subject) ?? stated(subject) ?? ofWhatItRuns(subject) ?? notFollowed(subject) ?? unanswered,
};

function hardCoded({ facts }: Subject): Judgement | null {
  const found = knownOf(facts.source).filter((fact) => fact.value.how === 'hard-coded');
  if (found.length === 0) return null;
  const names = namesOf(found);
  return weak(
    verbatim(names),
    t('{0} is named in the code, past dbt’s sources', names),
    found.map((fact) => fact.evidence),
  );
}

function namesOf(found: readonly Known<SourceOfData>[]): string {
  return [...new Set(found.map((fact) => fact.value.name))].join(', ');
}

/** What the arguments name; for dbt a source, for Airflow also the DAGs and assets of the workspace that feed it. */
function declared({ facts, upstream, resource }: Subject): Judgement | null {
  const found = knownOf(facts.source).filter((fact) => fact.value.how === 'declared');
  if (found.length > 0)
    return answered(
      verbatim(namesOf(found)),
      found.map((fact) => fact.evidence),
    );
  const feeding = upstream.filter((neighbour) => neighbour.resource.kind === 'source' || resource.framework === 'airflow');
  if (feeding.length === 0) return null;
  return answered(
    verbatim(feeding.map((neighbour) => neighbour.resource.name).join(', ')),
    feeding.map(({ edge }) => ({ span: edge.span, route: verbatim(edge.via) })),
  );
}

function stated(subject: Subject): Judgement | null {
  const judged = firstReal(
    knownOf(subject.facts.source).filter((fact) => fact.value.how === 'stated'),
    (source) => verbatim(source.name),
    ({ name }) => (subject.policy.isPlaceholder(name, subject.resource.name) ? t('{0} answers nobody', name || '""') : null),
  );
  return judged.state === 'unanswered' ? null : judged;
}

function ofWhatItRuns(subject: Subject): Judgement | null {
  for (const { resource } of subject.runs) {
    const judgement = subject.judge(resource);
    if (judgement.state === 'answered') return inherited(judgement);
  }
  return null;
}

function notFollowed({ facts, resource }: Subject): Judgement | null {
  const hidden = facts.source.find((fact) => !fact.known);
  if (hidden && !hidden.known) return unknown(hidden.reason, hidden.evidence ? [hidden.evidence] : []);
  if (resource.hiddenUpstream) return unknown(resource.hiddenUpstream);
  const [unread] = facts.unread;
  if (!unread) return null;
  return unread.known
    ? unknown(t('what {0} reads is not followed', unread.value.text), [unread.evidence])
    : unknown(unread.reason, unread.evidence ? [unread.evidence] : []);
}
