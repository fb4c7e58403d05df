import * as vscode from 'vscode';
import type { Commands } from './commands.ts';
import { checklistViewType, command, type Surroundings } from './surface.ts';

/** Commands that the entry has itself, because links of a hover lead to them. */
const early: readonly string[] = [command.open];

/** Stands in for every command of the second bundle until the first is called, which loads them all. */
export function registerLateCommands(surroundings: Surroundings, load: () => Promise<unknown>): vscode.Disposable {
  let loading: Promise<Commands> | undefined;
  let ended = false;

  const loadAll = async (): Promise<Commands> => {
    const { registerCommands } = (await load()) as typeof import('./commands.ts');
    if (ended) throw new vscode.CancellationError();
    standIns.dispose();
    return registerCommands(surroundings);
  };
  const loaded = (): Promise<Commands> => {
    loading ??= loadAll();
    return loading;
  };
  const standIns = vscode.Disposable.from(
    ...Object.values(command)
      .filter((id) => !early.includes(id))
      .map((id) =>
        vscode.commands.registerCommand(id, async (...args: unknown[]) => {
          await loaded();
          return vscode.commands.executeCommand(id, ...args);
        }),
      ),
  );
  const restoring = vscode.window.registerWebviewPanelSerializer(checklistViewType, {
    deserializeWebviewPanel: async (panel, state: unknown) => (await loaded()).checklist.restore(panel, state),
  });
  return {
    dispose: () => {
      ended = true;
      standIns.dispose();
      restoring.dispose();
      void loading?.then((commands) => commands.dispose());
    },
  };
}
