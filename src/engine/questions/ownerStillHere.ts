import { t, verbatim } from '../l10n.ts';
import { hasLeft, heirOf } from '../policy/roster.ts';
import { answered, unanswered, weak } from './judgement.ts';
import { namedOwners, ownerNamed } from './ownerNamed.ts';
import type { Question } from './question.ts';

export const ownerStillHere: Question = {
  id: 'owner-still-here',
  preset: 'standard',
  group: 'ownership',
  short: t('Still theirs?'),
  question: t('Is the owner still here, and still the right one?'),
  why: t('People move on, and their names stay in the code.'),
  fix: { how: 'writes', key: 'owner' },
  doesNotArise: (subject) => {
    const { roster } = subject.policy;
    if (roster === null) return t('the team file lists no teams and people');
    return namedOwners(subject).some((owner) => roster.find(owner)) ? null : t('no owner is named who stands in the team file');
  },
  judge(subject) {
    const { roster, today } = subject.policy;
    if (roster === null) return unanswered;
    const members = namedOwners(subject).flatMap((owner) => roster.find(owner) ?? []);
    if (members.length === 0) return unanswered;
    const { evidence } = subject.other(ownerNamed);
    const gone = members.find((member) => hasLeft(member, today));
    const words = verbatim(members.map(({ name }) => name).join(', '));
    if (!gone || members.some((member) => !hasLeft(member, today))) return answered(words, evidence);
    const heir = heirOf(gone, roster, today);
    const reason = heir
      ? t('{0} left on {1}; {2} took over', gone.name, gone.left ?? '', heir.name)
      : t('{0} left on {1}', gone.name, gone.left ?? '');
    return weak(words, reason, evidence);
  },
};
