import * as vscode from 'vscode';
import type { ChecklistAction } from './checklistView.ts';

/** @returns the empty page of the checklist; its script fills it. Nothing but the extension's own files may load. */
export function checklistPage(webview: vscode.Webview, media: vscode.Uri): string {
  const nonce = makeNonce();
  const script = webview.asWebviewUri(vscode.Uri.joinPath(media, 'checklist.js'));
  const picture = webview.asWebviewUri(vscode.Uri.joinPath(media, 'picture.js'));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(media, 'checklist.css'));
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${vscode.l10n.t('Readiness Checklist')}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<main id="checklist"><p>${vscode.l10n.t('Reading the workspace…')}</p></main>
<p id="live" role="status" aria-live="polite"></p>
<script nonce="${nonce}" src="${picture}"></script>
<script nonce="${nonce}" src="${script}" data-words="${attribute(JSON.stringify(words()))}"></script>
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
