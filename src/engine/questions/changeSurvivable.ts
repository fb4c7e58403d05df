import { t, verbatim } from '../l10n.ts';
import type { Resource } from '../model.ts';
import { firstReal, knownOf, unknown } from './judgement.ts';
import { effectiveOwners } from './ownerNamed.ts';
import type { Question, Subject } from './question.ts';

export const changeSurvivable: Question = {
  id: 'change-survivable',
  preset: 'standard',
  group: 'ownership',
  short: t('Who must agree?'),
  question: t('If you change a column, whose work breaks, and who has agreed?'),
  why: t('Your output is somebody else’s source. They ask about you what you ask about your sources.'),
  fix: { how: 'opens', key: null },
  doesNotArise: (subject) => (dependence(subject) === 'none' ? t('nobody else depends on its columns') : null),
  judge(subject) {
    const judged = firstReal(
      subject.facts.outputContract,
      ({ text }) => verbatim(text),
      ({ text }) => (subject.policy.isPlaceholder(text, subject.resource.name) ? t('{0} answers nobody', text || '""') : null),
    );
    const uncertain = judged.state !== 'answered' && dependence(subject) === 'not known';
    return uncertain ? unknown(t('whether its readers have another owner is not known')) : judged;
  },
};

/** Whether somebody else's work hangs on the columns: a dashboard, another team, or anybody who may read it. */
function dependence(subject: Subject): 'others' | 'not known' | 'none' {
  if (knownOf(subject.facts.access).some((fact) => fact.value.text === 'public')) return 'others';
  if (subject.consumers.some(({ resource }) => resource.kind === 'exposure')) return 'others';
  const own = effectiveOwners(subject);
  if (own.length === 0 || subject.consumers.length === 0) return 'none';
  const theirs = subject.consumers.map(({ resource }) =>
    effectiveOwners({ resource, facts: subject.factsOf(resource), policy: subject.policy }),
  );
  if (theirs.some((owners) => owners.length > 0 && !owners.some((owner) => own.includes(owner)))) return 'others';
  return subject.consumers.some(({ resource }) => hidesOwner(subject, resource)) ? 'not known' : 'none';
}

function hidesOwner(subject: Subject, resource: Resource): boolean {
  return subject.factsOf(resource).owner.some((fact) => !fact.known);
}
