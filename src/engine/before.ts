import type { Facts, Found, Stated } from './facts.ts';
import type { Framework } from './framework.ts';
import type { FileSet, Fragment, Resource } from './model.ts';
import type { Layering } from './policy/layers.ts';
import type { Touch } from './questions/next.ts';
import { spanOf } from './text.ts';

/**
 * What files said before a change; null for one that was not there. What did not change is not named. It holds every file
 * that changed, deleted ones too: else what was moved would look new.
 */
export type Earlier = ReadonlyMap<string, string | null>;

/** What resources were before a change. */
export interface Before {
  /** @returns what the change touches of a resource, as far as both texts say it. */
  touches(resource: Resource, facts: Facts): readonly Touch[];
}

/** A framework and the files as they are now. */
interface Side {
  readonly framework: Framework;
  readonly files: FileSet;
}

type Traits = Pick<Facts, 'schedule' | 'column'>;

/** More texts than this are not compared: so large a change is a move of everything, and asking git for each takes long. */
export const mostCompared = 300;

/** @returns whether a file can say what a resource is. */
export function isCompared(file: string): boolean {
  return /\.(?:sql|ya?ml|py|md)$|(?:^|\/)\.(?:dbt|airflow|git)ignore$/.test(file);
}

/** Links the workspace as it was. Only the texts that differ are read again; of resources that they do not define, nothing but the id is kept. */
export function lookBefore(sides: readonly Side[], layering: Layering, earlier: Earlier): Before {
  const ids = new Set<string>();
  const traits = new Map<string, Traits>();
  for (const { framework, files } of sides) {
    const linked = framework.link(filesBefore(framework, files, earlier), layering);
    for (const resource of linked.resources) {
      ids.add(resource.id);
      if (!isDefinedIn(resource, earlier)) continue;
      const { schedule, column } = linked.facts(resource);
      traits.set(resource.key, { schedule, column });
    }
  }
  return {
    touches(resource, now) {
      if (!ids.has(resource.id)) return ['new'];
      const was = isDefinedIn(resource, earlier) && traits.get(resource.key);
      if (!was) return [];
      return [
        ...(isOther(was.schedule, now.schedule) ? ['schedule' as const] : []),
        ...(lost(was.column, now.column) ? ['column' as const] : []),
      ];
    },
  };
}

function isDefinedIn({ anchor, mentions }: Resource, earlier: Earlier): boolean {
  return earlier.has(anchor.file) || mentions.some(({ file }) => earlier.has(file));
}

/** A schedule that only running the code would tell is no other one. */
function isOther(was: readonly Found<Stated>[], now: readonly Found<Stated>[]): boolean {
  const [before, after] = [was[0], now[0]];
  return before?.known === true && after?.known === true && before.value.text !== after.value.text;
}

/** A list of columns that is gone as a whole was documentation. */
function lost(was: readonly Found<Stated>[], now: readonly Found<Stated>[]): boolean {
  const names = new Set(now.map((found) => (found.known ? found.value.text.toLowerCase() : null)));
  if (names.size === 0 || names.has(null)) return false;
  return was.some((found) => found.known && !names.has(found.value.text.toLowerCase()));
}

function filesBefore(framework: Framework, now: FileSet, earlier: Earlier): FileSet {
  const read = new Map<string, Fragment>();
  const there = new Set(now.all.filter((file) => earlier.get(file) !== null));
  for (const [file, text] of earlier) if (text !== null) there.add(file);
  const fragment = (file: string) => (earlier.has(file) ? read.get(file) : now.fragment(file));
  const files: FileSet = {
    all: [...there].sort(),
    has: (file) => there.has(file),
    fragment,
    modified: (file) => (earlier.has(file) ? null : (now.modified?.(file) ?? null)),
    span: (file, range) => spanOf(file, fragment(file)?.lines ?? [0], range),
  };
  const unread = () => [...framework.wants(files)].filter(({ file }) => earlier.has(file) && isCompared(file) && !read.has(file));
  for (let wanted = unread(); wanted.length > 0; wanted = unread()) {
    for (const { file, reader } of wanted) read.set(file, framework.read(reader, earlier.get(file) ?? ''));
  }
  return files;
}
