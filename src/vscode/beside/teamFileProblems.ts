import * as vscode from 'vscode';
import type { ProblemView } from '../../engine/views.ts';
import { guard } from '../guard.ts';
import type { Surroundings } from '../surface.ts';

/** Says in the team file what is wrong with it, while the last good one stays in force. Never an error: nothing is broken that runs. */
export function registerTeamFileProblems({ engine, log }: Surroundings): vscode.Disposable {
  const shown = vscode.languages.createDiagnosticCollection('pipelineCoach');
  const guarded = guard<readonly ProblemView[]>('team file', [], log);

  const update = async () => {
    const problems = await guarded('team file', () => engine.call('teamFileErrors', []));
    shown.clear();
    for (const file of new Set(problems.map((problem) => problem.file))) {
      const uri = engine.roots.uri(file);
      if (uri) {
        shown.set(uri, problems.filter((problem) => problem.file === file).map(diagnosticOf));
      }
    }
  };
  return vscode.Disposable.from(
    shown,
    engine.onDidUpdate(() => void update()),
  );
}

function diagnosticOf({ line, message }: ProblemView): vscode.Diagnostic {
  const range = new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER);
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
  diagnostic.source = 'Pipeline Coach';
  return diagnostic;
}
