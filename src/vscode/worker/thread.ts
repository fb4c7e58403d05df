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

/** How a platform starts the worker, and loads a further bundle of the extension. `readsDisk`: it can read folders of the disk itself. */
export interface ThreadPlatform {
  readonly readsDisk: boolean;
  start(extensionUri: vscode.Uri, events: ThreadEvents): Promise<Thread>;
  /** @returns what a bundle beside the entry exports; rejects where it cannot be loaded. */
  load(extensionUri: vscode.Uri, bundle: string): Promise<unknown>;
}
