import * as vscode from 'vscode';
import type { FromWorker, ToWorker } from './protocol.ts';
import type { ThreadPlatform } from './thread.ts';

/** The part of a web worker that is used here: the DOM's types are not loaded beside Node's. */
interface WebWorker {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: { readonly data: FromWorker }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}
declare const Worker: new (url: string, options: { readonly name: string }) => WebWorker;

/** A worker of the browser. It is made from a blob, because the extension's own address may be another origin. */
export const webThread: ThreadPlatform = {
  readsDisk: false,
  start: async (extensionUri, events) => {
    const places = ['./engine.js', './late.js'].map(async (name) => [name, await placeBundle(extensionUri, name)] as const);
    const addresses = Object.fromEntries(await Promise.all(places));
    const address = addressOf([`self.pipelineCoachBundles=${JSON.stringify(addresses)};`, await readBundle(extensionUri, 'web/worker.js')]);
    const worker = new Worker(address, { name: 'pipeline-coach' });
    worker.onmessage = (event) => events.message(event.data);
    worker.onerror = (event) => {
      worker.terminate();
      events.ended(event.message ?? 'the worker failed');
    };
    return {
      post: (message) => worker.postMessage(message),
      stop: () => {
        worker.terminate();
        for (const made of [address, ...Object.values(addresses)]) URL.revokeObjectURL(made);
      },
    };
  },
  // A web host has no way to load a second file but the one by which it loads the first (VS Code 1.100, extHostExtensionService.ts).
  load: async (extensionUri, bundle) => {
    const code = await readBundle(extensionUri, bundle);
    const loaded = { exports: {} };
    new Function('module', 'exports', 'require', new TextDecoder().decode(code))(loaded, loaded.exports, require);
    return loaded.exports;
  },
};

function readBundle(extensionUri: vscode.Uri, name: string): Thenable<Uint8Array> {
  return vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', name));
}

/** Puts a bundle where the worker finds it, as a function of what Node gives to a file: bundles share no names then. Its last line is a comment. */
async function placeBundle(extensionUri: vscode.Uri, name: string): Promise<string> {
  return addressOf(['self.pipelineCoachBundle=(module,exports,require)=>{', await readBundle(extensionUri, name), '\n};']);
}

function addressOf(parts: readonly (string | Uint8Array)[]): string {
  return URL.createObjectURL(new Blob([...parts], { type: 'text/javascript' }));
}
