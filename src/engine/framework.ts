import type { Linked } from './linked.ts';
import type { FileSet, Fragment, Range, Want } from './model.ts';
import type { Layering } from './policy/layers.ts';
import type { Change } from './text.ts';

/** A resource as one text shows it. The range is the anchor of its linked resource, or one of its mentions. */
export interface OutlineItem extends Range {
  readonly name: string;
  readonly lenses: 'row' | 'readiness';
}

/** Reads one text in pieces, for files that are too large to hold. Never throws. */
export interface StreamReader<F extends Fragment = Fragment> {
  /** @returns whether more is wanted. */
  push(chunk: string): boolean;
  end(): F;
}

/** Reads texts of one kind, whole or in pieces. Never throws. */
export type LateReader = { read(text: string): Fragment } | { stream(): StreamReader };

/** How one tool's files are found, read and put together. */
export interface Framework<F extends Fragment = Fragment> {
  readonly name: 'dbt' | 'airflow' | 'team';
  /** Which files have to be read, given those read so far; called again until it names nothing new. Of several readers for one file the first one counts. */
  wants(files: FileSet<F>): Iterable<Want>;
  /** Reads one text. A function of the text and the reader's name alone; never throws. Not asked for what is read late (`lateReaders.ts`). */
  read(reader: string, text: string): F;
  /** Files whose time of change linking asks for; called when everything is read. */
  dated?(files: FileSet<F>): Iterable<string>;
  /** What a fragment says, moved by an edit of its text; without it, every range in it is moved. */
  move?(fragment: F, change: Change, before: string): F;
  /** What a fragment defines and where: lens anchors before anything is linked, and what must not vanish while a text is half-typed. */
  outline(file: string, fragment: F): readonly OutlineItem[];
  /** Puts the fragments together the way the tool would resolve them. */
  link(files: FileSet<F>, layering: Layering): Linked;
  /** The same after only these files were read anew; null where that takes a whole `link`. */
  relink?(before: Linked, files: FileSet<F>, layering: Layering, changed: readonly string[]): Linked | null;
}
