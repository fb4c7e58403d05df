import type { Asking } from '../ask.ts';
import { type Found, statedContacts } from '../facts.ts';
import type { Graph } from '../graph/graph.ts';
import type { Resource } from '../model.ts';
import type { Policy } from '../policy/policy.ts';
import { hasLeft, heirOf } from '../policy/roster.ts';
import { knownOf } from '../questions/judgement.ts';

/** Consumers of consumers are told as well; who is further away hears it from those. */
const rings = 3;

/** A promise that may be broken, and whose it is. */
export interface PromiseAtRisk {
  readonly of: string;
  readonly text: string;
}

/** People to tell, and what of theirs is affected. `owner` is null where nobody is named. */
export interface ToTell {
  readonly owner: string | null;
  readonly contacts: readonly string[];
  readonly uses: readonly string[];
}

/** What the code says about a resource that fails: everything in an update that nobody has to be asked for. */
export interface Incident {
  readonly name: string;
  readonly purpose: string | null;
  readonly owners: readonly string[];
  readonly promises: readonly PromiseAtRisk[];
  readonly runbook: string | null;
  readonly toTell: readonly ToTell[];
  /** Dashboards and applications by the names that their users know. */
  readonly dashboards: readonly string[];
}

/** Reads who has to know when a resource fails, what was promised, and where the runbook is. */
export function incidentOf(graph: Graph, asking: Asking, policy: Policy, resource: Resource): Incident {
  const affected = withinRings(graph, resource);
  const facts = asking.facts(resource);
  const isReal = realNames(policy, resource);
  const purpose = firstKnown(facts.description, ({ text }) => isReal(text));
  return {
    name: resource.name,
    purpose: purpose?.text ?? null,
    owners: asking.owners(resource).filter(isReal),
    promises: [resource, ...affected].flatMap((one) => promiseOf(asking, policy, one)),
    runbook: firstKnown(facts.runbook, ({ text }) => isReal(text))?.text ?? null,
    toTell: toTell(asking, policy, resource, affected),
    dashboards: affected.filter(({ kind }) => kind === 'exposure').map(({ name }) => name),
  };
}

/** Who reads it or is run by it, ring by ring. */
function withinRings(graph: Graph, resource: Resource): Resource[] {
  const seen = new Set([resource.key]);
  let ring = [resource];
  const found: Resource[] = [];
  for (let distance = 0; distance < rings; distance++) {
    const next = ring.flatMap((one) => [...graph.consumers(one), ...graph.runs(one)].map((neighbour) => neighbour.resource));
    ring = next.filter(({ key }) => !seen.has(key) && seen.add(key));
    found.push(...ring);
  }
  return found;
}

function promiseOf(asking: Asking, policy: Policy, resource: Resource): PromiseAtRisk[] {
  const isReal = realNames(policy, resource);
  const promise = firstKnown(asking.facts(resource).promise, ({ by, text }) => by === 'none-promised' || isReal(text));
  if (!promise || promise.by === 'none-promised') return [];
  return [{ of: resource.name, text: promise.text }];
}

/** By owner, the most affected first and those whom nobody names last; then people whom only words name. */
function toTell(asking: Asking, policy: Policy, resource: Resource, affected: readonly Resource[]): ToTell[] {
  const groups = new Map<string | null, { readonly owner: string | null; readonly contacts: Set<string>; readonly uses: Set<string> }>();
  const add = (owner: string | null, contacts: readonly string[], use: string) => {
    const key = owner?.toLowerCase() ?? null;
    const group = groups.get(key) ?? { owner, contacts: new Set(), uses: new Set() };
    for (const contact of contacts) if (contact !== owner) group.contacts.add(contact);
    groups.set(key, { ...group, uses: group.uses.add(use) });
  };
  for (const one of affected) {
    const isReal = realNames(policy, one);
    const own = firstKnown(asking.facts(one).contact, ({ text }) => isReal(text));
    const owners = asking.owners(one).filter(isReal);
    for (const owner of owners.length > 0 ? owners : [null])
      add(owner, [...(own ? [own.text] : []), ...(owner === null ? [] : contactsOf(asking, policy, one, owner))], one.name);
  }
  for (const one of [resource, ...affected]) {
    for (const { value } of knownOf(asking.facts(one).consumer)) {
      if ((value.kind !== 'dag' || value.contact !== null) && realNames(policy, one)(value.name))
        add(value.name, value.contact ? [value.contact] : listedContacts(policy, value.name), one.name);
    }
  }
  return [...groups.values()]
    .map(({ owner, contacts, uses }) => ({ owner, contacts: [...contacts], uses: [...uses] }))
    .sort((a, b) => Number(a.owner === null) - Number(b.owner === null) || b.uses.length - a.uses.length);
}

function contactsOf(asking: Asking, policy: Policy, resource: Resource, owner: string): string[] {
  return [...statedContacts(asking.facts(resource), owner), ...listedContacts(policy, owner)];
}

function listedContacts({ roster, today }: Policy, name: string): string[] {
  const member = roster?.find(name);
  const reachable = roster && member && hasLeft(member, today) ? heirOf(member, roster, today) : member;
  const contact = reachable?.channel ?? reachable?.link ?? null;
  return contact === null ? [] : [contact];
}

/** The first value that holds and answers; null where none does, or what comes first cannot be read. */
function firstKnown<T>(found: readonly Found<T>[], answers: (value: T) => boolean): T | null {
  for (const fact of found) {
    if (!fact.known) return null;
    if (!fact.inert && !fact.doubtful && answers(fact.value)) return fact.value;
  }
  return null;
}

function realNames(policy: Policy, resource: Resource): (name: string) => boolean {
  return (name) => name.trim() !== '' && !policy.isPlaceholder(name, resource.name);
}
