import * as vscode from 'vscode';
import type { ResourceView } from '../../engine/views.ts';
import { plainLabel } from '../escaping.ts';
import { guard } from '../guard.ts';
import { switchedOn } from '../settings.ts';
import { command, resourceFiles, type Surroundings } from '../surface.ts';

/** In milliseconds: how long the cursor rests before the item follows it. */
const rest = 150;

/** What is open for the resource at the cursor; a click opens the checklist. */
export function registerStatusBar({ engine, log }: Surroundings): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('pipelineCoach.readiness', vscode.StatusBarAlignment.Right, 100);
  item.name = vscode.l10n.t('Pipeline Coach: readiness');
  const guarded = guard<ResourceView | null>('status bar', null, log);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const update = async () => {
    const editor = vscode.window.activeTextEditor;
    const resource = editor ? await resourceOf(editor) : null;
    if (editor !== vscode.window.activeTextEditor) return;
    if (resource) show(item, resource);
    else item.hide();
  };
  const resourceOf = async (editor: vscode.TextEditor) => {
    const { document, selection } = editor;
    const file = engine.roots.file(document.uri);
    if (file === null || vscode.languages.match(resourceFiles, document) === 0 || !switchedOn('statusBar', document.uri)) return null;
    return guarded(file, () => engine.call('resourceAt', [file, document.offsetAt(selection.active)]));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(), rest);
  };

  later();
  return vscode.Disposable.from(
    item,
    { dispose: () => clearTimeout(timer) },
    engine.onDidUpdate(later),
    vscode.window.onDidChangeActiveTextEditor(later),
    vscode.window.onDidChangeTextEditorSelection(later),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('pipelineCoach.statusBar') && later()),
  );
}

function show(item: vscode.StatusBarItem, resource: ResourceView): void {
  const open = resource.open + resource.weak;
  item.text = open === 0 ? `$(pass) ${vscode.l10n.t('nothing open')}` : `$(question) ${vscode.l10n.t('{0} open', open)}`;
  item.command = { command: command.checklist, title: item.name ?? '', arguments: [resource.key] };
  item.tooltip = vscode.l10n.t('{0}: open the readiness checklist', plainLabel(resource.name));
  item.accessibilityInformation = { label: `${resource.name}: ${vscode.l10n.t('{0} open', open)}`, role: 'button' };
  item.show();
}
