import { t, verbatim } from '../l10n.ts';
import type { Judgement } from '../model.ts';
import { answered, knownOf, unknown } from './judgement.ts';
import type { Question, Subject } from './question.ts';
import { judgeStated } from './stated.ts';
import { unlessTierOne } from './tier.ts';

export const firstWordsReady: Question = {
  id: 'first-words-ready',
  preset: 'standard',
  group: 'failure',
  short: t('Tell whom first?'),
  question: t('Whom do you tell first when it breaks?'),
  why: t('Trust is lost in the silence, not in the outage.'),
  fix: { how: 'writes', key: 'contact' },
  doesNotArise: ({ resource, tier }) => (resource.kind === 'exposure' ? null : unlessTierOne(tier)),
  judge(subject) {
    const own = judgeStated(subject, subject.facts.contact);
    if (own.state === 'answered') return own;
    const others = ofStatedConsumers(subject) ?? ofReaders(subject);
    if (others) return others;
    if (own.state === 'unanswered' && subject.resource.kind !== 'exposure' && subject.tier?.known === false)
      return unknown(subject.tier.reason);
    return own;
  },
};

function ofStatedConsumers(subject: Subject): Judgement | null {
  const reachable = knownOf(subject.facts.consumer).filter(
    ({ value }) => value.contact !== null && !subject.policy.isPlaceholder(value.contact, subject.resource.name),
  );
  if (reachable.length === 0) return null;
  return answered(
    verbatim(reachable.map((fact) => fact.value.contact).join(', ')),
    reachable.map((fact) => fact.evidence),
  );
}

/** A contact of anything that reads it: the owner's address of a dashboard. */
function ofReaders(subject: Subject): Judgement | null {
  for (const { resource } of subject.consumers) {
    const theirs = judgeStated(subject, subject.factsOf(resource).contact);
    if (theirs.state === 'answered') return theirs;
  }
  return null;
}
