import type * as vscode from 'vscode';
import type { FromWorker, ToWorker } from './protocol.ts';

/** A running worker. */
export interface Thread {
  post(message: ToWorker): void;
  stop(): void;
}

/** What a worker tells the host. `ended` is called once when it is gone without having been stopped. */
export interface ThreadEvents {
  message(message: FromWorker): void;
  ended(reason: string): void;
}

/** How a platform starts the worker. `readsDisk`: it can read folders of the disk itself. */
export interface ThreadPlatform {
  readonly readsDisk: boolean;
  start(extensionUri: vscode.Uri, events: ThreadEvents): Promise<Thread>;
}
