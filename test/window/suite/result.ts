import type { Measure } from '../measure.ts';

/** How long the thread of all extensions was held at a stretch while something was done, the longest time. In milliseconds. */
export interface Hold {
  readonly what: string;
  /** By our code: with one of our frames on the stack, and what the machine beneath (messages, garbage) did right beside or between. */
  readonly ours: number;
  /** The same without what the thread had to wait for the machine. */
  readonly working: number;
  /** By anything, ours included, without a rest between. */
  readonly all: number;
  /** Our places in our longest stretch, the costliest first: `bundle:line:column`, both from 0. */
  readonly where: readonly { readonly place: string; readonly time: number }[];
}

/** What the suite leaves in the workspace. A host that died on the way has not, though the editor then still reports success. */
export interface Result {
  readonly passed: number;
  readonly failed: number;
  /** What happened, test by test. */
  readonly lines: readonly string[];
  readonly measures: readonly Measure[];
  readonly holds: readonly Hold[];
}

export const resultFile = '.window-suite.json';
