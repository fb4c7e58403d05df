import { type Message, t } from '../../l10n.ts';
import type { Body, MacroDefinition } from '../reading/fragments.ts';
import type { DbtNode, ProjectIndex } from './nodes.ts';
import type { Overlay } from './overlay.ts';
import type { Variables } from './variables.ts';

/** What the refs of one project can reach: itself, its installed packages and its `local:` ones. */
export interface Scope {
  readonly root: ProjectIndex;
  /** The root first. */
  readonly members: readonly ProjectIndex[];
  readonly byName: ReadonlyMap<string, ProjectIndex>;
  /** Projects of one's own that install the root from its folder, such as its integration tests: they may hold what it names. */
  readonly hosts: readonly ProjectIndex[];
  /** The flag of dbt 1.12 by which a package looks at itself before it looks at the root project. */
  readonly ownFirst: boolean;
  /** Packages that are declared and not there, so that refs to them and their macros are unknown. */
  readonly missing: readonly string[];
  /** Names of dbt projects in other repositories. */
  readonly projects: readonly string[];
  /** What dbt's manifest settles; null where there is none, or it may be out of date. */
  readonly overlay: Overlay | null;
  /** Made anew where they may stand elsewhere. */
  variables: Variables;
  /** Of macros that a node of the root has called: whether they, or those that they call, read anything, or call `config`. */
  readonly readingMacros: Map<MacroDefinition, boolean>;
  readonly configuringMacros: Map<MacroDefinition, boolean>;
  /** Hooks that were read, by their text: those of a folder are the same for all of its models. */
  readonly hooks: Map<string, Body>;
}

/** What a name comes to: nodes, or why it cannot be known; neither where dbt itself would find nothing. */
export interface Resolved {
  readonly nodes: readonly DbtNode[];
  readonly hidden: Message | null;
}

const nothing: Resolved = { nodes: [], hidden: null };

/** Where dbt looks for a name (`_packages_to_search` of dbt-core 1.12): in the root project, in the node's own package, then in all. */
function searched({ root, members, hosts, ownFirst }: Scope, own: ProjectIndex): readonly ProjectIndex[] {
  return ownFirst ? [own, root, ...members, ...hosts] : [root, own, ...members, ...hosts];
}

/** Resolves a `ref`: in the named package only, else where dbt looks for names. */
export function resolveRef(
  scope: Scope,
  own: ProjectIndex,
  ref: { readonly package: string | null; readonly name: string; readonly version: string | null },
): Resolved {
  if (ref.package !== null) {
    const member = scope.byName.get(ref.package);
    const nodes = member ? chosenVersion(member.refable.get(ref.name), ref.version) : [];
    if (nodes.length > 0) return { nodes, hidden: null };
    return member ? nothing : { nodes: [], hidden: t('the package {0} is not in this workspace', ref.package) };
  }
  for (const member of searched(scope, own)) {
    const nodes = chosenVersion(member.refable.get(ref.name), ref.version);
    if (nodes.length > 0) return { nodes, hidden: null };
  }
  return scope.missing.length > 0
    ? { nodes: [], hidden: t('{0} may come from a package that is not installed here ({1})', ref.name, scope.missing.join(', ')) }
    : nothing;
}

function chosenVersion(nodes: readonly DbtNode[] | undefined, version: string | null): readonly DbtNode[] {
  if (!nodes || nodes.length === 0) return [];
  if (nodes.every((node) => node.version === null)) return nodes;
  return nodes.filter((node) => (version === null ? node.version?.latest !== false : node.version?.text === version));
}

/** Resolves a `source`. */
export function resolveSource(scope: Scope, own: ProjectIndex, name: string): Resolved {
  for (const member of searched(scope, own)) {
    const nodes = member.sources.get(name);
    if (nodes) return { nodes, hidden: null };
  }
  return scope.missing.length > 0
    ? { nodes: [], hidden: t('{0} may come from a package that is not installed here ({1})', name, scope.missing.join(', ')) }
    : nothing;
}

/** @returns the function of the warehouse that a name stands for. */
export function findFunction(scope: Scope, own: ProjectIndex, name: string): DbtNode | undefined {
  return searched(scope, own).flatMap((member) => member.functions.get(name) ?? [])[0];
}

/** A macro with its file. */
interface PlacedMacro {
  readonly file: string;
  readonly definition: MacroDefinition;
}

/**
 * @returns the macros that a call may mean: one, or none where it is dbt's own or cannot be read; where the adapter decides, those of
 * all adapters, the root project's before the package's (`_get_search_packages` of dbt-core 1.12).
 */
export function findMacros(
  scope: Scope,
  own: ProjectIndex,
  call: { readonly package: string | null; readonly name: string; readonly dispatched?: true },
): readonly PlacedMacro[] {
  if (!call.dispatched) return findMacro(scope, own, call);
  const byAdapter = new Map<string, PlacedMacro>();
  for (const member of new Set([scope.root, call.package === null ? own : scope.byName.get(call.package)]))
    for (const [adapter, macro] of (member && ofAdapters(member).get(call.name)) ?? [])
      if (!byAdapter.has(adapter)) byAdapter.set(adapter, macro);
  return [...byAdapter.values()];
}

const dispatchable = new WeakMap<ProjectIndex, Map<string, (readonly [string, PlacedMacro])[]>>();

/** @returns macros whose names begin with that of an adapter and two underscores, by the rest of their names. */
function ofAdapters(index: ProjectIndex): ReadonlyMap<string, readonly (readonly [string, PlacedMacro])[]> {
  const known = dispatchable.get(index);
  if (known) return known;
  const found = new Map<string, (readonly [string, PlacedMacro])[]>();
  for (const [name, macro] of index.macros) {
    const [, adapter, rest] = /^([a-z][a-z0-9]*)__(\w+)$/.exec(name) ?? [];
    if (adapter !== undefined && rest !== undefined) found.set(rest, [...(found.get(rest) ?? []), [adapter, macro]]);
  }
  dispatchable.set(index, found);
  return found;
}

function findMacro(
  scope: Scope,
  own: ProjectIndex,
  call: { readonly package: string | null; readonly name: string },
): readonly PlacedMacro[] {
  const members = call.package === null ? [scope.root, own] : [scope.byName.get(call.package)];
  return members.flatMap((member) => member?.macros.get(call.name) ?? member?.macros.get(`default__${call.name}`) ?? []).slice(0, 1);
}

/**
 * @returns whether a macro, or one that it leads to, is as asked. Most are not, and need not be followed again and again: `known` keeps
 * it for what the root's own nodes call.
 */
export function leadsTo(
  start: MacroDefinition,
  own: ProjectIndex,
  scope: Scope,
  known: Map<MacroDefinition, boolean>,
  isIt: (macro: MacroDefinition) => boolean,
): boolean {
  const before = own === scope.root ? known.get(start) : undefined;
  if (before !== undefined) return before;
  const reached = new Set([start]);
  let found = false;
  for (const macro of reached) {
    found = isIt(macro);
    if (found) break;
    for (const call of macro.calls) {
      for (const next of findMacros(scope, own, call)) reached.add(next.definition);
    }
  }
  if (own === scope.root) for (const macro of found ? [start] : reached) known.set(macro, found);
  return found;
}
