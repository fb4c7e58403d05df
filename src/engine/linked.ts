import type { Facts, Found, Stated } from './facts.ts';
import type { Message } from './l10n.ts';
import type { FixKey, FrameworkInstance, Place, Problem, Range, Resource, Span, Spelling, StatedWaiver, YamlStep } from './model.ts';

/** A command by which a DAG runs dbt, as far as its words can be read. */
export interface DbtRun {
  /** Key of the DAG. */
  readonly runner: string;
  /** The command as it stands: "dbt build --select +fct_orders". */
  readonly words: string;
  /** `build`, `run`, `source freshness`; null where it cannot be read. */
  readonly verb: string | null;
  /** `--select`, one item a word; null where everything is run. */
  readonly select: readonly string[] | null;
  readonly exclude: readonly string[];
  /** Where the command says its project is; a path inside a container often fits no folder of the workspace. */
  readonly projectDir: string | null;
  /** Why the selection cannot be read, or null. */
  readonly hidden: Message | null;
  readonly span: Span;
}

/**
 * Where a resource that does not exist yet would be written, or why it cannot be. `file`: its own new file, null where it is
 * an entry only. `meta`: the way to answers inside the entry. `sibling`: a file that shows how others here are written.
 */
export type NewEntry =
  | {
      readonly file: string | null;
      readonly entry: {
        readonly file: string;
        readonly creates: boolean;
        readonly path: readonly YamlStep[];
        readonly meta: readonly string[];
      };
      readonly sibling: string | null;
    }
  | { readonly refused: Message };

/** The DAG that is most like the others of a folder: a new one is written in its image. All ranges are of its file. */
export interface Exemplar {
  readonly file: string;
  /** How it is made: a `with` block, an assignment, a decorated function, or a call of a function that makes DAGs. */
  readonly shape: 'with' | 'assign' | 'decorator' | 'factory';
  /** The name or path that is called, and for a factory the whole statement. */
  readonly callee: Range;
  readonly statement: Range;
  readonly name: string;
  /** The literal that holds its id; null where the id is a function's name. */
  readonly id: Range | null;
  readonly idKeyword: boolean;
  readonly keywords: readonly (Range & { readonly name: string; readonly value: Range })[];
  /** The assignment of a dict that `default_args` names in the same file. */
  readonly defaults: Range | null;
  /** The value of `owner` in the defaults or in the call. */
  readonly owner: Range | null;
  readonly imports: readonly {
    readonly module: string | null;
    readonly names: readonly { readonly name: string; readonly alias: string | null }[];
  }[];
  /** Of Airflow; null where it is not known. */
  readonly major: number | null;
}

/** What a framework makes of all fragments together. */
export interface Linked {
  readonly instances: readonly FrameworkInstance[];
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
  readonly dbtRuns?: readonly DbtRun[];
  /** What the code says about a resource of this framework; computed when first asked for. */
  facts(resource: Resource): Facts;
  /** Where an answer can be written, best first; empty where no place takes it. */
  places(resource: Resource, key: FixKey): readonly Place[];
  /** What stands under one of the team's own spellings; empty where nothing does. */
  stated?(resource: Resource, spelling: Spelling): readonly Found<Stated>[];
  /** Where a model or a source table of that name would be written. */
  newEntry?(kind: 'model' | 'source', folder: string, name: string): NewEntry;
  /** The DAG in whose image a new one of the folder is written; null where there is none. */
  exemplar?(folder: string): Exemplar | null;
  /** Groups that resources can join, with who owns each; empty where that is not said. */
  groups?(): readonly { readonly name: string; readonly owner: string }[];
  /** Keys that stand in the team's own meta, and for how many resources each. */
  metaKeys?(): ReadonlyMap<string, number>;
  /** Where a waiver can be written into what the code says about a resource; a list of them stands there. */
  waiverPlaces?(resource: Resource): readonly Place[];
  /** Questions that the code itself waives for a resource, but for those in comments. */
  waivers?(resource: Resource): readonly StatedWaiver[];
  /** Waivers in the comments of a file, from top to bottom. */
  remarks?(file: string): readonly StatedWaiver[];
}
