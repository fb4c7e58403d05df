import type { FileSet } from '../../model.ts';
import type { LinkedNode } from '../linking/linkedNode.ts';
import type { DbtVersion } from '../linking/version.ts';
import type { DbtFragment } from '../reading/fragments.ts';

/** What places are chosen from. */
export interface PlaceSource {
  readonly files: FileSet<DbtFragment>;
  readonly linked: readonly LinkedNode[];
  readonly version: DbtVersion | null;
  /** How many each group has (`membersOf`). */
  members(): ReadonlyMap<string, number>;
  /** Warehouses that the workspace names. */
  adapters(): readonly string[];
}
