import * as z from 'zod/mini';
import { type AnswerKey, answerKeys } from '../model.ts';
import { isDate } from './dates.ts';
import { globObjection } from './globs.ts';

/** Names of the checks below; `config.ts` says each in words. */
export type CheckName = 'blank' | 'date' | 'glob' | 'question' | 'own-question' | 'spelling' | 'days' | 'short' | 'link' | 'call';

function text(check: CheckName, passes: (text: string) => boolean) {
  return z.string().check(z.refine(passes, { error: check }));
}

function oneOrMore<T extends z.ZodMiniType>(item: T) {
  return z.union([item, z.array(item).check(z.minLength(1))]);
}

const words = text('blank', (value) => value.trim() !== '');
const glob = text('glob', (value) => globObjection(value) === null);
const date = text('date', isDate);
const paths = oneOrMore(glob);

/** The id of a question; which ids there are is checked apart, because a team adds its own. */
export const questionId = text('question', (value) => value.trim() !== '');

const severities = ['off', 'hint', 'info', 'warning'] as const;
const severity = z.enum(severities);
const preset = z.enum(['core', 'standard']);
const questions = z.record(questionId, severity);

/** A path into meta, a tag's beginning, or a label in a documentation text. */
const spelling = text('spelling', (value) => /^(?:meta(?:\.[^.\s]+)+|tag:\S+|doc:\S.*)$/.test(value));
const spellings = oneOrMore(spelling);

const keys = z.strictObject(
  Object.fromEntries(answerKeys.map((key) => [key, z.optional(spellings)])) as Record<AnswerKey, z.ZodMiniOptional<typeof spellings>>,
);

const provided = z.strictObject({
  paths: z.optional(paths),
  question: oneOrMore(questionId),
  answer: words,
  evidence: words,
});

const helper = z.strictObject({
  call: text('call', (value) => /^[A-Za-z_][\w.]*$/.test(value)),
  question: oneOrMore(questionId),
  answer: words,
});

const member = {
  name: words,
  also: z.optional(oneOrMore(words)),
  channel: z.optional(words),
  link: z.optional(text('link', (value) => /^(?:https?:\/\/|mailto:)\S+$/.test(value))),
  left: z.optional(date),
  successor: z.optional(words),
};
const team = z.strictObject(member);
const roster = z.strictObject({ teams: z.optional(z.array(team)), people: z.optional(z.array(team)) });

const word = words;
const placeholders = z.strictObject({ add: z.optional(z.array(word)), remove: z.optional(z.array(word)) });

const days = z.int().check(z.refine((value) => value >= 1 && value <= 3650, { error: 'days' }));
const reviewDays = z.union([days, z.strictObject({ 1: z.optional(days), 2: z.optional(days), 3: z.optional(days) })]);

const askedKinds = ['source', 'model', 'mart', 'seed', 'snapshot', 'exposure', 'dag', 'asset'] as const;
const ownQuestion = z.strictObject({
  id: text('own-question', (value) => /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(value)),
  short: text('short', (value) => value.trim() !== '' && value.length <= 24),
  question: words,
  why: words,
  keys: spellings,
  kinds: z.optional(oneOrMore(z.enum(askedKinds))),
});

const waiver = z.strictObject({
  question: oneOrMore(questionId),
  path: z.optional(paths),
  id: z.optional(oneOrMore(words)),
  reason: words,
  until: z.optional(date),
  not_applicable: z.optional(z.literal(true)),
});

/** The team file, as it stands in `.pipeline-coach.yml`. */
export const teamFileSchema = z.strictObject({
  preset: z.optional(preset),
  questions: z.optional(questions),
  paths: z.optional(z.record(glob, z.strictObject({ preset: z.optional(preset), questions: z.optional(questions) }))),
  layers: z.optional(z.strictObject({ staging: z.optional(paths), intermediate: z.optional(paths), mart: z.optional(paths) })),
  keys: z.optional(keys),
  provided: z.optional(z.array(provided)),
  helpers: z.optional(z.array(helper)),
  roster: z.optional(roster),
  placeholders: z.optional(placeholders),
  review_days: z.optional(reviewDays),
  ask: z.optional(z.array(ownQuestion)),
  waivers: z.optional(z.array(waiver)),
});

export type TeamFileData = z.infer<typeof teamFileSchema>;
