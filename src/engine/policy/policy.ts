import type { Layer } from '../model.ts';
import { layerOf } from './layers.ts';
import { isPlaceholder } from './placeholders.ts';
import type { Roster } from './roster.ts';

/** How long a review holds, by tier. In days. */
export type ReviewDays = Readonly<Record<1 | 2 | 3, number>>;

/** What the team has decided: which values answer nobody, which layer a path belongs to, which questions are asked. */
export interface Policy {
  readonly preset: 'core' | 'standard';
  /** ISO date that counts as today. */
  readonly today: string;
  /** Teams and people; null where the team keeps no list. */
  readonly roster: Roster | null;
  readonly reviewDays: ReviewDays;
  /** @returns whether the value answers nobody: `airflow`, `TBD`, the resource's own name … */
  isPlaceholder(value: string, resourceName: string): boolean;
  /** @returns the layer that path and name say, or null where only the graph can tell. */
  layerOf(file: string, name: string): Layer | null;
}

export const defaultReviewDays: ReviewDays = { 1: 90, 2: 180, 3: 365 };

/** What holds where a team has said nothing. */
export function defaultPolicy(today: string): Policy {
  return { preset: 'core', today, roster: null, reviewDays: defaultReviewDays, isPlaceholder, layerOf };
}
