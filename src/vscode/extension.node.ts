import type * as vscode from 'vscode';
import { activateOn } from './extension.ts';
import { nodeThread } from './worker/thread.node.ts';

/** The entry on the desktop and on remote machines. */
export function activate(context: vscode.ExtensionContext): void {
  activateOn(nodeThread, context);
}
