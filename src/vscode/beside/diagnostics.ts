import * as vscode from 'vscode';
import type { AnchorView, AnswerView, ProblemView, ResourceView } from '../../engine/views.ts';
import { openAnswers } from '../checklist/checklistView.ts';
import type { GitChanges } from '../gitChanges.ts';
import { guard } from '../guard.ts';
import { asked, diagnosticsOn } from '../settings.ts';
import { resourceFiles, type Surroundings } from '../surface.ts';

/** In milliseconds: how long typing rests before what is shown is looked at again. */
const rest = 400;

const severities = {
  off: vscode.DiagnosticSeverity.Hint,
  hint: vscode.DiagnosticSeverity.Hint,
  info: vscode.DiagnosticSeverity.Information,
  warning: vscode.DiagnosticSeverity.Warning,
} as const;

/** Open questions on the names of resources, for those who want them there: of each the one that comes next, and those that the team raised above a hint; and waivers that come to nothing. Never an error. */
export function registerDiagnostics({ engine, log, extensionUri }: Surroundings, git: GitChanges): vscode.Disposable {
  const shown = vscode.languages.createDiagnosticCollection('pipelineCoachQuestions');
  const guarded = guard<readonly vscode.Diagnostic[]>('diagnostics', [], log);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isWanted = (document: vscode.TextDocument) => {
    const changed = asked() === 'all' || git.files?.some((uri) => uri.toString() === document.uri.toString());
    return changed && diagnosticsOn(document.uri) && vscode.languages.match(resourceFiles, document) > 0;
  };
  const update = async () => {
    const documents = vscode.window.visibleTextEditors.map(({ document }) => document);
    const wanted = new Set(documents.filter(isWanted));
    shown.forEach((uri) => {
      if (![...wanted].some((document) => document.uri.toString() === uri.toString())) shown.delete(uri);
    });
    for (const document of wanted) {
      const file = engine.roots.file(document.uri);
      if (file === null) continue;
      shown.set(document.uri, await guarded(file, () => inFile(document, file)));
    }
  };
  const inFile = async (document: vscode.TextDocument, file: string): Promise<readonly vscode.Diagnostic[]> => {
    const [anchors, idle] = await Promise.all([engine.call('anchors', [file]), engine.call('idleSay', [file])]);
    const all = await Promise.all(
      anchors.map(async (anchor) => {
        const resource = await engine.call('resourceAt', [file, anchor.from]);
        return resource === null ? [] : diagnosticsOf(document, anchor, resource, extensionUri);
      }),
    );
    return [...all.flat(), ...idle.map(idleDiagnostic)];
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(), rest);
  };

  later();
  return vscode.Disposable.from(
    shown,
    { dispose: () => clearTimeout(timer) },
    engine.onDidUpdate(later),
    git.onDidChange(later),
    vscode.window.onDidChangeVisibleTextEditors(later),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (['diagnostics', 'ask'].some((setting) => event.affectsConfiguration(`pipelineCoach.${setting}`))) later();
    }),
  );
}

function idleDiagnostic({ line, message }: ProblemView): vscode.Diagnostic {
  const range = new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER);
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Hint);
  diagnostic.source = 'Pipeline Coach';
  return diagnostic;
}

function diagnosticsOf(
  document: vscode.TextDocument,
  { from, to }: AnchorView,
  resource: ResourceView,
  extensionUri: vscode.Uri,
): vscode.Diagnostic[] {
  const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
  return openAnswers(resource)
    .filter(({ id, severity }) => id === resource.next || severity === 'info' || severity === 'warning')
    .map((answer) => diagnosticOf(range, answer, extensionUri));
}

function diagnosticOf(
  range: vscode.Range,
  { id, question, reason, group, severity }: AnswerView,
  extensionUri: vscode.Uri,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, reason === null ? question : `${question} ${reason}`, severities[severity]);
  diagnostic.source = 'Pipeline Coach';
  // The team's own questions have no page.
  const page = vscode.Uri.joinPath(extensionUri, 'docs', 'questions', `${id}.md`);
  diagnostic.code = group === 'growth' ? id : { value: id, target: page };
  return diagnostic;
}
