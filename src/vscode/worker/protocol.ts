import type { WantedAnswer } from '../../engine/answerMany.ts';
import type { FolderCount, FolderStates } from '../../engine/folders.ts';
import type { Incident } from '../../engine/incident/incident.ts';
import type { Content, YamlStep } from '../../engine/model.ts';
import type {
  AnchorView,
  Decision,
  DecisionKind,
  EditResult,
  ManyEdits,
  NewPipeline,
  PipelineKind,
  PlaceView,
  ProblemView,
  QuestionName,
  ResourceName,
  ResourceView,
  RowView,
  StateName,
} from '../../engine/views.ts';

/** A folder of the workspace. `prefix` stands before its paths, empty for the only folder; `path` is set where the worker reads the disk itself. */
export interface Root {
  readonly prefix: string;
  readonly path: string | null;
}

/** The text of an open editor. */
export interface OpenText {
  readonly file: string;
  readonly text: string;
}

/** Whether unchanged code is asked in full words too (`pipelineCoach.ask`). */
export type Ask = 'changed' | 'all';

/** What the host asks of the worker. */
export interface EngineCalls {
  /** Resolves when the whole workspace has been read. */
  loaded(): null;
  anchors(file: string): readonly AnchorView[];
  row(anchor: AnchorView): RowView;
  resource(key: string): ResourceView | null;
  resourceAt(file: string, offset: number): ResourceView | null;
  resourceNames(): readonly ResourceName[];
  questionNames(): readonly QuestionName[];
  teamFileErrors(): readonly ProblemView[];
  idleSay(file: string): readonly ProblemView[];
  places(key: string, question: string): readonly PlaceView[];
  values(question: string, key?: string): readonly string[];
  groups(): readonly string[];
  edits(key: string, question: string, place: string, value: string): EditResult;
  decisionPlaces(key: string, question: string, how: DecisionKind): readonly PlaceView[];
  decide(key: string, question: string, place: string, decision: Decision): EditResult;
  incident(key: string): Incident | null;
  newPipeline(kind: PipelineKind, folder: string, name: string): NewPipeline;
  entryEdits(file: string, path: readonly YamlStep[], content: Content): EditResult;
  editsOfMany(wanted: readonly WantedAnswer[]): ManyEdits;
  rename(question: string, was: string, value: string): ManyEdits;
  states(question: string): readonly StateName[];
  folders(question: string): readonly FolderCount[];
  statesBelow(question: string, folder: string): FolderStates;
}

export type CallName = keyof EngineCalls;
export type CallArgs<N extends CallName> = Parameters<EngineCalls[N]>;
export type CallResult<N extends CallName> = ReturnType<EngineCalls[N]>;

/** What a folder holds, as the host's file system lists it. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** The first message. `today` is an ISO date, `texts` the translations, `open` the open editors with the one in front first. */
export interface StartMessage {
  readonly type: 'start';
  readonly roots: readonly Root[];
  readonly today: string;
  readonly ask: Ask;
  /** Questions that the user wants to be asked later: `key question` and the ISO date from which they are asked again. */
  readonly later?: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly open: readonly OpenText[];
}

export interface CallMessage {
  readonly type: 'call';
  readonly id: number;
  readonly name: CallName;
  readonly args: readonly unknown[];
}

export type ToWorker =
  | StartMessage
  | CallMessage
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'ask'; readonly ask: Ask }
  /** Files that are new or changed on this branch, and what they and those that are gone said before, null for one that was not there; null where nobody knows. */
  | {
      readonly type: 'branch';
      readonly files: readonly string[] | null;
      readonly earlier: readonly (readonly [string, string | null])[] | null;
    }
  | { readonly type: 'later'; readonly later: Readonly<Record<string, string>> }
  | ({ readonly type: 'open' } & OpenText)
  | { readonly type: 'close'; readonly file: string }
  /** Files that came, went or changed; folders that did are not named, but the message is sent. */
  | { readonly type: 'changed'; readonly files: readonly string[] }
  | { readonly type: 'folder'; readonly id: number; readonly entries: readonly FolderEntry[] }
  /** The bytes of a file, or null where it could not be read. */
  | { readonly type: 'bytes'; readonly id: number; readonly bytes: Uint8Array | null };

export type FromWorker =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  /** The first items of a long list; the last ones are the result. In one message they would hold the host's thread while it reads them. */
  | { readonly type: 'part'; readonly id: number; readonly items: readonly unknown[] }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string }
  /** Answers may have changed; `lenses`: something that a lens shows is different now. */
  | { readonly type: 'updated'; readonly lenses: boolean }
  | { readonly type: 'progress'; readonly done: number; readonly all: number }
  | { readonly type: 'log'; readonly level: 'info' | 'error'; readonly text: string }
  | { readonly type: 'list-folder'; readonly id: number; readonly file: string }
  | { readonly type: 'read-file'; readonly id: number; readonly file: string };
