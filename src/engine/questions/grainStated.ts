import { t, verbatim } from '../l10n.ts';
import type { Judgement } from '../model.ts';
import { answered, firstReal, knownOf, unanswered, unknown, weak } from './judgement.ts';
import type { Question, Subject } from './question.ts';

export const grainStated: Question = {
  id: 'grain-stated',
  preset: 'standard',
  group: 'ambiguity',
  short: t('One row is?'),
  question: t('What is one row, and what makes it unique?'),
  why: t('Most double counting is two people with different ideas of one row.'),
  fix: { how: 'opens', key: null },
  judge(subject) {
    const judged = firstReal(
      subject.facts.grain,
      ({ text }) => verbatim(text),
      ({ text }) => (subject.policy.isPlaceholder(text, subject.resource.name) ? t('{0} answers nobody', text || '""') : null),
    );
    if (judged.state === 'answered') return judged;
    const said = tested(subject) ?? described(subject);
    return said?.state === 'answered' || judged.state === 'unanswered' ? (said ?? unanswered) : judged;
  },
};

/** A test of duplicates that is no plain `unique` says it too. */
function tested({ facts }: Subject): Judgement | null {
  const found = knownOf(facts.check).filter((fact) => fact.value.mode === 'twice');
  const working = found.find((fact) => !fact.inert);
  if (working) return answered(verbatim(working.value.by), [working.evidence]);
  const [first] = found;
  return first?.inert ? weak(verbatim(first.value.by), first.inert, [first.evidence]) : null;
}

const grain = /\b(?:one|each|every|a single|1) (?:row|record|line|entry)\b[^.\n]*|\bgrain\b[^.\n]*|\b(?:row|record)s? per\b[^.\n]*/i;

function described({ facts }: Subject): Judgement | null {
  for (const fact of facts.description) {
    if (!fact.known) return unknown(fact.reason, fact.evidence ? [fact.evidence] : []);
    const words = grain.exec(fact.value.text)?.[0];
    if (words) return answered(verbatim(words.trim()), [fact.evidence]);
  }
  return null;
}
