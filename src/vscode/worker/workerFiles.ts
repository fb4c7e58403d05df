import { t } from '../../engine/l10n.ts';
import { largestFile, type ReadResult, takenAs, type Workspace } from '../../engine/workspace.ts';
import type { FolderEntry, FromWorker, ToWorker } from './protocol.ts';

/** What the host reads for a worker that cannot reach the files itself. */
export interface HostFiles {
  folder(path: string): Promise<readonly FolderEntry[]>;
  bytes(path: string): Promise<Uint8Array | null>;
}

type FileAnswer = Extract<ToWorker, { readonly type: 'folder' | 'bytes' }>;

/** Asks the host for folders and files, and hands its answers to who asked. */
export function hostFiles(post: (message: FromWorker) => void): HostFiles & { answer(message: FileAnswer): void } {
  const folders = new Map<number, (entries: readonly FolderEntry[]) => void>();
  const reads = new Map<number, (bytes: Uint8Array | null) => void>();
  let nextId = 1;
  return {
    folder: (path) =>
      new Promise((resolve) => {
        folders.set(nextId, resolve);
        post({ type: 'list-folder', id: nextId++, file: path });
      }),
    bytes: (path) =>
      new Promise((resolve) => {
        reads.set(nextId, resolve);
        post({ type: 'read-file', id: nextId++, file: path });
      }),
    answer: (message) => {
      if (message.type === 'folder') folders.get(message.id)?.(message.entries);
      else reads.get(message.id)?.(message.bytes);
      folders.delete(message.id);
      reads.delete(message.id);
    },
  };
}

/** A folder of the workspace and the prefix of its paths. */
export interface WorkspacePart {
  readonly prefix: string;
  readonly workspace: Workspace;
}

/** Several folders as one workspace; the only folder has an empty prefix. */
export function joinedWorkspace(parts: readonly WorkspacePart[]): Workspace {
  /** The part that a file is in, and its path there. */
  const partOf = (file: string) => {
    const part = parts.find(({ prefix }) => prefix === '' || file.startsWith(`${prefix}/`));
    return part && { workspace: part.workspace, path: part.prefix === '' ? file : file.slice(part.prefix.length + 1) };
  };
  return {
    atOnce: Math.max(...parts.map(({ workspace }) => workspace.atOnce ?? 16)),
    tops: parts.map(({ prefix }) => prefix).filter((prefix) => prefix !== ''),
    list: async (signal) => {
      const lists = await Promise.all(
        parts.map(async ({ prefix, workspace }) => (await workspace.list(signal)).map((file) => join(prefix, file))),
      );
      return lists.flat();
    },
    read: async (file) => {
      const part = partOf(file);
      return part ? part.workspace.read(part.path) : { unreadable: t('the file is not there') };
    },
    async *stream(file) {
      const part = partOf(file);
      if (part?.workspace.stream) yield* part.workspace.stream(part.path);
      else {
        const result = part ? await part.workspace.read(part.path) : null;
        if (result && 'text' in result) yield result.text;
      }
    },
    modified: async (file) => {
      const part = partOf(file);
      return (await part?.workspace.modified?.(part.path)) ?? null;
    },
  };
}

/** The folder with this prefix, read by the host. */
export function hostWorkspace(host: HostFiles, prefix: string): Workspace {
  return {
    list: (signal) => walk(host, prefix, '', signal),
    read: async (file) => decode(await host.bytes(join(prefix, file))),
  };
}

/** Links to folders arrive as `other` and are not followed: there is no real path to tell a loop by. */
async function walk(host: HostFiles, prefix: string, folder: string, signal?: { readonly aborted: boolean }): Promise<string[]> {
  if (signal?.aborted) return [];
  const entries = [...(await host.folder(join(prefix, folder)))].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lists = entries.map(({ name, kind }) => {
    const taken = takenAs(name, kind);
    if (taken === 'file') return [join(folder, name)];
    return taken === 'folder' ? walk(host, prefix, join(folder, name), signal) : [];
  });
  return (await Promise.all(lists)).flat();
}

function decode(bytes: Uint8Array | null): ReadResult {
  if (!bytes) return { unreadable: t('the file is not there, or is none that can be read') };
  if (bytes.length > largestFile) return { unreadable: t('larger than {0} MB, not read', largestFile / 1_000_000) };
  if (bytes.includes(0)) return { unreadable: t('no text: it holds NUL bytes') };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { unreadable: t('not UTF-8 text') };
  }
}

function join(folder: string, name: string): string {
  if (folder === '' || name === '') return folder + name;
  return `${folder}/${name}`;
}
