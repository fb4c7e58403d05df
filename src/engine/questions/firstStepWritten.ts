import { t } from '../l10n.ts';
import type { Question } from './question.ts';
import { judgeStated } from './stated.ts';

export const firstStepWritten: Question = {
  id: 'first-step-written',
  preset: 'standard',
  group: 'failure',
  short: t('First step?'),
  question: t('What does the person who is paged do first?'),
  why: t('A runbook is a kindness to a tired colleague, often yourself.'),
  fix: { how: 'writes', key: 'runbook' },
  judge: (subject) => judgeStated(subject, subject.facts.runbook),
};
