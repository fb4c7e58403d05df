import * as vscode from 'vscode';
import type { ChecklistAction, ChecklistView } from './checklistView.ts';
import type { PictureView } from './pictureView.ts';

/** What the page remembers across a reload of the window. */
export interface PanelState {
  readonly key: string | null;
  readonly pinned: boolean;
}

/** What the panel gives the page. */
export interface PageContent extends PanelState {
  readonly type: 'show';
  readonly view: ChecklistView | null;
  readonly picture: PictureView | null;
}

/** The files that stand in the page. */
export interface PageParts {
  readonly style: string;
  readonly picture: string;
  readonly script: string;
}

/** Reads them from the extension's `media`. A page that names files asks the editor for them, which takes longer and, beside other panels in a browser, may end in no answer. */
export async function readPageParts(media: vscode.Uri): Promise<PageParts> {
  const read = async (name: string) => new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(media, name)));
  const [style, picture, script] = await Promise.all([read('checklist.css'), read('picture.js'), read('checklist.js')]);
  return { style, picture, script };
}

/** @returns the page of the checklist, which its script fills: with `first` where it is made, and with what it is told. Nothing else may load. */
export function checklistPage({ style, picture, script }: PageParts, first: PageContent | null): string {
  const nonce = makeNonce();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${vscode.l10n.t('Readiness Checklist')}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main id="checklist"><p>${vscode.l10n.t('Reading the workspace…')}</p></main>
<p id="live" role="status" aria-live="polite"></p>
<script nonce="${nonce}">${picture}</script>
<script nonce="${nonce}" data-words="${attribute(JSON.stringify(words()))}" data-first="${attribute(JSON.stringify(first))}">${script}</script>
</body>
</html>`;
}

/** The words of the page itself; everything else arrives with the checklist. */
function words(): Readonly<Record<string, string>> {
  return {
    ...({ answer: vscode.l10n.t('Answer'), decide: vscode.l10n.t('Waive…') } satisfies Readonly<Record<ChecklistAction, string>>),
    explain: vscode.l10n.t('Why?'),
    pin: vscode.l10n.t('Pin'),
    pinned: vscode.l10n.t('Pinned'),
    pinTitle: vscode.l10n.t('Keep this resource instead of following the cursor'),
    copy: vscode.l10n.t('Copy as Markdown'),
    incident: vscode.l10n.t('It has failed…'),
    incidentTitle: vscode.l10n.t('Draft the first words for those who use it; nothing is sent'),
    drop: vscode.l10n.t('Done'),
    next: vscode.l10n.t('next'),
    aside: vscode.l10n.t('Does not arise here ({0})'),
    alone: vscode.l10n.t('Nothing in this workspace feeds, reads or runs it.'),
    nothing: vscode.l10n.t('Put the cursor into a model, a source or a DAG.'),
  };
}

function makeNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
