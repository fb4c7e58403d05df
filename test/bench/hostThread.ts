import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AnchorView, ResourceName } from '../../src/engine/views.ts';
import type { CallArgs, CallName, FromWorker, ToWorker } from '../../src/vscode/worker/protocol.ts';
import { watchThread } from './holds.ts';

/**
 * How long the thread on the editor's side of the worker is held: `hostThread WORKER FOLDER FILE`. Reads the folder, types into the
 * file, and asks for what the longest lists are made from. Prints the longest hold of each as JSON, in milliseconds.
 */
async function main([program = '', folder = '', file = '']: readonly string[]): Promise<void> {
  const worker = new Worker(program);
  const waiting = new Map<number, (value: unknown) => void>();
  const parts = new Map<number, unknown[]>();
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'failed') throw new Error(message.reason);
    if (message.type === 'part') parts.set(message.id, (parts.get(message.id) ?? []).concat(message.items));
    if (message.type === 'result') waiting.get(message.id)?.(parts.get(message.id)?.concat(message.value) ?? message.value);
  });
  const post = (message: ToWorker) => worker.postMessage(message);
  const call = <N extends CallName, T>(name: N, ...args: CallArgs<N>): Promise<T> =>
    new Promise<unknown>((resolve) => {
      waiting.set(waiting.size, resolve);
      post({ type: 'call', id: waiting.size - 1, name, args });
    }) as Promise<T>;
  const rows = async () => {
    const anchors = await call<'anchors', readonly AnchorView[]>('anchors', file);
    await Promise.all(anchors.map((anchor) => call('row', anchor)));
    return anchors;
  };

  const thread = watchThread();
  const holds: { readonly what: string; readonly wall: number; readonly cpu: number }[] = [];
  const watch = async (what: string, work: () => Promise<unknown>) => {
    await pause();
    thread.take();
    await work();
    await pause();
    holds.push({ what, ...thread.take() });
  };
  post({ type: 'start', roots: [{ prefix: '', path: folder }], today: '2026-11-22', ask: 'all', texts: {}, open: [] });
  await watch('reading', () => call('loaded'));
  const text = readFileSync(join(folder, file), 'utf8');
  await watch(`40 letters into ${file}`, async () => {
    for (let letters = 1; letters <= 40; letters++) {
      post({ type: 'open', file, text: text.replace('description: ', `description: ${'x'.repeat(letters)}`) });
      await rows();
    }
  });
  await watch('everything about every resource of it', async () => {
    for (const anchor of await rows()) await call('resourceAt', file, anchor.from);
  });
  await watch('the names of all resources', () => call<'resourceNames', readonly ResourceName[]>('resourceNames'));
  await watch('all owners', () => call('states', 'owner-named'));
  thread.stop();
  await worker.terminate();
  console.log(JSON.stringify(holds));
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
