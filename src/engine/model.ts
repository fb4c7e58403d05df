import type { Message } from './l10n.ts';

/** A stretch of one text: UTF-16 offsets from 0, `to` not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where something stands in the workspace. `file` is relative to the root, with `/`; line and column count from 1. */
export interface Span extends Range {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * A literal value with the place of every part: what YAML, a Jinja `config()` and Python literals have in common.
 * `file` is set where the value came from another file than the fragment that holds it.
 * `jinja` is the expression over `var()` that makes a hidden value. `shared` marks a YAML value behind an anchor or alias: changing it changes others.
 */
export type Value = Range & { readonly file?: string; readonly shared?: true } & (
    | { readonly type: 'text'; readonly value: string }
    | { readonly type: 'number'; readonly value: number }
    | { readonly type: 'boolean'; readonly value: boolean }
    | { readonly type: 'nothing' }
    | { readonly type: 'list'; readonly items: readonly Value[] }
    | { readonly type: 'map'; readonly entries: readonly Entry[]; readonly hidden?: Message }
    | { readonly type: 'hidden'; readonly reason: Message; readonly jinja?: string }
  );

/** One key of a map. A map whose `hidden` is set may hold more keys than those listed (a splat that cannot be read). */
export interface Entry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: Value;
}

/** What reading one file gives: plain data, made from its text alone. All positions are offsets into that text. */
export interface Fragment {
  /** Offset of the first character of every line. */
  readonly lines: readonly number[];
  /** The text has syntax errors: what is missing here may only be half-typed. */
  readonly broken: boolean;
  readonly problems: readonly (Range & { readonly message: Message })[];
  /** Comments that waive questions. */
  readonly remarks?: readonly Remark[];
}

/** A waiver as a comment states it: `coach: waive owner-named until 2027-01-31 because it is being replaced`. */
export interface Remark extends Range {
  readonly question: string;
  /** Empty where none is given. */
  readonly reason: string;
  /** As it is written; null where none is given. */
  readonly until: string | null;
  readonly notApplicable: boolean;
  /** Where the last day stands; null where none does. */
  readonly end: Range | null;
}

/** Something that is wrong in the user's files, said with its place. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: Message;
}

/** Where a fact was read, and by which way it applies ("`+meta` of marts/finance in dbt_project.yml"). */
export interface Evidence {
  readonly span: Span;
  readonly route: Message;
}

/** As much as is known of a name that only the tool can put together; `*` stands for any text in it. Sources are `source.table`. */
export interface Glimpse {
  readonly call: 'ref' | 'source';
  readonly like: string;
}

export type ResourceKind =
  | 'model'
  | 'seed'
  | 'snapshot'
  | 'source'
  | 'exposure'
  | 'dag'
  | 'asset'
  | 'metric'
  | 'semantic_model'
  | 'saved_query'
  | 'function';

export type Layer = 'staging' | 'intermediate' | 'mart';

/** A dependency of the resource that holds it on the resource `to` (its key), or on a name that nothing in the workspace has. */
export interface Edge {
  readonly to: string;
  readonly via: string;
  readonly conditional: boolean;
  readonly span: Span;
}

/** One thing that a team owns: a model, a source table, a DAG … */
export interface Resource {
  /** Unique in the workspace: the project's folder and the id. */
  readonly key: string;
  /** dbt's own `unique_id`; `dag.<dag_id>`; `asset.<name>`. */
  readonly id: string;
  readonly kind: ResourceKind;
  readonly name: string;
  readonly framework: 'dbt' | 'airflow';
  /** The folder of the dbt project or the DAGs folder, relative to the root; `.` for the root itself. */
  readonly project: string;
  readonly layer: Layer | null;
  /** The text that a lens or a hover belongs to: never empty, never moving while the rest of the line is typed. */
  readonly anchor: Span;
  /** Further places that stand for it in the editor, such as its entry in a properties file. */
  readonly mentions: readonly Span[];
  readonly upstream: readonly Edge[];
  /** What it runs (a DAG that runs dbt models): keys, with the words of the command. */
  readonly runs: readonly Edge[];
  /** dbt's fully qualified name, for `--select`: package, folders, name. */
  readonly fqn?: readonly string[];
  readonly tags?: readonly string[];
  /** An exposure of `type: dashboard`; dbt has four other types, such as `application` (1.12, `ExposureType`). */
  readonly dashboard?: boolean;
  /** Why nothing is asked about it (a package's, disabled, ignored by git), or null. */
  readonly unasked: Message | null;
  /** Why it may not be there: a condition that text cannot decide, or nothing is seen that the tool would come upon it by. */
  readonly doubtful?: Message;
  /** Why its upstream list may be incomplete, or null. */
  readonly hiddenUpstream: Message | null;
  /** What is known of the names of what it reads besides: it may be the reader that another one seems not to have. */
  readonly mayRead?: readonly Glimpse[];
  /** One constructor that makes many resources. */
  readonly template: boolean;
}

/** A project or DAGs folder that was found. */
export interface FrameworkInstance {
  readonly name: 'dbt' | 'airflow';
  readonly root: string;
  readonly project: string | null;
  readonly version: string | null;
  readonly versionFrom: Span | null;
}

export type State = 'answered' | 'weak' | 'unanswered' | 'unknown' | 'not_applicable' | 'waived';

/** What a question comes to for one resource. */
export interface Judgement {
  readonly state: State;
  readonly answer: Message | null;
  readonly inherited: boolean;
  readonly evidence: readonly Evidence[];
  readonly reason: Message | null;
  /** The last day of the waiver that holds, as ISO date. */
  readonly until?: string;
  /** The last day of a waiver that holds no longer, as ISO date: it is asked again. */
  readonly lapsed?: string;
}

/** A judgement with the question's id and words, and whether and how loudly the team's policy asks it. */
export interface Answer extends Judgement {
  readonly id: string;
  readonly asked: boolean;
  readonly severity: 'off' | 'hint' | 'info' | 'warning';
  readonly short: Message;
  readonly question: Message;
  /** The ISO date until which the reader has put it off. */
  readonly later?: string;
  /** A change that is looked at touches what it asks for. */
  readonly touched?: true;
}

/** A waiver that stands in the code: a comment, an entry in meta. Whether it is complete is checked where it is applied. */
export interface StatedWaiver {
  readonly question: string;
  /** Empty where none is given. */
  readonly reason: string;
  /** As it is written; null where no end is given. */
  readonly until: string | null;
  readonly notApplicable: boolean;
  readonly evidence: Evidence;
  /** Where the last day stands, if it can be changed there. */
  readonly end: Span | null;
}

/** The keys that answers are written under, in the same words for every tool. */
export const answerKeys = [
  'owner',
  'channel',
  'sla',
  'consumers',
  'failure_modes',
  'runbook',
  'tier',
  'impact',
  'on_source_change',
  'last_reviewed',
  'description',
] as const;

export type AnswerKey = (typeof answerKeys)[number];

/** Where a team's own question is answered: a key of meta, or a label in a documentation text. */
export type OwnKey = `meta.${string}` | `doc:${string}`;

/** What an answer is written under: those keys, and others that are read and not among the ten that a team is asked to learn. */
export type FixKey =
  | AnswerKey
  | OwnKey
  | 'source'
  | 'source_owner'
  | 'contact'
  | 'rerun'
  | 'decision'
  | 'monitoring'
  | 'retirement'
  /** A test of content: a file to be completed, never a value. */
  | 'check';

/** Another place where a team writes an answer: a path into meta, the beginning of a tag, or a label in a documentation text. */
export type Spelling =
  | { readonly how: 'meta'; readonly path: readonly string[] }
  | { readonly how: 'tag'; readonly prefix: string }
  | { readonly how: 'doc'; readonly label: string };

/** What is put into a file: a scalar, or a block with visible placeholders. */
export type Content = string | number | boolean | null | readonly Content[] | { readonly [key: string]: Content };

/** One step of the way to a value in a YAML file: a key of a mapping, or the list item whose `name` (or other key) is given. */
export type YamlStep = string | { readonly key: string; readonly is: string };

/** A call that is written for an answer. */
export interface CodeCall {
  /**
   * Python in which `$value` is the answer as a text and `$age` an age as arguments ("2 hours" is `hours=2`). Quotes, line ends and
   * indentation become those of the file.
   */
  readonly source: string;
  /** The names that it needs, under the module that has them. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
}

/** Where an answer can be written, in the terms of the writer that does it. Offsets are of the text as the coach knows it. */
export type Target =
  | { readonly writer: 'yaml'; readonly path: readonly YamlStep[]; readonly shape: 'value' | 'list' | 'day' }
  /** After which age a source counts as late; `holder` is the way to what holds that. `column`: the one that tells the age is left as a gap. */
  | { readonly writer: 'freshness'; readonly holder: readonly YamlStep[]; readonly column: boolean }
  /** A new exposure that names the value as who uses the relation (`ref('x')`). */
  | { readonly writer: 'exposure'; readonly relation: string }
  /** A new group with the value as its owner; `member` is the way to the config that puts the resource into it. `groups`: those of the project, with their owners. */
  | { readonly writer: 'group'; readonly member: readonly YamlStep[]; readonly groups: Readonly<Record<string, string>> }
  /** The resource goes into a group that is there; the only answer is who owns that. `member` is the way to the config that says so. */
  | { readonly writer: 'join'; readonly member: readonly YamlStep[]; readonly group: string; readonly owner: string }
  /** A new file of this text. */
  | { readonly writer: 'file'; readonly text: string }
  /**
   * A call that is given by keyword, or under a key of a dict that is; the import is added where it is missing. `known`, as in all that
   * follow: what a `**` brings was looked at, and it does not overrule what is written.
   */
  | {
      readonly writer: 'python-call';
      readonly call: Range;
      readonly path: readonly string[];
      readonly code: CodeCall;
      readonly known?: boolean;
    }
  /** A decorator below the one at a range. */
  | { readonly writer: 'python-decorator'; readonly above: Range; readonly code: CodeCall }
  /** Every text within the range that is exactly `was`. */
  | { readonly writer: 'rename'; readonly range: Range; readonly was: string }
  | { readonly writer: 'python-dict'; readonly dict: Range; readonly key: string; readonly known?: boolean }
  | { readonly writer: 'python-keyword'; readonly call: Range; readonly path: readonly string[]; readonly known?: boolean }
  | { readonly writer: 'python-override'; readonly expression: Range; readonly key: string }
  /**
   * `adds`: the line is a list, to which the value is added; else it replaces what stands there. `literal`: the text, or an expression that
   * comes to a text, behind which another is put.
   */
  | {
      readonly writer: 'doc';
      readonly literal: Range | null;
      readonly call: Range;
      readonly label: string;
      readonly adds: boolean;
      readonly known?: boolean;
    }
  /** A labelled line of the documentation at a path of a YAML file. */
  | { readonly writer: 'yaml-doc'; readonly path: readonly string[]; readonly label: string; readonly adds: boolean }
  /** A comment above the line of an offset. */
  | { readonly writer: 'comment'; readonly above: number }
  /** A day that stands at a range becomes another. */
  | { readonly writer: 'day'; readonly range: Range }
  | { readonly writer: 'jinja-config'; readonly call: Range | null; readonly path: readonly string[] };

/** A place where an answer can be written, best first in every list of places. */
export interface Place {
  readonly id: string;
  readonly file: string;
  /** The file does not exist yet. */
  readonly creates: boolean;
  /** What the place is and what it covers, for the pick: "models/marts/_marts.yml", "the whole folder marts/finance, 38 models". */
  readonly label: Message;
  readonly detail: Message;
  readonly target: Target;
}

/** One change of one file: the text between `from` and `to` becomes `text`. `create` makes the file first. */
export interface Edit extends Range {
  readonly file: string;
  readonly text: string;
  readonly create: boolean;
}

/** What is known of a file by its name alone. */
export interface FileSet<F extends Fragment = Fragment> {
  readonly all: readonly string[];
  has(file: string): boolean;
  fragment(file: string): F | undefined;
  /** @returns when a file that the framework dates was changed last, in milliseconds since 1970; null where that is not known. */
  modified?(file: string): number | null;
  /** @returns the span of a range in a file that was read; line 1 column 1 where it was not. */
  span(file: string, range: Range): Span;
}

/** A file and the reader that has to read it. */
export interface Want {
  readonly file: string;
  readonly reader: string;
}
