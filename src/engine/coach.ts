import type { Translate } from './l10n.ts';
import type { AnchorView, EditResult, PlaceView, ProblemView, ResourceView, RowView } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What a coach is made from. `today` is an ISO date; `progress` counts files read out of all. */
export interface CoachOptions {
  readonly workspace: Workspace;
  readonly today: string;
  readonly translate?: Translate;
  readonly progress?: (done: number, all: number) => void;
}

/** The engine behind every surface. The same in the editor's worker, on the command line and in tests. No method throws on bad input. */
export interface Coach {
  /** Reads the whole workspace; resolves when everything is linked. Yields between files. Safe to call again. */
  load(): Promise<void>;
  readonly loaded: boolean;
  /** The text of an open editor, which wins over the disk until it is closed. */
  open(file: string, text: string): Promise<void>;
  close(file: string): Promise<void>;
  /** Files that were created, changed or deleted on disk. */
  changed(files: readonly string[]): Promise<void>;
  /** Where lenses stand in a file; needs only this file's text (and the dbt_project.yml above it), never the whole index. */
  anchors(file: string): Promise<readonly AnchorView[]>;
  /** The titles of the lenses at an anchor; before `load` has ended, titles end in `…` and ask nothing. */
  row(anchor: AnchorView): RowView;
  /** Every resource, in a stable order. */
  resources(): Iterable<ResourceView>;
  /** By key, or by id where that is unique in the workspace. */
  resource(keyOrId: string): ResourceView | undefined;
  /** The resource at an offset of a file: its SQL, its call, or its entry in a properties file. */
  resourceAt(file: string, offset: number): ResourceView | undefined;
  /** Where an answer to a question can be written for a resource, best first. */
  places(key: string, question: string): readonly PlaceView[];
  /** Values that others gave to the same question, most used first. */
  values(key: string, question: string): readonly string[];
  /** Computes the edits of an answer from the texts as they are now. */
  edits(key: string, question: string, place: string, value: string): Promise<EditResult>;
  problems(): readonly ProblemView[];
}

export type CreateCoach = (options: CoachOptions) => Coach;
