import type * as vscode from 'vscode';
import { activateOn } from './extension.ts';
import { webThread } from './worker/thread.web.ts';

/** The entry in a browser. */
export function activate(context: vscode.ExtensionContext): void {
  activateOn(webThread, context);
}
