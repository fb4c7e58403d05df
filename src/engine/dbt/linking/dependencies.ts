import { type Message, t } from '../../l10n.ts';
import type { Glimpse, Range } from '../../model.ts';
import type { DbtNode, ProjectIndex } from './nodes.ts';
import { type Resolved, resolveRef, resolveSource, type Scope } from './scope.ts';

/** A dependency with its place in the file that states it. */
export interface Dependency {
  readonly node: DbtNode;
  readonly via: string;
  readonly conditional: boolean;
  readonly file: string;
  readonly range: Range;
}

/** What a node reads, what it may read besides, and what it names that does not exist. */
export interface Dependencies {
  readonly found: Dependency[];
  /** `mayRead`: what is known of the names; without it something is named that is not in the workspace. */
  readonly hidden: (Range & { readonly file: string; readonly reason: Message; readonly mayRead?: readonly Glimpse[] })[];
  readonly dangling: (Range & { readonly file: string; readonly name: string; readonly conditional: boolean })[];
}

/** Where dependencies are looked for, and what they are added to. */
export interface At {
  readonly file: string;
  readonly own: ProjectIndex;
  readonly scope: Scope;
  readonly into: Dependencies;
  /** How much work is left for one node: macros that call macros, and loops in loops, can multiply without end. */
  readonly budget: { left: number };
}

/** A `ref` or a `source` whose arguments are known. */
export interface Named {
  readonly call: 'ref' | 'source';
  readonly names: readonly string[];
  readonly version: string | null;
}

/** @returns a `ref` as it is written. */
export function namedBy(ref: { readonly package: string | null; readonly name: string; readonly version: string | null }): Named {
  return { call: 'ref', names: ref.package === null ? [ref.name] : [ref.package, ref.name], version: ref.version };
}

/** @returns what it names. */
export function resolveNamed({ call, names, version }: Named, { scope, own }: At): Resolved {
  if (call === 'source') return resolveSource(scope, own, names.join('.'));
  return resolveRef(scope, own, { package: names.length > 1 ? (names[0] ?? null) : null, name: names.at(-1) ?? '', version });
}

/** Teams may write a `ref` of their own, which looks elsewhere. */
function isOverridden(call: Named['call'], { own, scope }: At): boolean {
  return scope.root.macros.has(call) || own.macros.has(call);
}

/** Adds what it names, or that nothing has that name. */
export function addNamed(
  named: Named,
  { via = named.call, conditional, range }: { readonly via?: string; readonly conditional: boolean; readonly range: Range },
  at: At,
  resolved = resolveNamed(named, at),
): void {
  const { file } = at;
  const { from, to } = range;
  for (const node of resolved.nodes) at.into.found.push({ node, via, conditional, file, range: { from, to } });
  if (resolved.nodes.length > 0) return;
  const name = named.call === 'source' ? `source('${named.names.join("', '")}')` : `ref('${named.names.at(-1)}')`;
  const macro = named.call;
  if (resolved.hidden) at.into.hidden.push({ file, from, to, reason: resolved.hidden });
  else if (isOverridden(macro, at)) at.into.hidden.push({ file, from, to, reason: t('the macro {0} chooses what is read', macro) });
  else at.into.dangling.push({ file, from, to, name, conditional });
}
