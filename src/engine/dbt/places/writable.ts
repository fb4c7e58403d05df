import type { FixKey, Place, Value } from '../../model.ts';
import { entryOf, fieldOf } from '../../syntax/yaml.ts';
import type { DbtNode } from '../linking/nodes.ts';
import { type DbtVersion, isOlderThan } from '../linking/version.ts';

/** What stands at the end of a path. */
export type Shape = Extract<Place['target'], { writer: 'yaml' }>['shape'];

/**
 * The way to an answer inside an entry. `config.meta` unless the entry has a `meta` of its own (both at once is an error for
 * models), or the object is a source or an exposure and a dbt before 1.10 may read it, which loses `config.meta` there.
 */
export function metaPath(holder: Value | null, node: DbtNode, key: FixKey, version: DbtVersion | null): string[] {
  if (key === 'description') return ['description'];
  const inConfig = entryOf(fieldOf(holder, 'config'), 'meta') !== undefined;
  if ((node.kind === 'source' || node.kind === 'exposure') && readsOlder(version)) return ['meta', key];
  return entryOf(holder, 'meta') && !inConfig ? ['meta', key] : ['config', 'meta', key];
}

/** @returns whether a dbt before 1.10 may read the project, which takes less under the `config` of sources and exposures. */
export function readsOlder(version: DbtVersion | null): boolean {
  const older = isOlderThan(version, 1, 10);
  return older === 'yes' || (older === 'unknown' && version !== null && version.below <= 2000);
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
