import type { Measure } from '../measure.ts';

/** What the suite leaves in the workspace. A host that died on the way has not, though the editor then still reports success. */
export interface Result {
  readonly passed: number;
  readonly failed: number;
  /** What happened, test by test. */
  readonly lines: readonly string[];
  readonly measures: readonly Measure[];
}

export const resultFile = '.window-suite.json';
