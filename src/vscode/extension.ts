import * as vscode from 'vscode';
import { registerCodeActions } from './beside/codeActions.ts';
import { registerCodeLens } from './beside/codeLens.ts';
import { registerCompletion } from './beside/completion.ts';
import { registerDiagnostics } from './beside/diagnostics.ts';
import { registerHover } from './beside/hover.ts';
import { createNotice } from './beside/notice.ts';
import { registerStatusBar } from './beside/statusBar.ts';
import { registerTeamFileProblems } from './beside/teamFileProblems.ts';
import { watchGit } from './gitChanges.ts';
import { registerLateCommands } from './lateCommands.ts';
import { registerNavigation } from './navigation.ts';
import { openPersonal } from './personal.ts';
import type { Surroundings } from './surface.ts';
import { createEngine } from './worker/engineHost.ts';
import type { ThreadPlatform } from './worker/thread.ts';

/** Registers every surface; the engine starts when the first one asks it something. */
export function activateOn(platform: ThreadPlatform, context: vscode.ExtensionContext): void {
  const { subscriptions, extensionUri, workspaceState, globalStorageUri: storageUri } = context;
  const log = vscode.window.createOutputChannel('Pipeline Coach', { log: true });
  const personal = openPersonal(workspaceState);
  const git = watchGit(log);
  const engine = createEngine(extensionUri, platform, log, personal, git);
  const notice = createNotice();
  const surroundings: Surroundings = { engine, log, extensionUri, storageUri, personal, notice: notice.show };
  subscriptions.push(
    log,
    personal,
    git,
    engine,
    notice,
    registerNavigation(surroundings),
    registerCodeLens(surroundings),
    registerCodeActions(surroundings),
    registerHover(surroundings),
    registerCompletion(surroundings),
    registerStatusBar(surroundings),
    registerTeamFileProblems(surroundings),
    registerDiagnostics(surroundings, git),
    registerLateCommands(surroundings, () => platform.load(extensionUri, 'commands.js')),
  );
}
