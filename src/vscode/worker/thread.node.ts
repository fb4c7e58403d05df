import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { FromWorker } from './protocol.ts';
import type { ThreadPlatform } from './thread.ts';

/** A thread of Node's, on the desktop and on remote machines. */
export const nodeThread: ThreadPlatform = {
  readsDisk: true,
  start: async (extensionUri, events) => {
    const worker = new Worker(vscode.Uri.joinPath(extensionUri, 'dist', 'worker.js').fsPath, { name: 'pipeline-coach' });
    let stopped = false;
    const end = (reason: string) => {
      if (!stopped) events.ended(reason);
      stopped = true;
    };
    worker.on('message', (message: FromWorker) => events.message(message));
    worker.on('error', (error) => end(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    worker.on('exit', (code) => end(`exit code ${code}`));
    return {
      post: (message) => worker.postMessage(message),
      stop: () => {
        stopped = true;
        void worker.terminate();
      },
    };
  },
  load: async (extensionUri, bundle) => require(vscode.Uri.joinPath(extensionUri, 'dist', bundle).fsPath),
};
