import type { Check, Known } from '../../facts.ts';
import type { FileSet } from '../../model.ts';
import type { Level } from '../linking/configs.ts';
import type { Dependencies } from '../linking/dependencies.ts';
import type { DbtNode, ProjectIndex } from '../linking/nodes.ts';
import type { Scope } from '../linking/scope.ts';
import type { DbtVersion } from '../linking/version.ts';
import type { DbtFragment } from '../reading/fragments.ts';

/** All that the facts of one resource are made from. */
export interface FactSource {
  readonly node: DbtNode;
  readonly index: ProjectIndex;
  readonly scope: Scope;
  readonly files: FileSet<DbtFragment>;
  readonly levels: readonly Level[];
  readonly dependencies: Dependencies;
  readonly version: DbtVersion | null;
  /** Warehouses that the workspace names: `snowflake`, `duckdb` … */
  adapters(): readonly string[];
  /** Tests that stand elsewhere: unit tests, singular tests that read it. */
  otherChecks(): readonly Known<Check>[];
}
