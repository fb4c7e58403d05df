import type { Message } from '../../l10n.ts';
import type { DagContext } from '../facts/context.ts';
import { tagsOf } from '../facts/dagFacts.ts';
import { type AwaitedUnread, awaitedUnreadOf, edgesOf, hiddenScheduleOf, type NamedEdge, outletsOf } from '../facts/edges.ts';
import { ofDag } from '../facts/effective.ts';
import type { DagMade } from '../following/made.ts';
import { textOf } from '../following/values.ts';

/** The id of a DAG and the names that it is linked by. */
export interface DagLinks {
  readonly name: string | null;
  readonly edges: readonly NamedEdge[];
  readonly outlets: ReturnType<typeof outletsOf>;
  readonly hidden: Message | null;
  readonly awaits: readonly AwaitedUnread[];
  readonly tags: readonly string[];
}

/** Works out the links of one DAG as its file makes it. */
export function linksOfDag(context: DagContext, dag: DagMade): DagLinks {
  const outcome = ofDag(context.machine, dag, 'dag_id');
  // Airflow takes no empty id: such a text is a default that is filled in later.
  const name = (outcome.type === 'value' && textOf(outcome.value)) || null;
  const awaits = awaitedUnreadOf(context, dag);
  return {
    name,
    edges: edgesOf(context, dag, name),
    outlets: outletsOf(context, dag),
    hidden: awaits[0]?.reason ?? hiddenScheduleOf(context, dag),
    awaits,
    tags: tagsOf(context, dag).known.map(({ text }) => text),
  };
}
