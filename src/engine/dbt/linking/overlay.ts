import type { FileSet } from '../../model.ts';
import { joinPath } from '../paths.ts';
import type { DbtFragment, ManifestNode } from '../reading/fragments.ts';
import type { DbtNode, ProjectIndex } from './nodes.ts';
import { besideProject, manifestOf, type Project } from './project.ts';

/** The manifest of one project, to be laid over what text leaves open. */
export interface Overlay {
  readonly file: string;
  /** The day on which dbt wrote it. */
  readonly date: string;
  /** @returns what it says of a node, or null where a file that this comes from has changed since, or may have. */
  of(node: DbtNode): ManifestNode | null;
}

/**
 * A manifest counts where nothing is newer than the moment at which dbt began to read: not the project's own file, nor a macro,
 * nor the list of packages. For one node, its text must have the same checksum, and its entry must stand where it stood.
 */
export function overlayOf(root: Project, members: readonly ProjectIndex[], files: FileSet<DbtFragment>): Overlay | null {
  const file = manifestOf(root, files);
  const fragment = file === null ? undefined : files.fragment(file);
  if (file === null || fragment?.kind !== 'manifest' || fragment.made === null) return null;
  const { made } = fragment;
  const before = Math.min(Date.parse(made), changedAt(file, files));
  const isOlder = (other: string) => changedAt(other, files) < before;
  const shared = members.flatMap(({ project, macros }) => [
    project.file,
    ...besideProject(project).filter((beside) => files.has(beside)),
    ...[...macros.values()].map((macro) => macro.file),
  ]);
  if (![...new Set(shared)].every(isOlder)) return null;
  const byId = new Map<string, ManifestNode[]>();
  for (const node of fragment.nodes) byId.set(node.id, [...(byId.get(node.id) ?? []), node]);
  return {
    file,
    date: made.slice(0, 10),
    of(node) {
      const sums = checksumsIn(files.fragment(node.file));
      const found = byId.get(node.id)?.filter((held) => sums.includes(held.checksum) && joinPath(root.folder, held.file) === node.file);
      const [held] = found ?? [];
      if (!held || found?.length !== 1 || node.project !== root) return null;
      const entry = node.placed?.file ?? null;
      if (entry === null) return held.patch === null ? held : null;
      return held.patch !== null && joinPath(root.folder, held.patch) === entry && isOlder(entry) ? held : null;
    },
  };
}

/** What is not known to be older counts as changed now. */
function changedAt(file: string, files: FileSet<DbtFragment>): number {
  return files.modified?.(file) ?? Number.POSITIVE_INFINITY;
}

function checksumsIn(fragment: DbtFragment | undefined): readonly string[] {
  return fragment?.kind === 'sql' || fragment?.kind === 'python' ? fragment.checksums : [];
}
