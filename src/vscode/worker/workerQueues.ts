import type { CallMessage, FromWorker } from './protocol.ts';

/** Takes the texts of one file in their order; texts of different files do not wait for each other. */
export function textQueue(report: (error: unknown) => void, done: () => void) {
  const last = new Map<string, Promise<void>>();
  return {
    push: (file: string, take: () => Promise<void>) => {
      const run: Promise<void> = (last.get(file) ?? Promise.resolve())
        .then(take)
        .then(done, report)
        .finally(() => {
          if (last.get(file) === run) last.delete(file);
        });
      last.set(file, run);
    },
    settled: () => Promise.all(last.values()).then(() => undefined),
  };
}

/** Takes the changes of files one round after the other; what arrives meanwhile makes the next round. */
export function changeQueue(take: (files: readonly string[]) => Promise<void>) {
  let waiting: Set<string> | null = null;
  let busy = false;

  const drain = async () => {
    busy = true;
    while (waiting) {
      const files = [...waiting];
      waiting = null;
      await take(files);
    }
    busy = false;
  };
  return {
    push: (files: readonly string[]) => {
      waiting = new Set([...(waiting ?? []), ...files]);
      if (!busy) void drain();
    },
  };
}

/** Runs something in a turn of its own, after the messages that wait already. */
export type Defer = (run: () => void) => void;

/** Items of one message: the host reads them in about a millisecond. */
const longestPart = 500;

/** Calls start in a later turn, so that a cancellation that arrived meanwhile overtakes them. Long lists are told in parts, a turn for each. */
export function callQueue(defer: Defer, post: (message: FromWorker) => void, run: (call: CallMessage) => Promise<unknown>) {
  let waiting: CallMessage[] = [];

  const answer = async (call: CallMessage) => {
    try {
      post({ type: 'result', id: call.id, value: await allButLast(call.id, await run(call)) });
    } catch (error) {
      post({ type: 'failed', id: call.id, reason: reasonOf(error) });
    }
  };
  const allButLast = async (id: number, value: unknown) => {
    if (!Array.isArray(value)) return value;
    let told = 0;
    for (; value.length - told > longestPart; told += longestPart) {
      post({ type: 'part', id, items: value.slice(told, told + longestPart) });
      await new Promise<void>(defer);
    }
    return told === 0 ? value : value.slice(told);
  };
  const drain = () => {
    const calls = waiting;
    waiting = [];
    for (const call of calls) void answer(call);
  };
  return {
    push: (call: CallMessage) => {
      waiting.push(call);
      if (waiting.length === 1) defer(drain);
    },
    cancel: (id: number) => {
      waiting = waiting.filter((call) => call.id !== id);
    },
  };
}

/** How long files are read before calls have their turn, in milliseconds. */
const longestBreath = 4;

/** @returns what reading waits for between files: nothing, until calls are due. They pass first, for it waits two turns and they one. */
export function breathing(defer: Defer): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < longestBreath) return undefined;
    return new Promise((resolve) => {
      defer(() =>
        defer(() => {
          since = performance.now();
          resolve();
        }),
      );
    });
  };
}

/** Calls `run` once, some time after the first of several calls. */
export function coalesced(milliseconds: number, run: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      run();
    }, milliseconds);
  };
}

/** At most five reports a second, and the last one. */
export function throttled(report: (done: number, all: number) => void): (done: number, all: number) => void {
  let last = 0;
  return (done, all) => {
    if (done < all && Date.now() - last < 200) return;
    last = Date.now();
    report(done, all);
  };
}

/** @returns an error with its stack, for the log. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
