import type { Found, Stated } from '../facts.ts';
import { t, verbatim } from '../l10n.ts';
import { parseSpelling } from '../policy/spellings.ts';
import type { TeamFileData } from '../policy/teamFileSchema.ts';
import { listOf } from '../policy/teamPolicy.ts';
import { firstReal } from '../questions/judgement.ts';
import type { Question, Subject } from '../questions/question.ts';

/** Makes questions of what a team asks itself: answered by what stands under its keys. */
export function ownQuestions(asked: NonNullable<TeamFileData['ask']>): Question[] {
  return asked.map((own) => {
    const spellings = listOf(own.keys).flatMap((text) => parseSpelling(text) ?? []);
    const statedIn = (subject: Subject): Found<Stated>[] => spellings.flatMap((spelling) => subject.stated(spelling));
    return {
      id: own.id,
      preset: 'core',
      group: 'growth',
      short: verbatim(own.short),
      question: verbatim(own.question),
      why: verbatim(own.why),
      fix: { how: 'opens', key: null },
      kinds: listOf(own.kinds),
      judge: (subject) =>
        firstReal(
          statedIn(subject),
          ({ text }) => verbatim(text),
          ({ text }) => (subject.policy.isPlaceholder(text, subject.resource.name) ? t('{0} answers nobody', text || '""') : null),
        ),
    };
  });
}
