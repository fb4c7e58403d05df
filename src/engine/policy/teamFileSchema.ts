import * as z from 'zod/mini';
import { isDate } from './dates.ts';
import { globObjection } from './globs.ts';

/** Names of the checks below; `config.ts` says each in words. */
export type CheckName = 'blank' | 'date' | 'glob' | 'question' | 'own-question' | 'spelling' | 'days' | 'short' | 'link' | 'call';

function text(check: CheckName, passes: (text: string) => boolean, description: string) {
  return z.string().check(z.refine(passes, { error: check }), z.describe(description));
}

function oneOrMore<T extends z.ZodMiniType>(item: T) {
  return z.union([item, z.array(item).check(z.minLength(1))]);
}

const words = (description: string) => text('blank', (value) => value.trim() !== '', description);
const glob = text('glob', (value) => globObjection(value) === null, 'A path from the folder of this file; `*` any name, `**` any folders.');
const date = text('date', isDate, 'A day, such as 2027-01-31.');
const paths = oneOrMore(glob);

/** The id of a question; which ids there are is checked apart, because a team adds its own. */
export const questionId = text('question', (value) => value.trim() !== '', 'The id of a question, such as owner-named.');

export const severities = ['off', 'hint', 'info', 'warning'] as const;
const severity = z.enum(severities).check(z.describe('How loudly it is asked; off: not at all.'));
const preset = z
  .enum(['core', 'standard'])
  .check(z.describe('core: the questions that every pipeline should answer. standard: all of them.'));
const questions = z.record(questionId, severity).check(z.describe('How loudly each question is asked.'));

/** A path into meta, a tag's beginning, or a label in a documentation text. */
const spelling = text(
  'spelling',
  (value) => /^(?:meta(?:\.[^.\s]+)+|tag:\S+|doc:\S.*)$/.test(value),
  'meta.steward, tag:steward (for steward:anna) or doc:Steward (a label in doc_md).',
);
const spellings = oneOrMore(spelling);

export const answerKeys = [
  'owner',
  'channel',
  'sla',
  'consumers',
  'failure_modes',
  'runbook',
  'tier',
  'impact',
  'on_source_change',
  'last_reviewed',
  'description',
] as const;
const keys = z
  .strictObject(
    Object.fromEntries(answerKeys.map((key) => [key, z.optional(spellings)])) as Record<
      (typeof answerKeys)[number],
      z.ZodMiniOptional<typeof spellings>
    >,
  )
  .check(z.describe('More spellings under which this team writes an answer.'));

const provided = z
  .strictObject({
    paths: z.optional(paths),
    question: oneOrMore(questionId),
    answer: words('What the answer is, in words.'),
    evidence: words('Where that is decided: task_policy in plugins/policies.py.'),
  })
  .check(z.describe('An answer that holds for a whole place, given by something that no file of the pipeline shows.'));

const helper = z
  .strictObject({
    call: text('call', (value) => /^[A-Za-z_][\w.]*$/.test(value), 'The name of a function, such as get_default_dag_args.'),
    question: oneOrMore(questionId),
    answer: words('What the answer is, in words.'),
  })
  .check(z.describe('A function whose result answers questions that text alone cannot read.'));

const member = {
  name: words('As it is written where it owns something.'),
  also: z.optional(oneOrMore(words('Another spelling of the name.'))),
  channel: z.optional(words('Where they are reached, such as "#finance-data".')),
  link: z.optional(text('link', (value) => /^(?:https?:\/\/|mailto:)\S+$/.test(value), 'A page about them, or mailto:.')),
  left: z.optional(date),
  successor: z.optional(words('Who took over, as named in this roster.')),
};
const team = z.strictObject(member);
const roster = z
  .strictObject({ teams: z.optional(z.array(team)), people: z.optional(z.array(team)) })
  .check(z.describe('Who there is, who left, and who took over.'));

const word = words('A whole value, in any case.');
const placeholders = z
  .strictObject({ add: z.optional(z.array(word)), remove: z.optional(z.array(word)) })
  .check(z.describe('Values that answer nobody.'));

const days = z.int().check(
  z.refine((value) => value >= 1 && value <= 3650, { error: 'days' }),
  z.describe('Days that a review holds.'),
);
const reviewDays = z.union([days, z.strictObject({ 1: z.optional(days), 2: z.optional(days), 3: z.optional(days) })]);

export const askedKinds = ['source', 'model', 'mart', 'seed', 'snapshot', 'exposure', 'dag', 'asset'] as const;
const ownQuestion = z
  .strictObject({
    id: text(
      'own-question',
      (value) => /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(value),
      'Words of small letters, joined by dashes: pii-reviewed.',
    ),
    short: text('short', (value) => value.trim() !== '' && value.length <= 24, 'For lenses and lists, at most 24 characters.'),
    question: words('The question in whole.'),
    why: words('Why it is asked.'),
    keys: spellings,
    kinds: z.optional(oneOrMore(z.enum(askedKinds))),
  })
  .check(z.describe("One of the team's own questions."));

const waiver = z
  .strictObject({
    question: oneOrMore(questionId),
    path: z.optional(paths),
    id: z.optional(oneOrMore(words('The id of a resource, such as model.shop.fct_orders or dag.daily_finance.'))),
    reason: words('Why it is not asked here.'),
    until: z.optional(date),
    not_applicable: z.optional(z.literal(true)),
  })
  .check(z.describe('A question that is not asked somewhere, why, and until when.'));

/** The team file, as it stands in `.pipeline-coach.yml`. */
export const teamFileSchema = z.strictObject({
  preset: z.optional(preset),
  questions: z.optional(questions),
  paths: z.optional(
    z
      .record(glob, z.strictObject({ preset: z.optional(preset), questions: z.optional(questions) }))
      .check(z.describe('What holds for some paths only; the last match wins.')),
  ),
  layers: z.optional(
    z
      .strictObject({ staging: z.optional(paths), intermediate: z.optional(paths), mart: z.optional(paths) })
      .check(z.describe('Which models belong to which layer; what matches nothing keeps the layer of its folder or prefix.')),
  ),
  keys: z.optional(keys),
  provided: z.optional(z.array(provided)),
  helpers: z.optional(z.array(helper)),
  roster: z.optional(roster),
  placeholders: z.optional(placeholders),
  review_days: z.optional(reviewDays.check(z.describe('Days that a review holds; by tier where tiers differ.'))),
  ask: z.optional(z.array(ownQuestion)),
  waivers: z.optional(z.array(waiver)),
});

export type TeamFileData = z.infer<typeof teamFileSchema>;
