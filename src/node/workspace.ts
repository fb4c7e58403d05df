import { isUtf8 } from 'node:buffer';
import { createReadStream, type Dirent, promises as fs, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { t } from '../engine/l10n.ts';
import { largestFile, type ReadResult, takenAs, type Workspace } from '../engine/workspace.ts';

/** How much of a large file is held at once, in bytes: read in some milliseconds. */
const pieceSize = 1 << 20;

/** The files below one folder of the disk. Every link to a folder is followed once, so that a loop ends. */
export function nodeWorkspace(root: string): Workspace {
  return {
    atOnce: 1,
    list: (signal) => listFiles(root, signal),
    read: async (file) => readText(join(root, file)),
    stream: (file) => streamText(join(root, file)),
    modified: async (file) => (await fs.stat(join(root, file)).catch(() => null))?.mtimeMs ?? null,
  };
}

async function listFiles(root: string, signal?: { readonly aborted: boolean }): Promise<string[]> {
  const files: string[] = [];
  const visited = new Set<string>();

  async function enter(folder: string): Promise<void> {
    if (signal?.aborted) return;
    const real = await fs.realpath(join(root, folder)).catch(() => null);
    if (real === null || visited.has(real)) return;
    visited.add(real);
    for (const entry of await listFolder(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const taken = takenAs(entry.name, await kindOf(entry, join(root, path)));
      if (taken === 'file') files.push(path);
      else if (taken === 'folder') await enter(path);
    }
  }

  await enter('');
  return files;
}

async function listFolder(path: string): Promise<Dirent[]> {
  const entries = await fs.readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | 'other'> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return 'other';
  const target = await fs.stat(path).catch(() => null);
  return target?.isFile() ? 'file' : target?.isDirectory() ? 'folder' : 'other';
}

/** At once: a file of a project is read in less time than it takes to have another thread read it. */
function readText(path: string): ReadResult {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { unreadable: stat.isDirectory() ? t('a folder stands where a file is wanted') : t('not a file') };
    if (stat.size > largestFile) return { unreadable: t('larger than {0} MB, not read', largestFile / 1_000_000) };
    const bytes = readFileSync(path);
    if (bytes.includes(0)) return { unreadable: t('no text: it holds NUL bytes') };
    return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { unreadable: notUtf8 };
  } catch (error) {
    return { unreadable: reasonOf(error) };
  }
}

async function* streamText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for await (const bytes of createReadStream(path, { highWaterMark: pieceSize })) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

const notUtf8 = t('not UTF-8 text');

function reasonOf(error: unknown) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return t('the file is not there');
  return t('could not be read ({0})', code || String(error));
}
