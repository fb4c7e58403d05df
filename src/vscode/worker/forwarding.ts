import * as vscode from 'vscode';
import type { OpenText, ToWorker } from './protocol.ts';
import type { Roots } from './roots.ts';

/** Texts that the engine can read; others are not sent. */
const readable = /(\.(py|pyi|sql|ya?ml|md|toml|cfg|ini|txt|json|csv)|\.airflowignore|\.dbtignore|CODEOWNERS|Dockerfile[^/]*)$/i;
/** Folders of tools; the last two are what dbt writes on every run. */
const neverRead = /(^|\/)(\.git|\.hg|\.svn|node_modules|__pycache__|\.venv|venv|site-packages|target\/compiled|target\/run)(\/|$)/;

/** Larger texts are left to the disk, where the engine says that they are too large. In characters. */
const largestText = 10_000_000;

/** In milliseconds: how long typing may go on before the text is sent, and how long file events are collected. */
const textDelay = 80;
const fileDelay = 200;

/** What sends open editors and file events to the worker. */
export interface Forwarding extends vscode.Disposable {
  /** Sends texts that wait, so that the next message finds the worker up to date. */
  flush(): void;
}

/** @returns the texts of the open editors, the one in front first. */
export function openTexts(roots: Roots): OpenText[] {
  const front = vscode.window.activeTextEditor?.document;
  const documents = [...vscode.workspace.textDocuments].sort((a, b) => Number(b === front) - Number(a === front));
  return documents.flatMap((document) => {
    const file = readableFile(roots, document.uri);
    const text = file === null ? '' : document.getText();
    return file === null || text.length > largestText ? [] : [{ file, text }];
  });
}

/** Sends every later change of an editor or a file. */
export function startForwarding(roots: Roots, post: (message: ToWorker) => void): Forwarding {
  const texts = forwardTexts(roots, post);
  const files = forwardFiles(roots, post);
  return {
    flush: texts.flush,
    dispose: () => {
      texts.dispose();
      files.dispose();
    },
  };
}

function forwardTexts(roots: Roots, post: (message: ToWorker) => void): Forwarding {
  const waiting = new Map<string, vscode.TextDocument>();
  const tooLarge = new WeakSet<vscode.TextDocument>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const [file, document] of waiting) {
      const text = document.getText();
      if (text.length > largestText) tooLarge.add(document);
      else post({ type: 'open', file, text });
    }
    waiting.clear();
  };
  const send = (document: vscode.TextDocument) => {
    const file = readableFile(roots, document.uri);
    if (file === null || tooLarge.has(document)) return;
    waiting.set(file, document);
    timer ??= setTimeout(flush, textDelay);
  };
  const close = (document: vscode.TextDocument) => {
    const file = readableFile(roots, document.uri);
    if (file === null) return;
    waiting.delete(file);
    post({ type: 'close', file });
  };
  const events = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(send),
    vscode.workspace.onDidChangeTextDocument((event) => event.contentChanges.length > 0 && send(event.document)),
    vscode.workspace.onDidCloseTextDocument(close),
  );
  return {
    flush,
    dispose: () => {
      clearTimeout(timer);
      events.dispose();
    },
  };
}

/** A name without a known ending that comes or goes may be a folder, whose files are not announced one by one. */
function forwardFiles(roots: Roots, post: (message: ToWorker) => void): vscode.Disposable {
  const waiting = new Set<string>();
  const changed = new Map<string, string>();
  let folders = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    timer = undefined;
    // What an editor shows wins over the disk anyway, and every save would be announced.
    for (const { uri } of changed.size > 0 ? vscode.workspace.textDocuments : []) changed.delete(uri.toString());
    const nothing = changed.size === 0 && waiting.size === 0 && !folders;
    if (!nothing) post({ type: 'changed', files: [...new Set([...waiting, ...changed.values()])] });
    waiting.clear();
    changed.clear();
    folders = false;
  };
  const send = (uri: vscode.Uri, isThere: boolean) => {
    const file = roots.file(uri);
    if (file === null || neverRead.test(file)) return;
    if (!readable.test(file)) {
      if (isThere || /\.\w+$/.test(file)) return;
      folders = true;
    } else if (isThere) changed.set(uri.toString(), file);
    else waiting.add(file);
    timer ??= setTimeout(flush, fileDelay);
  };
  const watchers = roots.folders.map((folder) => {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '**/*'));
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate((uri) => send(uri, false)),
      watcher.onDidDelete((uri) => send(uri, false)),
      watcher.onDidChange((uri) => send(uri, true)),
    );
  });
  return vscode.Disposable.from(...watchers, { dispose: () => clearTimeout(timer) });
}

function readableFile(roots: Roots, uri: vscode.Uri): string | null {
  return readable.test(uri.path) ? roots.file(uri) : null;
}
