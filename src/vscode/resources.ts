import * as vscode from 'vscode';
import type { ResourceView } from '../engine/views.ts';
import { plainLabel } from './escaping.ts';
import type { Engine } from './worker/engineHost.ts';

/** Waits until the workspace has been read; the window says so meanwhile. */
export async function whenLoaded(engine: Engine): Promise<void> {
  const title = vscode.l10n.t('Pipeline Coach: reading the workspace');
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async (progress) => {
    const counted = engine.onDidProgress(({ done, all }) => progress.report({ message: vscode.l10n.t('{0} of {1} files', done, all) }));
    await engine.call('loaded', []).finally(() => counted.dispose());
  });
}

/** @returns the resource at the cursor, or null. */
export async function resourceAtCursor(engine: Engine): Promise<ResourceView | null> {
  const editor = vscode.window.activeTextEditor;
  return editor ? resourceIn(engine, editor) : null;
}

/** The same where a panel has the focus: of the first text in sight that has one. */
export async function resourceInSight(engine: Engine): Promise<ResourceView | null> {
  for (const editor of vscode.window.visibleTextEditors) {
    const resource = await resourceIn(engine, editor);
    if (resource) return resource;
  }
  return null;
}

async function resourceIn(engine: Engine, { document, selection }: vscode.TextEditor): Promise<ResourceView | null> {
  const file = engine.roots.file(document.uri);
  return file === null ? null : engine.call('resourceAt', [file, document.offsetAt(selection.active)]);
}

/** @returns the resource of that key, else the one at the cursor, else the one that the user picks; null where they leave. */
export async function chooseResource(engine: Engine, title: string, key?: unknown): Promise<ResourceView | null> {
  await whenLoaded(engine);
  const named = typeof key === 'string' ? await engine.call('resource', [key]) : null;
  return named ?? (await resourceAtCursor(engine)) ?? (await pickResource(engine, title));
}

async function pickResource(engine: Engine, title: string): Promise<ResourceView | null> {
  const names = await engine.call('resourceNames', []);
  const items = names.map(({ key, name, kind, file }) => ({
    key,
    label: plainLabel(name),
    description: kind.replaceAll('_', ' '),
    detail: plainLabel(file),
  }));
  const placeHolder =
    items.length > 0 ? vscode.l10n.t('A model, source or DAG') : vscode.l10n.t('No dbt project and no DAG was found in this window');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true, matchOnDetail: true });
  return chosen ? engine.call('resource', [chosen.key]) : null;
}
