import * as vscode from 'vscode';

/** Runs what a provider does. When it fails, the log says so once and the last good answer for the key is given back. */
export type Guarded<R> = (key: string, run: () => Promise<R>) => Promise<R>;

/** Last good answers that are kept per surface: as many as anyone has files open. */
const kept = 100;

/** @returns a guard for one surface; `nothing` is given back where there is no earlier answer. */
export function guard<R>(surface: string, nothing: R, log: vscode.LogOutputChannel): Guarded<R> {
  const lastGood = new Map<string, R>();
  const logged = new Set<string>();
  return async (key, run) => {
    try {
      const answer = await run();
      lastGood.delete(key);
      lastGood.set(key, answer);
      const oldest = lastGood.keys().next().value;
      if (lastGood.size > kept && oldest !== undefined) lastGood.delete(oldest);
      return answer;
    } catch (error) {
      const reason = String(error);
      if (!(error instanceof vscode.CancellationError) && !logged.has(reason)) {
        logged.add(reason);
        log.error(`${surface}: ${reason}`);
      }
      return lastGood.get(key) ?? nothing;
    }
  };
}
