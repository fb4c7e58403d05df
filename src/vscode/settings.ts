import * as vscode from 'vscode';
import type { LensName } from '../engine/views.ts';
import type { Ask } from './worker/protocol.ts';

export type CodeLensMode = 'row' | 'next' | 'off';

/** Which lenses of a file are shown. */
export interface LensSettings {
  readonly mode: CodeLensMode;
  readonly off: ReadonlySet<LensName>;
}

/** @returns the lens settings that hold for a file. */
export function lensSettings(file: vscode.Uri): LensSettings {
  const settings = vscode.workspace.getConfiguration('pipelineCoach', file);
  const switches = Object.entries(settings.get<Record<string, boolean>>('lenses', {}));
  return {
    mode: settings.get<CodeLensMode>('codeLens', 'row'),
    off: new Set(switches.flatMap(([lens, on]) => (on ? [] : [lens as LensName]))),
  };
}

/** @returns whether unchanged code is asked in full words too. */
export function asked(): Ask {
  return vscode.workspace.getConfiguration('pipelineCoach').get<Ask>('ask', 'changed');
}

/** @returns whether a surface that can be switched off is on for a file. */
export function switchedOn(surface: 'hover' | 'statusBar', file: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('pipelineCoach', file).get<boolean>(surface, true);
}

/** @returns whether open questions of a file are shown among its problems. */
export function diagnosticsOn(file: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('pipelineCoach', file).get<boolean>('diagnostics', false);
}
