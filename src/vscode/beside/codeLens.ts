import * as vscode from 'vscode';
import type { AnchorView, LensName, LensView, RowView } from '../../engine/views.ts';
import { plainLabel } from '../escaping.ts';
import { guard } from '../guard.ts';
import { type LensSettings, lensSettings } from '../settings.ts';
import { command, resourceFiles, type Surroundings } from '../surface.ts';

const order: readonly LensName[] = ['consumers', 'failure', 'owner', 'readiness'];

/** What a click on a lens is about. */
export interface LensClick {
  readonly key: string;
  readonly lens: LensName;
  readonly question: string | null;
}

class RowLens extends vscode.CodeLens {
  readonly anchor: AnchorView;
  readonly lens: LensName;
  readonly row: () => Promise<RowView>;

  constructor(range: vscode.Range, anchor: AnchorView, lens: LensName, row: () => Promise<RowView>) {
    super(range);
    this.anchor = anchor;
    this.lens = lens;
    this.row = row;
  }
}

/** The row of lenses. Its ranges come from the text at once, its titles when a lens is looked at. */
export function registerCodeLens({ engine, log }: Surroundings): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const guardedLenses = guard<vscode.CodeLens[]>('lenses', [], log);
  const guardedTitle = guard<vscode.Command>('lens', { title: '', command: '' }, log);

  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document, token) => {
      const settings = lensSettings(document.uri);
      const file = engine.roots.file(document.uri);
      if (settings.mode === 'off' || file === null) return [];
      return guardedLenses(document.uri.toString(), async () => {
        const anchors = await engine.call('anchors', [file], token);
        return anchors.flatMap((anchor) => lensesAt(document, anchor, settings, () => engine.call('row', [anchor])));
      });
    },
    resolveCodeLens: async (lens) => {
      if (!(lens instanceof RowLens)) return lens;
      const { file, name } = lens.anchor;
      lens.command = await guardedTitle(`${file} ${name} ${lens.lens}`, async () => commandOf(await lens.row(), lens.lens));
      return lens;
    },
  };
  return vscode.Disposable.from(
    changed,
    engine.onDidUpdate((lenses) => lenses && changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (['codeLens', 'lenses'].some((setting) => event.affectsConfiguration(`pipelineCoach.${setting}`))) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(resourceFiles, provider),
  );
}

function lensesAt(document: vscode.TextDocument, anchor: AnchorView, settings: LensSettings, ask: () => Promise<RowView>): RowLens[] {
  let row: Promise<RowView> | undefined;
  const once = () => {
    row ??= ask();
    return row;
  };
  const range = lineRange(document, anchor);
  return order
    .filter((lens) => lens === 'readiness' || (anchor.lenses === 'row' && settings.mode === 'row'))
    .filter((lens) => !settings.off.has(lens))
    .map((lens) => new RowLens(range, anchor, lens, once));
}

/** Lenses of the editor span one line. */
function lineRange(document: vscode.TextDocument, anchor: AnchorView): vscode.Range {
  const start = document.positionAt(anchor.from);
  const end = document.positionAt(anchor.to);
  return new vscode.Range(start, end.line === start.line ? end : document.lineAt(start.line).range.end);
}

function commandOf(row: RowView, name: LensName): vscode.Command {
  const lens = row.lenses.find((one) => one.lens === name);
  if (!lens) return { title: '–', command: '' };
  const title = plainLabel(lens.title);
  if (row.key === null) return { title, command: '' };
  return { title, tooltip: tooltipOf(lens), command: command.lens, arguments: [{ key: row.key, lens: name, question: lens.question }] };
}

function tooltipOf(lens: LensView): string {
  if (lens.lens === 'readiness') return vscode.l10n.t('Open the readiness checklist');
  return lens.open ? vscode.l10n.t('Answer this question') : vscode.l10n.t('Show how this is known, and what can be changed');
}
