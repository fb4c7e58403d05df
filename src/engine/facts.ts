import type { Message } from './l10n.ts';
import type { Evidence } from './model.ts';

/** A value that the code states. `inert`: it stands there and does nothing, and why. `doubtful`: whether it works cannot be known, and why. */
export interface Known<T> {
  readonly known: true;
  readonly value: T;
  readonly evidence: Evidence;
  readonly inert?: Message;
  readonly doubtful?: Message;
}

/** A value stands there, or could arrive from where text cannot see. */
export interface Hidden {
  readonly known: false;
  readonly reason: Message;
  readonly evidence?: Evidence;
}

export type Found<T> = Known<T> | Hidden;

/** The five ways to fail. */
export type FailureMode = 'late' | 'empty' | 'twice' | 'wrong' | 'changed';

/** Who is named as owner. In a DAG, `tasks` counts the tasks that this value holds for. */
export interface Owner {
  readonly names: readonly string[];
  readonly tasks?: number;
  /** Addresses and channels that stand beside the name. */
  readonly contacts?: readonly string[];
}

/** How soon data is promised: the words or the age, and by which mechanism. */
export interface Freshness {
  readonly by: 'freshness' | 'sla' | 'deadline' | 'recency-test' | 'stated' | 'none-promised';
  readonly text: string;
}

/** A consumer that only words name: `meta.consumers`, a line in `doc_md`. Others are edges. An empty list is the name `nobody`. */
export interface StatedConsumer {
  readonly name: string;
  readonly contact: string | null;
  readonly kind: string | null;
}

/** A route on which a failure is told. `quiet`: the callback only logs, prints or passes. */
export interface Alert {
  readonly level: 'dag' | 'defaults' | 'task' | 'group' | 'resource' | 'stated';
  readonly route: 'callback' | 'notifier' | 'email' | 'channel' | 'subscribers';
  readonly channel: string | null;
  /** The service that a callback of the workspace calls: Slack, PagerDuty. */
  readonly service?: string;
  /** The function that is called, where it has a name. */
  readonly callee?: string;
  readonly reaches: 'all' | 'some';
  readonly quiet: boolean;
  /** What it tells of. Only `failure` answers who is told when it fails. */
  readonly on: 'failure' | 'retry' | 'late';
}

/** Something that would notice a failure mode. */
export interface Check {
  readonly mode: FailureMode;
  readonly by: string;
  readonly severity: 'error' | 'warn';
  /** A key only (unique, not null): says nothing about content. */
  readonly keyOnly: boolean;
}

/** Where the data comes from. */
export interface SourceOfData {
  readonly how: 'declared' | 'hard-coded' | 'stated';
  readonly name: string;
}

/** What happens when the source's schema changes. */
export interface SchemaGuard {
  readonly how: 'contract' | 'on-schema-change' | 'typed-columns' | 'schema-test' | 'stated' | 'column-list';
  readonly text: string;
}

/** What holds the shape of what comes out, for those who read it. */
export interface OutputContract {
  readonly how: 'contract' | 'versions' | 'constraints' | 'stated';
  readonly text: string;
}

/** Retries or a limit in words, and whether they hold for every task. */
export interface Limit {
  readonly text: string;
  readonly reaches: 'all' | 'some';
}

/** That it is going away: a date, a mark, or the words of the team. */
export interface Retirement {
  readonly how: 'date' | 'tag' | 'stated';
  /** ISO date, or null where none stands there. */
  readonly date: string | null;
  readonly text: string;
}

/** Text that a team wrote under one of the answer keys. */
export interface Stated {
  readonly text: string;
}

/** When someone looked at it last, or will have to. */
export interface Review {
  readonly kind: 'reviewed' | 'due';
  /** As it stands there: an ISO date where the team kept to it. */
  readonly date: string;
}

/** How it can be run again. */
export interface Rerun {
  readonly how: 'keyed' | 'appends' | 'stated';
  readonly text: string;
}

/** Everything that frameworks tell questions, in the order in which the tool reads it (what wins first). Closed: a question sees nothing else. */
export interface Facts {
  readonly owner: readonly Found<Owner>[];
  readonly description: readonly Found<Stated>[];
  readonly source: readonly Found<SourceOfData>[];
  readonly sourceOwner: readonly Found<Stated>[];
  readonly promise: readonly Found<Freshness>[];
  readonly consumer: readonly Found<StatedConsumer>[];
  readonly alert: readonly Found<Alert>[];
  readonly check: readonly Found<Check>[];
  readonly failureMode: readonly Found<Stated>[];
  readonly grain: readonly Found<Stated>[];
  readonly schemaGuard: readonly Found<SchemaGuard>[];
  readonly rerun: readonly Found<Rerun>[];
  readonly retry: readonly Found<Limit>[];
  readonly limit: readonly Found<Limit>[];
  readonly runbook: readonly Found<Stated>[];
  readonly tier: readonly Found<Stated>[];
  readonly impact: readonly Found<Stated>[];
  readonly review: readonly Found<Review>[];
  readonly monitoring: readonly Found<Stated>[];
  readonly contact: readonly Found<Stated>[];
  readonly access: readonly Found<Stated>[];
  readonly retirement: readonly Found<Retirement>[];
  readonly outputContract: readonly Found<OutputContract>[];
  /** Work that text does not follow: Python bodies, containers, scripts, jobs of other services. The text names it. */
  readonly unread: readonly Found<Stated>[];
  readonly decision: readonly Found<Stated>[];
  readonly incident: readonly Found<Stated>[];
  readonly materialization: readonly Found<Stated>[];
  readonly schedule: readonly Found<Stated>[];
  /** The names of its columns, as far as they are listed beside it. */
  readonly column: readonly Found<Stated>[];
}

export type FactName = keyof Facts;

/** No facts at all: a base to spread from. */
export const noFacts: Facts = {
  owner: [],
  description: [],
  source: [],
  sourceOwner: [],
  promise: [],
  consumer: [],
  alert: [],
  check: [],
  failureMode: [],
  grain: [],
  schemaGuard: [],
  rerun: [],
  retry: [],
  limit: [],
  runbook: [],
  tier: [],
  impact: [],
  review: [],
  monitoring: [],
  contact: [],
  access: [],
  retirement: [],
  outputContract: [],
  unread: [],
  decision: [],
  incident: [],
  materialization: [],
  schedule: [],
  column: [],
};

/** How each fact is made from what is known of a resource; facts that are not named are never told. */
export type FactMakers<S> = { readonly [K in FactName]?: (source: S) => Facts[K] };

const factNames = Object.keys(noFacts) as FactName[];

/**
 * @returns a function that tells the facts of a resource, each made when it is first looked at: of most neighbours nothing
 * but the owner ever is, and most questions look at two or three. What is told cannot be spread; see `withFacts`.
 */
export function tellFacts<S>(makers: FactMakers<S>): (source: S) => Facts {
  class Told {
    readonly about: S;
    readonly made: unknown[] = [];
    constructor(about: S) {
      this.about = about;
    }
  }
  for (const [at, name] of factNames.entries()) {
    const make: (source: S) => unknown = makers[name] ?? (() => noFacts[name]);
    Object.defineProperty(Told.prototype, name, {
      get(this: Told) {
        this.made[at] ??= make(this.about);
        return this.made[at];
      },
    });
  }
  return (source) => new Told(source) as unknown as Facts;
}

/** @returns the facts with some replaced. */
export function withFacts(facts: Facts, replaced: Partial<Facts>): Facts {
  return Object.fromEntries(factNames.map((name) => [name, replaced[name] ?? facts[name]])) as unknown as Facts;
}

/** @returns the addresses that stand beside an owner's name. */
export function statedContacts({ owner }: Pick<Facts, 'owner'>, name: string): string[] {
  return owner.flatMap((fact) => (fact.known && !fact.inert && fact.value.names.includes(name) ? (fact.value.contacts ?? []) : []));
}
