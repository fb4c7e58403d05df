import { t } from '../l10n.ts';
import { fromSources } from './inherit.ts';
import { ownerNamed } from './ownerNamed.ts';
import type { Question } from './question.ts';
import { judgeStated } from './stated.ts';

export const sourceOwnerKnown: Question = {
  id: 'source-owner-known',
  preset: 'standard',
  group: 'ambiguity',
  short: t('Source owner?'),
  question: t('Who owns the source, and how do you reach them when it changes?'),
  why: t('When upstream changes, the minutes go on finding out whom to call.'),
  fix: { how: 'writes', key: 'source_owner' },
  asksInstead: t('its sources are asked'),
  judge: (subject) => (subject.resource.kind === 'source' ? subject.other(ownerNamed) : judgeStated(subject, subject.facts.sourceOwner)),
  inherit: fromSources,
};
