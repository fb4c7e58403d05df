/** In milliseconds: how long the suites and the person at the window wait for what has to come. Long, because it decides only how soon a failure is told. */
export const patience = 60_000;

/** A lens that has no title yet, or the one that stands there until the workspace has been read. Titles that were cut end in `…` as well. */
export const isWaiting = (title: string): boolean => /^$|^(consumers|failure|owner|reading) …$/.test(title);
