import type { Facts, Found } from '../facts.ts';
import type { Graph } from '../graph/graph.ts';
import { type Message, t } from '../l10n.ts';
import type { Evidence, Resource } from '../model.ts';

/** How much a resource matters: 1 most. `from`: the consumer that it inherits this from, or null where it says so itself. */
export type Tier =
  | { readonly known: true; readonly value: number; readonly evidence: Evidence; readonly from: Resource | null }
  | { readonly known: false; readonly reason: Message };

/**
 * Reads tiers of a graph: what a resource says itself, else that of its most important consumer, at most `deepest` steps away.
 * Null where nobody says.
 */
export function readTiers(
  graph: Pick<Graph, 'consumers' | 'runs'>,
  factsOf: (resource: Resource) => Facts,
  deepest: number,
): (resource: Resource) => Tier | null {
  const remembered = new Map<string, Tier | null>();
  const tierOf = (resource: Resource, depth: number): Tier | null => {
    const before = remembered.get(resource.key);
    if (before !== undefined) return before;
    if (depth > deepest) return { known: false, reason: t('it hangs on a long chain of others') };
    remembered.set(resource.key, null);
    const readers = [...graph.consumers(resource), ...graph.runs(resource)].map((neighbour) => neighbour.resource);
    const tier = ownTier(factsOf(resource).tier) ?? highest(readers, (reader) => tierOf(reader, depth + 1));
    remembered.set(resource.key, tier);
    return tier;
  };
  return (resource) => tierOf(resource, 0);
}

function ownTier(found: Facts['tier']): Tier | null {
  for (const fact of found) {
    const tier = readTier(fact);
    if (tier !== null) return tier;
  }
  return null;
}

function readTier(fact: Found<{ readonly text: string }>): Tier | null {
  if (!fact.known) return { known: false, reason: fact.reason };
  const digit = /(?<!\d)[1-9](?!\d)/.exec(fact.value.text)?.[0];
  if (digit === undefined || fact.inert) return null;
  return fact.doubtful
    ? { known: false, reason: fact.doubtful }
    : { known: true, value: Number(digit), evidence: fact.evidence, from: null };
}

function highest(consumers: readonly Resource[], tierOf: (resource: Resource) => Tier | null): Tier | null {
  let best: Tier | null = null;
  let hidden: Tier | null = null;
  for (const consumer of consumers) {
    const tier = tierOf(consumer);
    if (tier && !tier.known) hidden ??= tier;
    else if (tier && (best === null || (best.known && tier.value < best.value))) best = { ...tier, from: tier.from ?? consumer };
  }
  return best?.known && best.value === 1 ? best : (hidden ?? best);
}

/** Why a question that only the most important are asked does not arise; null where it does, or where that cannot be known. */
export function unlessTierOne(tier: Tier | null): Message | null {
  return tier !== null && (!tier.known || tier.value === 1) ? null : t('asked of tier 1 only');
}
