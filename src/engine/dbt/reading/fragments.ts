import type { Message } from '../../l10n.ts';
import type { Fragment, Range, Value } from '../../model.ts';
import type { MapValue } from '../../syntax/yaml.ts';
import type { Condition } from './conditions.ts';
import type { Handing, Term } from './terms.ts';

/** How a file of SQL takes its columns: `list` where a SELECT names them, `star` where every one takes all, `made` where a macro writes them. */
export interface Projection extends Range {
  readonly how: 'list' | 'star' | 'made';
}

/** `conditional`: it stands in a branch or a loop that may not be rendered; `when` says what that hangs on, where it can be worked out. */
export interface Branch {
  readonly conditional: boolean;
  readonly when?: Condition;
}

/** `ref()` with literal arguments. */
export interface RefCall extends Range, Branch {
  readonly package: string | null;
  readonly name: string;
  readonly version: string | null;
}

/** `source()` with literal arguments. */
export interface SourceCall extends Range, Branch {
  readonly source: string;
  readonly table: string;
}

/** `config()`: its keys as a map. Two calls in one file are merged by dbt, the later one wins. */
export interface ConfigCall extends Range {
  readonly value: Value;
  readonly conditional: boolean;
}

/** A call of what may be a macro. */
export interface MacroCall extends Range, Handing, Branch {
  readonly atRun: boolean;
}

/** Something that only dbt can resolve, and why. */
export interface HiddenPart extends Range {
  readonly reason: Message;
}

/** A call of `var`: dbt renders the value that a project gives it, and what that reads counts (`get_rendered_var` in context/base.py, dbt-core 1.5 to 1.12). */
export interface VariableUse extends Range, Branch {
  readonly name: Term;
  readonly atRun: boolean;
}

/** What one model, snapshot, test or macro says. */
export interface Body {
  readonly refs: readonly RefCall[];
  readonly sources: readonly SourceCall[];
  readonly configs: readonly ConfigCall[];
  readonly calls: readonly MacroCall[];
  readonly passed: readonly Passed[];
  readonly variables: readonly VariableUse[];
}

/** A relation named after FROM or JOIN, as it is written. */
export interface RelationName extends Range {
  readonly name: string;
}

/** `ref()` or `source()` whose arguments are more than literals: what they come to is known at linking. */
export interface Passed extends Range, Branch {
  readonly call: 'ref' | 'source';
  readonly args: readonly Term[];
  readonly version: string | null;
  /** It stands where dbt comes only when it runs (`if execute`), and may then read only what it saw while it parsed. */
  readonly atRun: boolean;
  /** Why it is unknown where one of the arguments is. */
  readonly reason: Message;
}

export interface MacroDefinition extends Body {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly defaults: Readonly<Record<string, Term>>;
  /** What it returns, in one branch or another; empty where it only writes text. */
  readonly returns: readonly Term[];
}

export interface NamedBody extends Body {
  readonly name: string;
  readonly nameRange: Range;
}

/** Any file of SQL and Jinja: a model, a folder's macros, snapshots, a singular test. */
export interface SqlFragment extends Fragment, Body {
  readonly kind: 'sql';
  /** What dbt may have written into its manifest as the checksum of this text; empty where no manifest is there to compare. */
  readonly checksums: readonly string[];
  /** First word of the first line that has text. */
  readonly anchor: Range;
  readonly empty: boolean;
  /** It ends in `where false`: as a test, it never finds anything. */
  readonly selectsNothing: boolean;
  /** Nothing but macros, tests and comments stands in it. */
  readonly onlyDefinitions: boolean;
  readonly relations: readonly RelationName[];
  /** After FROM or JOIN stands a macro's or a variable's result; the macro's name where it is one. */
  readonly madeRelations: readonly (HiddenPart & { readonly macro: string | null })[];
  /** How its columns are chosen; null where it reads nothing itself, or has no SELECT. */
  readonly projection: Projection | null;
  readonly snapshots: readonly NamedBody[];
  readonly macros: readonly MacroDefinition[];
}

/** A Python model. */
export interface PythonFragment extends Fragment, Body {
  readonly kind: 'python';
  readonly checksums: readonly string[];
  readonly anchor: Range;
  readonly empty: boolean;
}

/** dbt_project.yml, packages.yml, dependencies.yml, package-lock.yml. */
export interface YamlFragment extends Fragment {
  readonly kind: 'project' | 'packages';
  readonly root: Value | null;
}

export type EntryList =
  | 'models'
  | 'seeds'
  | 'snapshots'
  | 'sources'
  | 'exposures'
  | 'groups'
  | 'semantic_models'
  | 'metrics'
  | 'saved_queries'
  | 'functions'
  | 'unit_tests'
  | 'data_tests'
  | 'tests'
  | 'macros';

/** One item of a list in a properties file. */
export interface PropertiesEntry {
  readonly list: EntryList;
  readonly name: string;
  readonly nameRange: Range;
  readonly value: MapValue;
  /** The tables of a source. */
  readonly tables: readonly PropertiesTable[];
}

export interface PropertiesTable {
  readonly name: string;
  readonly nameRange: Range;
  readonly value: MapValue;
}

export interface PropertiesFragment extends Fragment {
  readonly kind: 'properties';
  readonly entries: readonly PropertiesEntry[];
  /** Lists that the file has, also empty ones. */
  readonly lists: readonly string[];
}

export interface DocsFragment extends Fragment {
  readonly kind: 'docs';
  readonly blocks: readonly (Range & { readonly name: string; readonly text: string })[];
}

/** A file of patterns: `.dbtignore`. */
export interface IgnoreFragment extends Fragment {
  readonly kind: 'ignore';
  readonly patterns: readonly string[];
}

/** An SQL file that no project holds. `call`: where it first calls `ref`, `source` or `config`; null where it calls none. */
export interface StrayFragment extends Fragment {
  readonly kind: 'stray';
  readonly call: Range | null;
}

/** A requirements or lock file that pins dbt-core. */
export interface PinFragment extends Fragment {
  readonly kind: 'pins';
  readonly pin: (Range & { readonly spec: string }) | null;
}

/** A model or snapshot as dbt's manifest holds it. */
export interface ManifestNode extends Range {
  readonly id: string;
  /** Its file, as seen from the project's folder. */
  readonly file: string;
  readonly checksum: string;
  /** Its properties file, as seen from the project's folder; null where it has none. */
  readonly patch: string | null;
  /** Ids of what it reads. */
  readonly upstream: readonly string[];
  readonly enabled: boolean;
  /** Its configs after all levels are merged; every range is that of the node. */
  readonly config: MapValue;
}

/** dbt's manifest.json, as far as text may leave something open that it settles. */
export interface ManifestFragment extends Fragment {
  readonly kind: 'manifest';
  /** The earliest moment at which dbt may have read the files, as ISO text in UTC; null where the manifest does not say. */
  readonly made: string | null;
  readonly dbtVersion: string | null;
  readonly nodes: readonly ManifestNode[];
}

export type DbtFragment =
  | SqlFragment
  | PythonFragment
  | YamlFragment
  | PropertiesFragment
  | DocsFragment
  | IgnoreFragment
  | StrayFragment
  | PinFragment
  | ManifestFragment;
