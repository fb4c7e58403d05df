import * as vscode from 'vscode';
import type { Root } from './protocol.ts';

/** The folders of the window, and the way between their files and the engine's paths. */
export interface Roots {
  readonly all: readonly Root[];
  /** @returns the engine's path, or null for what is in no folder of the window. */
  file(uri: vscode.Uri): string | null;
  /** @returns the file's address, or null for a path that leaves the workspace. */
  uri(file: string): vscode.Uri | null;
  readonly folders: readonly vscode.WorkspaceFolder[];
}

/** The folders as they are now. The disk is read by the worker only where every folder is on it. */
export function currentRoots(workerReadsDisk: boolean): Roots {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const prefixes = uniquePrefixes(folders.map((folder) => folder.name));
  const onDisk = workerReadsDisk && folders.every((folder) => folder.uri.scheme === 'file');
  return {
    folders,
    all: folders.map((folder, index) => ({ prefix: prefixes[index] ?? '', path: onDisk ? folder.uri.fsPath : null })),
    file: (uri) => {
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      const index = folder ? folders.findIndex((one) => one.uri.toString() === folder.uri.toString()) : -1;
      if (!folder || index < 0) return null;
      const path = uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
      return prefixes[index] === '' ? path : `${prefixes[index]}/${path}`;
    },
    uri: (file) => {
      const index = prefixes.findIndex((prefix) => prefix === '' || file.startsWith(`${prefix}/`));
      const folder = folders[index];
      const prefix = prefixes[index];
      if (!folder || prefix === undefined || file.split('/').includes('..')) return null;
      return vscode.Uri.joinPath(folder.uri, prefix === '' ? file : file.slice(prefix.length + 1));
    },
  };
}

/** One folder has no prefix; folders of the same name are counted. */
function uniquePrefixes(names: readonly string[]): string[] {
  if (names.length < 2) return names.map(() => '');
  return names.map((name, index) => {
    const earlier = names.slice(0, index).filter((other) => other === name).length;
    const safe = name.replaceAll('/', '-');
    return earlier === 0 ? safe : `${safe}~${earlier + 1}`;
  });
}
