import type { FileSet, Fragment, Linked, Range, Want } from './model.ts';
import type { Policy } from './policy/policy.ts';

/** A resource as one text shows it. The range is the anchor of its linked resource, or one of its mentions. */
export interface OutlineItem extends Range {
  readonly name: string;
  readonly lenses: 'row' | 'readiness';
}

/** How one tool's files are found, read and put together. */
export interface Framework<F extends Fragment = Fragment> {
  readonly name: 'dbt' | 'airflow';
  /** Which files have to be read, given those read so far; called again until it names nothing new. */
  wants(files: FileSet<F>): Iterable<Want>;
  /** Reads one text. A function of the text and the reader's name alone; never throws. */
  read(reader: string, text: string): F;
  /** What a fragment defines and where: lens anchors before anything is linked, and what must not vanish while a text is half-typed. */
  outline(file: string, fragment: F): readonly OutlineItem[];
  /** Puts the fragments together the way the tool would resolve them. */
  link(files: FileSet<F>, policy: Policy): Linked;
}
