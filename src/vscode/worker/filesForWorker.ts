import * as vscode from 'vscode';
import type { FolderEntry, FromWorker, ToWorker } from './protocol.ts';
import type { Roots } from './roots.ts';

/** What the worker asks for. */
type FileRequest = Extract<FromWorker, { readonly type: 'list-folder' | 'read-file' }>;

/** Lists a folder or reads a file for a worker that cannot; what is not there is empty, or null. */
export async function readForWorker(roots: Roots, { type, id, file }: FileRequest, post: (message: ToWorker) => void): Promise<void> {
  const uri = folderOrFile(roots, file);
  if (type === 'list-folder') post({ type: 'folder', id, entries: uri ? await listFolder(uri) : [] });
  else post({ type: 'bytes', id, bytes: uri ? await readBytes(uri) : null });
}

/** A root itself is asked for by its bare prefix. */
function folderOrFile(roots: Roots, file: string): vscode.Uri | null {
  const root = roots.all.findIndex(({ prefix }) => prefix === file);
  return roots.folders[root]?.uri ?? roots.uri(file);
}

async function listFolder(uri: vscode.Uri): Promise<FolderEntry[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    return entries.map(([name, type]) => ({ name, kind: kindOf(type) }));
  } catch {
    return [];
  }
}

function kindOf(type: vscode.FileType): FolderEntry['kind'] {
  if (type & vscode.FileType.File) return 'file';
  return type === vscode.FileType.Directory ? 'folder' : 'other';
}

async function readBytes(uri: vscode.Uri): Promise<Uint8Array | null> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch {
    return null;
  }
}
