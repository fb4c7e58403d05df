import type { FixKey, Place, Value } from '../../model.ts';
import { entryOf, fieldOf } from '../../syntax/yaml.ts';
import type { DbtNode } from '../linking/nodes.ts';
import { type DbtVersion, isOlderThan } from '../linking/version.ts';

/** What stands at the end of a path. */
export type Shape = Extract<Place['target'], { writer: 'yaml' }>['shape'];

/**
 * The way to an answer inside an entry. `config.meta` unless the entry has a `meta` of its own (both at once is an error for
 * models), or the object is one of which a dbt that may read it loses `config.meta`: `meta` counts in every 1.x.
 */
export function metaPath(holder: Value | null, node: DbtNode, key: FixKey, version: DbtVersion | null): string[] {
  if (key === 'description') return ['description'];
  const inConfig = entryOf(fieldOf(holder, 'config'), 'meta');
  const stays = losesConfigMeta(node, version) ? entryOf(inConfig?.value, key) : inConfig || !entryOf(holder, 'meta');
  return stays ? ['config', 'meta', key] : ['meta', key];
}

function losesConfigMeta({ kind }: DbtNode, version: DbtVersion | null): boolean {
  return (kind === 'source' || kind === 'exposure') && readsOlder(version);
}

/** @returns whether a value in `config.meta` wins where dbt reads that, and is lost where it does not: no other value would reach every dbt. */
export function isOverruled(node: DbtNode, path: readonly string[], version: DbtVersion | null): boolean {
  return path[0] === 'config' && losesConfigMeta(node, version);
}

/** @returns whether a dbt before 1.10 may read the project, which takes less under the `config` of sources and exposures. */
export function readsOlder(version: DbtVersion | null): boolean {
  return version !== null && isOlderThan(version, 1, 10) !== 'no';
}

/** @returns whether nothing can be written there: a value behind an anchor belongs to others too, and a list or mapping is not replaced by a value. */
export function isTaken(holder: Value, path: readonly string[], shape: 'value' | 'list' = 'value'): boolean {
  let at: Value | undefined = holder;
  for (const step of path) {
    if (at?.shared || at?.type === 'hidden') return true;
    at = entryOf(at, step)?.value;
  }
  if (at === undefined || at.type === 'nothing') return false;
  return at.shared === true || at.type === 'map' || at.type === 'hidden' || (at.type === 'list') !== (shape === 'list');
}
