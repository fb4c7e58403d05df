import type { Found, Stated } from '../facts.ts';
import { t, verbatim } from '../l10n.ts';
import type { OwnKey, Span } from '../model.ts';
import { parseSpelling } from '../policy/spellings.ts';
import type { TeamFileData } from '../policy/teamFileSchema.ts';
import { listOf } from '../policy/teamPolicy.ts';
import { firstReal } from '../questions/judgement.ts';
import type { Question, Subject } from '../questions/question.ts';

/** A path into meta is written as a key, a label as a line; a tag says too little. */
function fixOf(keys: readonly string[]): Question['fix'] {
  const [key, ...others] = keys.filter((one) => /^(?:meta\.[^.]+$|doc:)/.test(one)) as OwnKey[];
  return key === undefined ? { how: 'opens', key: null } : { how: 'writes', key, others };
}

/** Makes questions of what a team asks itself: answered by what stands under its keys. */
export function ownQuestions(asked: NonNullable<TeamFileData['ask']>, spans: readonly Span[]): Question[] {
  return asked.map((own, index) => {
    const spellings = listOf(own.keys).flatMap((text) => parseSpelling(text) ?? []);
    const statedIn = (subject: Subject): Found<Stated>[] => spellings.flatMap((spelling) => subject.stated(spelling));
    return {
      id: own.id,
      preset: 'core',
      group: 'growth',
      short: verbatim(own.short),
      question: verbatim(own.question),
      why: verbatim(own.why),
      fix: fixOf(listOf(own.keys)),
      ...(spans[index] ? { askedAt: spans[index] } : {}),
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
