import { t, verbatim } from '../l10n.ts';
import { answered, unanswered, weak } from './judgement.ts';
import { namedOwners, ownerNamed } from './ownerNamed.ts';
import type { Question } from './question.ts';

export const ownerIsReal: Question = {
  id: 'owner-is-real',
  preset: 'standard',
  group: 'ownership',
  short: t('Real team?'),
  question: t('Is that a team that will answer?'),
  why: t('Fifty-nine pipelines that are owned by a word from a template are owned by nobody.'),
  fix: { how: 'writes', key: 'owner' },
  doesNotArise: (subject) => {
    if (subject.policy.roster === null) return t('the team file lists no teams and people');
    return namedOwners(subject).length === 0 ? t('no owner is named; that is asked first') : null;
  },
  judge(subject) {
    const { roster } = subject.policy;
    const owners = namedOwners(subject);
    if (roster === null || owners.length === 0) return unanswered;
    const { evidence } = subject.other(ownerNamed);
    const strangers = owners.filter((owner) => roster.find(owner) === undefined);
    const words = verbatim(owners.join(', '));
    return strangers.length === owners.length
      ? weak(words, t('{0} is not in the team file', strangers.join(', ')), evidence)
      : answered(words, evidence);
  },
};
