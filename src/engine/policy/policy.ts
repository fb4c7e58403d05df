import type { Message } from '../l10n.ts';
import type { AnswerKey, Evidence, Spelling } from '../model.ts';
import { type Layering, layerOf } from './layers.ts';
import { isPlaceholder, type PlaceholderTest } from './placeholders.ts';
import type { Roster } from './roster.ts';
import type { Waiver } from './waivers.ts';

/** How long a review holds, by tier. In days. */
export type ReviewDays = Readonly<Record<1 | 2 | 3, number>>;

/** How loudly a question is asked; `off`: not at all. */
export type Severity = 'off' | 'hint' | 'info' | 'warning';

/** What decides whether a question is asked: its id and the preset that it belongs to. */
export interface AskedIn {
  readonly id: string;
  readonly preset: 'core' | 'standard';
}

/** An answer that the team gives for a whole place. */
export interface Provided {
  readonly answer: Message;
  readonly evidence: Evidence;
}

/** A call whose result text cannot follow, and what the team says that it answers. */
export interface Helper extends Provided {
  readonly call: string;
  readonly questions: readonly string[];
}

/** What the team has decided: which values answer nobody, which layer a path belongs to, which questions are asked. */
export interface Policy extends Layering {
  readonly preset: 'core' | 'standard';
  /** ISO date that counts as today. */
  readonly today: string;
  /** Teams and people; null where the team keeps no list. */
  readonly roster: Roster | null;
  readonly reviewDays: ReviewDays;
  /** Further places where the team writes an answer. */
  readonly keys: ReadonlyMap<AnswerKey, readonly Spelling[]>;
  readonly waivers: readonly Waiver[];
  /** @returns whether the value answers nobody: `airflow`, `TBD`, the resource's own name … */
  readonly isPlaceholder: PlaceholderTest;
  /** @returns how loudly a question is asked of what stands in a file. */
  severity(question: AskedIn, file: string): Severity;
  /** @returns what the team answers for everything in a file's place, or null. */
  provided(question: string, file: string): Provided | null;
  readonly helpers: readonly Helper[];
  /** @returns what the team answers where text cannot follow a call that the reason names, or null. */
  helped(question: string, reason: string): Provided | null;
}

export const defaultReviewDays: ReviewDays = { 1: 90, 2: 180, 3: 365 };

/** @returns `hint` for the questions of a preset, `off` for those beyond it. */
export function severityByPreset(question: AskedIn, preset: Policy['preset']): Severity {
  return question.preset === 'standard' && preset === 'core' ? 'off' : 'hint';
}

/** What holds where a team has said nothing. */
export function defaultPolicy(today: string): Policy {
  return {
    preset: 'core',
    today,
    roster: null,
    reviewDays: defaultReviewDays,
    keys: new Map(),
    waivers: [],
    isPlaceholder,
    layerOf,
    severity: (question) => severityByPreset(question, 'core'),
    provided: () => null,
    helpers: [],
    helped: () => null,
  };
}

/** Facts without questions: what holds where the first team file that is read cannot be used. */
export function silentPolicy(today: string): Policy {
  return { ...defaultPolicy(today), severity: () => 'off' };
}
