/** What a brief for a new pipeline says; empty where it is left open. `reads` are names, and for dbt what goes into the braces: `ref('orders')`. */
export interface BriefAnswers {
  readonly purpose: string;
  readonly reads: readonly string[];
  readonly consumers: string;
  readonly owner: string;
  readonly promise: string;
  readonly channel: string;
  readonly failureModes: string;
  readonly sourceChange: string;
}

/** The brief before anything is said. */
export const nothingSaid: BriefAnswers = {
  purpose: '',
  reads: [],
  consumers: '',
  owner: '',
  promise: '',
  channel: '',
  failureModes: '',
  sourceChange: '',
};

/** What is written where something was left open: everybody looks for it, and no question takes it for an answer. */
export const gap = 'TODO';
