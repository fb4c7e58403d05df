import type { ProblemView } from '../views.ts';
import type { OpenItem, Threshold } from './openItems.ts';

/** What a check found. `asked`: how many resources are asked anything. `aged`: open only because time went by. */
export interface CheckFindings {
  readonly items: readonly OpenItem[];
  readonly aged: readonly OpenItem[];
  readonly problems: readonly ProblemView[];
  readonly asked: number;
  /** What is asked less loudly than this does not count. */
  readonly severity: Threshold['severity'];
  /** ISO date. */
  readonly today: string;
}
