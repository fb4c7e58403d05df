import * as vscode from 'vscode';

/** Registers a file system that exists in memory only, and returns the address of its root. */
export const memoryFiles = (scheme: string, texts: Readonly<Record<string, string>>): vscode.Uri => {
  const files = new Map(Object.entries(texts).map(([path, text]) => [`/${path}`, new TextEncoder().encode(text)]));
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const isFolder = (path: string): boolean => path === '/' || [...files.keys()].some((file) => file.startsWith(`${path}/`));
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => ({ dispose: () => undefined }),
    stat: ({ path }) => {
      const size = files.get(path)?.length;
      if (size === undefined && !isFolder(path)) throw vscode.FileSystemError.FileNotFound(path);
      return { type: size === undefined ? vscode.FileType.Directory : vscode.FileType.File, ctime: 0, mtime: 0, size: size ?? 0 };
    },
    readDirectory: ({ path }) => {
      const folder = path === '/' ? '/' : `${path}/`;
      const names = new Set(
        [...files.keys()].flatMap((file) => (file.startsWith(folder) ? (file.slice(folder.length).split('/')[0] ?? []) : [])),
      );
      return [...names].map((name) => [name, files.has(folder + name) ? vscode.FileType.File : vscode.FileType.Directory]);
    },
    readFile: ({ path }) => {
      const bytes = files.get(path);
      if (!bytes) throw vscode.FileSystemError.FileNotFound(path);
      return bytes;
    },
    writeFile: (uri, bytes) => {
      const type = files.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
      files.set(uri.path, Uint8Array.from(bytes));
      changed.fire([{ type, uri }]);
    },
    createDirectory: () => undefined,
    delete: ({ path }) => {
      files.delete(path);
    },
    rename: () => {
      throw vscode.FileSystemError.NoPermissions();
    },
  };
  vscode.workspace.registerFileSystemProvider(scheme, provider, { isCaseSensitive: true });
  return vscode.Uri.from({ scheme, path: '/' });
};
