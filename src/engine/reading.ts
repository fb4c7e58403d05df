import type { Framework, LateReader, OutlineItem, StreamReader } from './framework.ts';
import { type Message, t } from './l10n.ts';
import { moveFragment } from './lastGood.ts';
import { lateReaderOf } from './lateReaders.ts';
import type { FileSet, Fragment, Span, Want } from './model.ts';
import { spanOf } from './text.ts';
import type { Workspace } from './workspace.ts';

/** No framework's reader has this name, so a fragment kept under it is read again. */
const stale = '';

/** A file to read, and for whom. */
interface Wanted {
  readonly framework: Framework;
  readonly want: Want;
}

interface Kept {
  readonly reader: string;
  readonly fragment: Fragment;
  /** The open text that was last free of syntax errors, and what it gave. */
  readonly clean: { readonly text: string; readonly fragment: Fragment } | null;
}

/** Is told how many files are read out of all. What it returns is waited for, so that others on the thread have their turn. */
export type Progress = (done: number, all: number) => Promise<void> | void;

/** The fragments of a set of files, kept up to date: which file is read by whom, and what it gave. */
export interface Reading {
  readonly unreadable: ReadonlyMap<string, Message>;
  has(file: string): boolean;
  /** Files that were read anew for a framework since this was last asked; null where the list of files is another. */
  takeChanges(framework: Framework): readonly string[] | null;
  filesFor(framework: Framework): FileSet;
  outline(file: string): readonly (OutlineItem & Span)[];
  /** Reads what the frameworks want and does not have yet, until they want nothing more. Waits for `progress` between files. */
  settle(progress?: Progress): Promise<void>;
  /** Replaces the list of files; what is no longer there is forgotten. */
  replaceFiles(files: readonly string[]): void;
  /** The text in front of the user, which wins over the disk; null gives the disk its say back. */
  setOpen(file: string, text: string | null): void;
  /** Lets the next `settle` read the file again; until then the last fragment stands. */
  forget(file: string): void;
  /** The text as the coach knows it now. */
  text(file: string): Promise<string | null>;
}

/** Starts with the given files and nothing read. */
export function createReading(workspace: Workspace, frameworks: readonly Framework[], files: readonly string[]): Reading {
  let all: readonly string[] = files;
  let present = new Set(files);
  const open = new Map<string, string>();
  const unreadable = new Map<string, Message>();
  const kept = new Map<Framework, Map<string, Kept>>(frameworks.map((framework) => [framework, new Map()]));
  const changed = new Map<Framework, Set<string> | null>();
  const times = new Map<string, number | null>();
  /** What each framework wanted when nothing was left to read; whatever may have to be read again empties it. */
  const satisfied = new Map<Framework, Iterable<Want>>();
  const late = new Map<() => Promise<LateReader>, LateReader>();
  const fileSets = new Map(frameworks.map((framework) => [framework, fileSet(framework)]));

  function fragments(framework: Framework): Map<string, Kept> {
    return kept.get(framework) ?? new Map();
  }

  function fileSet(framework: Framework): FileSet {
    return {
      get all() {
        return all;
      },
      has: (file) => present.has(file),
      fragment: (file) => fragments(framework).get(file)?.fragment,
      modified: (file) => times.get(file) ?? null,
      span: (file, range) => spanOf(file, fragments(framework).get(file)?.fragment.lines ?? [0], range),
    };
  }

  function filesFor(framework: Framework): FileSet {
    return fileSets.get(framework) ?? fileSet(framework);
  }

  /** Files to read, with everyone who wants them, so that each text is read once. */
  function pending(): Map<string, Wanted[]> {
    const found = new Map<string, Wanted[]>();
    for (const framework of frameworks) {
      const wants = framework.wants(filesFor(framework));
      if (satisfied.get(framework) === wants) continue;
      satisfied.set(framework, wants);
      const seen = new Set<string>();
      for (const want of wants) {
        if (seen.has(want.file)) continue;
        seen.add(want.file);
        if (!present.has(want.file) || unreadable.has(want.file) || fragments(framework).get(want.file)?.reader === want.reader) continue;
        const readers = found.get(want.file);
        if (readers) readers.push({ framework, want });
        else found.set(want.file, [{ framework, want }]);
      }
    }
    if (found.size > 0) satisfied.clear();
    return found;
  }

  async function settle(progress?: Progress): Promise<void> {
    for (let wanted = pending(); wanted.size > 0; wanted = pending()) {
      await loadReaders(wanted);
      const streams = takeStreams(wanted);
      const files = [...wanted.keys()].sort((a, b) => Number(open.has(b)) - Number(open.has(a)));
      const { atOnce = 16 } = workspace;
      for (let done = 0; done < files.length; done += atOnce) {
        await progress?.(done, files.length);
        await Promise.all(files.slice(done, done + atOnce).map((file) => readFor(file, wanted.get(file) ?? [])));
      }
      for (const stream of streams) await streamFile(stream.wanted, stream.reader);
    }
    await dateFiles();
  }

  async function readFor(file: string, readers: readonly Wanted[]): Promise<void> {
    const text = await readText(file);
    if (text !== null) for (const { framework, want } of readers) keep(framework, want, text);
  }

  async function dateFiles(): Promise<void> {
    const wanted = frameworks.flatMap((framework) => [...(framework.dated?.(filesFor(framework)) ?? [])]);
    const missing = [...new Set(wanted)].filter((file) => !times.has(file));
    await Promise.all(missing.map(async (file) => times.set(file, await modified(file))));
  }

  /** An open text that is not saved has no time: what depends on it is as new as can be. */
  async function modified(file: string): Promise<number | null> {
    const opened = open.get(file);
    if (opened !== undefined) {
      const saved = await workspace.read(file);
      if (!('text' in saved) || saved.text !== opened) return null;
    }
    return (await workspace.modified?.(file)) ?? null;
  }

  async function loadReaders(wanted: Map<string, Wanted[]>): Promise<void> {
    for (const [file, readers] of wanted)
      for (const { framework, want } of readers) {
        const load = lateReaderOf(framework, want.reader);
        if (!load || late.has(load)) continue;
        try {
          late.set(load, await load());
        } catch (error) {
          cannotRead(file, error);
          wanted.delete(file);
        }
      }
  }

  function lateReader(framework: Framework, reader: string): LateReader | undefined {
    const load = lateReaderOf(framework, reader);
    return load && late.get(load);
  }

  function read(framework: Framework, name: string, text: string): Fragment {
    const reader = lateReader(framework, name);
    if (!reader) return framework.read(name, text);
    if ('read' in reader) return reader.read(text);
    const stream = reader.stream();
    stream.push(text);
    return stream.end();
  }

  function cannotRead(file: string, error: unknown): void {
    unreadable.set(file, t('could not be read ({0})', error instanceof Error ? error.message : String(error)));
  }

  /** Takes out what is read piece by piece; such a file is of no use to another reader. */
  function takeStreams(wanted: Map<string, Wanted[]>): { readonly wanted: Wanted; readonly reader: StreamReader }[] {
    return [...wanted].flatMap(([file, readers]) => {
      const [first] = readers;
      const reader = first && lateReader(first.framework, first.want.reader);
      if (!reader || !('stream' in reader)) return [];
      wanted.delete(file);
      return [{ wanted: first, reader: reader.stream() }];
    });
  }

  async function streamFile({ framework, want }: Wanted, reader: StreamReader): Promise<void> {
    try {
      for await (const chunk of pieces(want.file)) if (!reader.push(chunk)) break;
      if (!unreadable.has(want.file)) store(framework, want.file, { reader: want.reader, fragment: reader.end(), clean: null });
    } catch (error) {
      cannotRead(want.file, error);
    }
  }

  async function* pieces(file: string): AsyncGenerator<string> {
    const opened = open.get(file);
    if (opened !== undefined) yield opened;
    else if (workspace.stream) yield* workspace.stream(file);
    else {
      const result = await workspace.read(file);
      if ('text' in result) yield result.text;
      else unreadable.set(file, result.unreadable);
    }
  }

  async function readText(file: string): Promise<string | null> {
    const opened = open.get(file);
    if (opened !== undefined) return opened;
    const result = await workspace.read(file);
    if ('text' in result) return open.get(file) ?? result.text;
    unreadable.set(file, result.unreadable);
    return null;
  }

  function store(framework: Framework, file: string, held: Kept): void {
    fragments(framework).set(file, held);
    changed.get(framework)?.add(file);
  }

  function keep(framework: Framework, want: Want, text: string): void {
    const fragment = read(framework, want.reader, text);
    const clean = open.has(want.file) && !fragment.broken ? { text, fragment } : null;
    store(framework, want.file, { reader: want.reader, fragment, clean });
  }

  function staleNow(file: string): void {
    satisfied.clear();
    for (const held of kept.values()) {
      const before = held.get(file);
      if (before) held.set(file, { ...before, reader: stale });
    }
  }

  /** While a text is half-typed, what the last clean one said stays in force, its places moved by the edit. */
  function replaceText(framework: Framework, file: string, { reader, clean }: Kept, text: string): void {
    const fragment = read(framework, reader, text);
    const kept =
      fragment.broken && clean
        ? { fragment: moveFragment(clean.fragment, clean.text, text, fragment, framework.move), clean }
        : { fragment, clean: fragment.broken ? null : { text, fragment } };
    store(framework, file, { reader, ...kept });
  }

  return {
    unreadable,
    has: (file) => present.has(file),
    takeChanges(framework) {
      const found = changed.get(framework);
      changed.set(framework, new Set());
      return found ? [...found] : null;
    },
    filesFor,
    settle,
    outline: (file) =>
      frameworks.flatMap((framework) => {
        const fragment = fragments(framework).get(file)?.fragment;
        return fragment ? framework.outline(file, fragment).map((item) => ({ ...item, ...spanOf(file, fragment.lines, item) })) : [];
      }),
    replaceFiles(next) {
      if (next.length === all.length && next.every((file, index) => file === all[index])) return;
      changed.clear();
      satisfied.clear();
      all = next;
      present = new Set(next);
      for (const held of kept.values()) for (const file of held.keys()) if (!present.has(file)) held.delete(file);
      for (const file of unreadable.keys()) if (!present.has(file)) unreadable.delete(file);
      for (const file of times.keys()) if (!present.has(file)) times.delete(file);
    },
    setOpen(file, text) {
      if (open.get(file) !== text) times.delete(file);
      if (text === null) {
        open.delete(file);
        staleNow(file);
        return;
      }
      if (open.get(file) === text) return;
      open.set(file, text);
      if (unreadable.delete(file)) satisfied.clear();
      for (const framework of frameworks) {
        const before = fragments(framework).get(file);
        if (before && before.reader !== stale) replaceText(framework, file, before, text);
      }
    },
    forget(file) {
      times.delete(file);
      if (unreadable.delete(file)) satisfied.clear();
      if (!open.has(file)) staleNow(file);
    },
    async text(file) {
      const opened = open.get(file);
      if (opened !== undefined) return opened;
      const result = await workspace.read(file);
      return 'text' in result ? result.text : null;
    },
  };
}
