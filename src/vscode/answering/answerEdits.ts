import * as vscode from 'vscode';
import type { Edit } from '../../engine/model.ts';
import type { EditResult, LinkView, ManyEdits } from '../../engine/views.ts';
import { openLink } from '../navigation.ts';
import type { Surroundings } from '../surface.ts';
import type { Engine } from '../worker/engineHost.ts';
import { hasGap, stopsOf, withStops } from './gaps.ts';

type Edits = Extract<EditResult, { readonly edits: unknown }>;

/** How often the edits are computed again when a text changed in between. */
const attempts = 4;

/** Makes edits in the texts as they are now, in one undo step per file. @returns what was written, or why nothing was. */
export async function writeEdits(engine: Engine, compute: () => Promise<EditResult>): Promise<EditResult> {
  const result = await editsOfOpenTexts(engine, compute);
  return 'refused' in result ? result : makeEdits(engine, result);
}

async function makeEdits(engine: Engine, result: Edits): Promise<EditResult> {
  const change = new vscode.WorkspaceEdit();
  for (const edit of result.edits) await addEdit(engine, change, edit);
  return refusedUnless(await vscode.workspace.applyEdit(change), result);
}

/** As `writeEdits`, and where something is left to be filled in, the cursor goes there. */
export async function writeToFillIn(engine: Engine, compute: () => Promise<EditResult>): Promise<EditResult> {
  const result = await editsOfOpenTexts(engine, compute);
  if ('refused' in result) return result;
  const [first] = result.edits;
  const isOne = first && result.edits.every(({ file }) => file === first.file);
  if (!isOne || !hasGap(result.edits)) return makeEdits(engine, result);
  return first.create ? makeAndFillIn(engine, result, first.file) : fillIn(engine, compute, first.file);
}

async function makeAndFillIn(engine: Engine, result: Edits, file: string): Promise<EditResult> {
  const made = await makeEdits(engine, result);
  if ('refused' in made) return made;
  const document = await openDocument(engine, file);
  await vscode.window.showTextDocument(document, { preview: false });
  await applyStops(document, stopsOf(document));
  return made;
}

/** Stops need the editor in front: without it they would be mere text. The text may change while it comes there. */
async function fillIn(engine: Engine, compute: () => Promise<EditResult>, file: string): Promise<EditResult> {
  const document = await openDocument(engine, file);
  await vscode.window.showTextDocument(document, { preview: false });
  const result = await editsOfOpenTexts(engine, compute);
  if ('refused' in result) return result;
  if (result.edits.some((edit) => edit.file !== file || edit.create)) return makeEdits(engine, result);
  return refusedUnless(await applyStops(document, withStops(document, result.edits)), result);
}

function applyStops(document: vscode.TextDocument, stops: vscode.SnippetTextEdit[]): Thenable<boolean> {
  const change = new vscode.WorkspaceEdit();
  change.set(document.uri, stops);
  return vscode.workspace.applyEdit(change);
}

function refusedUnless(written: boolean, result: EditResult): EditResult {
  return written ? result : { refused: vscode.l10n.t('The editor refused the change.') };
}

/** Says where it was written. The cursor stays where it is, unless something is left to be completed. */
export async function showWritten({ engine, notice }: Surroundings, result: EditResult, completed: boolean): Promise<void> {
  const edit = 'edits' in result ? result.edits[0] : undefined;
  if (!edit) return;
  const link = await writtenStretch(engine, edit);
  if (completed) return openLink(engine, link);
  const front = vscode.window.activeTextEditor?.document.uri.toString();
  if (engine.roots.uri(edit.file)?.toString() !== front) {
    notice(
      edit.create ? vscode.l10n.t('Written to the new file {0}', edit.file) : vscode.l10n.t('Written to {0}, not saved yet', edit.file),
      link,
    );
  }
}

/** Shows all changes in the editor's own preview, where each can be left out, before they are made. @returns whether they were. */
export async function previewMany(
  engine: Engine,
  compute: () => Promise<ManyEdits>,
  title: string,
): Promise<ManyEdits | { readonly refused: string }> {
  const result = await editsOfOpenTexts(engine, compute);
  if ('edits' in result && result.edits.length > 0) {
    const change = new vscode.WorkspaceEdit();
    for (const edit of result.edits) await addEdit(engine, change, edit, { needsConfirmation: false, label: title });
    await askFirst(engine, change, result, title);
    sayLeft(result);
    if (!(await vscode.workspace.applyEdit(change, { isRefactoring: true }))) return { refused: vscode.l10n.t('The change was left.') };
  }
  return result;
}

/** Says what is left as it is while the preview stands there, which shows the place and not the reason (VS Code 1.100). */
export function sayLeft({ refused }: ManyEdits): void {
  const [first] = refused;
  if (!first) return;
  const words = vscode.l10n.t('{0} could not be changed. {1}: {2}', refused.length, first.name, first.reason);
  void vscode.window.showWarningMessage(words);
}

/**
 * The editor shows its preview where something has to be confirmed, and leaves exactly that unticked (VS Code 1.100): an edit of
 * nothing asks for the preview, so that all others are ticked. What is left as it is stands there with its reason, and asks for it too.
 */
async function askFirst(engine: Engine, change: vscode.WorkspaceEdit, { edits, refused }: ManyEdits, title: string): Promise<void> {
  const left = refused.flatMap(({ span, reason }) => (span ? [{ ...span, reason }] : []));
  for (const { reason, file, from } of left) {
    const shown = { needsConfirmation: true, label: vscode.l10n.t('Left as it is'), description: reason };
    await addEdit(engine, change, { file, from, to: from, text: '', create: false }, shown);
  }
  if (left.length > 0) return;
  const [first] = edits;
  const there = edits.find((edit) => !edit.create);
  const confirmed = { needsConfirmation: true, label: title, description: vscode.l10n.t('shows this preview, and changes nothing') };
  if (there) await addEdit(engine, change, { ...there, to: there.from, text: '' }, confirmed);
  else if (first) change.insert(addressOf(engine, first.file), new vscode.Position(0, 0), '', confirmed);
}

/** @returns the stretch that an edit has become once it is applied, without the white space around it. */
async function writtenStretch(engine: Engine, edit: Edit): Promise<LinkView> {
  const document = await openDocument(engine, edit.file);
  const written = edit.text.trim();
  const from = edit.from + edit.text.indexOf(written);
  const start = document.positionAt(from);
  return { file: edit.file, line: start.line + 1, column: start.character + 1, from, to: from + written.length, route: '' };
}

/**
 * Edits that hold for the open documents: their files are opened first, so that the engine and the editor count in the
 * same text, and they are computed again where a text has changed meanwhile.
 */
async function editsOfOpenTexts<R extends EditResult | ManyEdits>(
  engine: Engine,
  compute: () => Promise<R>,
): Promise<R | { readonly refused: string }> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = openVersions();
    const result = await compute();
    if (!('edits' in result)) return result;
    const now = openVersions();
    const stale = result.edits.filter((edit) => {
      const address = engine.roots.uri(edit.file)?.toString() ?? '';
      return !edit.create && (!before.has(address) || before.get(address) !== now.get(address));
    });
    if (stale.length === 0) return result;
    await Promise.all(stale.map((edit) => openDocument(engine, edit.file)));
  }
  return { refused: vscode.l10n.t('The file keeps changing. Try again in a moment.') };
}

function openVersions(): Map<string, number> {
  return new Map(vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document.version]));
}

async function addEdit(engine: Engine, change: vscode.WorkspaceEdit, edit: Edit, shown?: vscode.WorkspaceEditEntryMetadata): Promise<void> {
  const uri = addressOf(engine, edit.file);
  if (edit.create) {
    change.createFile(uri, { contents: new TextEncoder().encode(edit.text), ignoreIfExists: false, overwrite: false }, shown);
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  change.replace(uri, new vscode.Range(document.positionAt(edit.from), document.positionAt(edit.to)), edit.text, shown);
}

async function openDocument(engine: Engine, file: string): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(addressOf(engine, file));
}

function addressOf(engine: Engine, file: string): vscode.Uri {
  const uri = engine.roots.uri(file);
  if (!uri) throw new Error(`${file} is in no folder of the window`);
  return uri;
}
