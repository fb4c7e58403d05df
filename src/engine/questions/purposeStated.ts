import { type Message, t, verbatim } from '../l10n.ts';
import { fromSources } from './inherit.ts';
import { firstReal } from './judgement.ts';
import type { Question, Subject } from './question.ts';

/** Shorter texts say nothing in any language; letters and digits of every script count. */
const fewestLetters = 8;

/** Long descriptions are cut for lists; the evidence leads to the whole text. In characters. */
const longestShown = 120;

export const purposeStated: Question = {
  id: 'purpose-stated',
  preset: 'core',
  group: 'business',
  short: t('What is it for?'),
  question: t('Why does this exist: which decision or process needs it?'),
  why: t('If you cannot say which decision it serves, you cannot say whether it is done.'),
  fix: { how: 'writes', key: 'description' },
  asksInstead: t('the models that it feeds are asked'),
  judge: (subject) =>
    firstReal(
      subject.facts.description,
      ({ text }) => verbatim(shorten(text)),
      ({ text }) => objection(subject, text),
    ),
  inherit: fromSources,
};

function shorten(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > longestShown ? `${line.slice(0, longestShown - 1)}…` : line;
}

function objection(subject: Subject, text: string): Message | null {
  const { name } = subject.resource;
  if (subject.policy.isPlaceholder(text, name)) return t('a placeholder');
  if (lettersOf(text) === lettersOf(name)) return t('only the name again');
  return lettersOf(text).length < fewestLetters ? t('under {0} letters', fewestLetters) : null;
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
