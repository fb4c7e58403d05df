import type { Exemplar, NewEntry } from './linked.ts';
import type { Edit, FixKey, Range, ResourceKind, State } from './model.ts';

/** What the surfaces show and the command line prints: plain data, sentences already in the reader's language, safe to post between threads. */

/** A stretch of a file to go to. */
export interface LinkView extends Range {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** By which way it applies, in words. */
  readonly route: string;
}

/** Where a row of lenses stands; made from the text alone. */
export interface AnchorView extends Range {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly name: string;
  /** `row`: the four lenses; `readiness`: the last one only (entries of properties files). */
  readonly lenses: 'row' | 'readiness';
}

export type LensName = 'consumers' | 'failure' | 'owner' | 'readiness';

/** One lens as shown. `open`: it asks something. `question` is what a click is about; null for the checklist. */
export interface LensView {
  readonly lens: LensName;
  readonly title: string;
  readonly open: boolean;
  readonly question: string | null;
}

/** The lenses of one resource. `key` is null while the workspace has not been read yet or the anchor is no resource. */
export interface RowView {
  readonly key: string | null;
  readonly lenses: readonly LensView[];
}

/** One question as it stands for one resource. */
export interface AnswerView {
  readonly id: string;
  readonly group: string;
  readonly short: string;
  readonly question: string;
  readonly why: string;
  readonly state: State;
  /** The state in words, for screen readers and lists. */
  readonly stateText: string;
  readonly asked: boolean;
  /** How loudly the team wants it asked. */
  readonly severity: 'off' | 'hint' | 'info' | 'warning';
  readonly answer: string | null;
  readonly inherited: boolean;
  readonly evidence: readonly LinkView[];
  readonly reason: string | null;
  readonly fix: 'writes' | 'scaffolds' | 'opens';
  readonly answerKey: FixKey | null;
  /** The ISO date until which the reader has put it off, or null. */
  readonly later: string | null;
}

/** A neighbour in the graph. */
export interface NeighbourView {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly kind: ResourceKind;
  readonly dashboard: boolean;
  readonly owners: readonly string[];
  readonly via: string;
  readonly conditional: boolean;
  /** Where it is said that the two are connected. */
  readonly file: string;
  readonly line: number;
  /** Where the neighbour itself stands. */
  readonly home: Pick<LinkView, 'file' | 'line' | 'column'>;
}

/** A project or DAGs folder that was found; `versionFrom` is `file:line`. */
export interface FrameworkView {
  readonly name: 'dbt' | 'airflow';
  readonly root: string;
  readonly project: string | null;
  readonly version: string | null;
  readonly versionFrom: string | null;
}

/** A resource with everything that is known and asked about it. */
export interface ResourceView {
  readonly key: string;
  readonly id: string;
  readonly kind: ResourceKind;
  readonly name: string;
  readonly framework: 'dbt' | 'airflow';
  readonly project: string;
  readonly layer: string | null;
  readonly template: boolean;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly owners: readonly string[];
  /** Where the owners can be reached, as far as it stands beside their names. */
  readonly contacts: readonly string[];
  readonly next: string | null;
  readonly open: number;
  readonly weak: number;
  readonly answers: readonly AnswerView[];
  readonly upstream: readonly NeighbourView[];
  readonly consumers: readonly NeighbourView[];
  readonly runBy: readonly NeighbourView[];
  readonly unasked: string | null;
  /** Why it may not be there, or null. */
  readonly doubtful: string | null;
  /** Why the upstream list may be incomplete, or null. */
  readonly hiddenUpstream: string | null;
}

/** A place where an answer can be written. */
export interface PlaceView {
  readonly id: string;
  readonly file: string;
  readonly creates: boolean;
  readonly label: string;
  readonly detail: string;
  /** What is not free text: an age, one or two ages, a day, a name that something new is called by. */
  readonly wants?: 'age' | 'ages' | 'day' | 'name';
  /** The only answer that the place takes. */
  readonly value?: string;
  /** Where to go, for what is answered by hand. */
  readonly opens?: LinkView;
}

/** Something wrong in the user's files. */
export interface ProblemView {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** What a team can say to a question besides answering it: not now, never here, said once for a place; or a question of its own. */
export type DecisionKind = 'waive' | 'not-applicable' | 'provided' | 'ask';

/** What a team says. */
export interface Decision {
  readonly how: DecisionKind;
  /** The reason; what is provided; the question that is asked. */
  readonly text: string;
  /** The last day (ISO date); how it is known; why it is asked. Empty for what is not applicable. */
  readonly more: string;
}

/** The edits of one answer, or the sentence that says why there are none. */
export type EditResult = { readonly edits: readonly Edit[] } | { readonly refused: string };

/** The edits of many answers, and what had to be left out, by id, with the reason. */
export interface ManyEdits {
  readonly edits: readonly Edit[];
  readonly refused: readonly { readonly name: string; readonly reason: string; readonly span?: Pick<LinkView, 'file' | 'from' | 'to'> }[];
}

/** A resource by name alone. */
export type ResourceName = Pick<ResourceView, 'key' | 'id' | 'name' | 'kind' | 'file'>;

/** A resource by name, with what a question comes to for it. */
export interface StateName extends ResourceName {
  readonly state: State;
  readonly owners: readonly string[];
}

/** A question by name alone. */
export interface QuestionName extends Pick<AnswerView, 'id' | 'short' | 'question' | 'why'> {
  /** Where a team asks it; null for those of the catalogue, which have a page. */
  readonly askedAt: LinkView | null;
}

/** What reports are made from. */
export interface Findings {
  frameworks(): readonly FrameworkView[];
  resources(): Iterable<ResourceView>;
  problems(): readonly ProblemView[];
}

/** What an incident update asks for: what nobody can read from code. Empty where it is not known yet. */
export interface IncidentForm {
  /** What is down, in words that others understand; empty for the resource's name. */
  readonly down: string;
  readonly since: string;
  readonly known: string;
  readonly doing: string;
  readonly eta: string;
  readonly next: string;
}

/** The same update for three readers. */
export interface IncidentTexts {
  readonly slack: string;
  readonly mail: string;
  readonly status: string;
}

/** What a new pipeline can be. */
export type PipelineKind = 'model' | 'source' | 'dag';

/** Where a new pipeline would be written and what it would look like, or why it cannot be. The texts are those of the neighbours that it is written like. */
export type NewPipeline =
  | { readonly refused: string }
  | (Exclude<NewEntry, { readonly refused: unknown }> & {
      readonly siblingText: string | null;
      /** Answers that the folder gives already: a gap would hide them. */
      readonly given: readonly FixKey[];
    })
  | { readonly exemplar: Exemplar | null; readonly exemplarText: string };
