/** A lens that has no title yet, or the one that stands there until the workspace has been read. Titles that were cut end in `…` as well. */
export const isWaiting = (title: string): boolean => /^$|^(consumers|failure|owner|reading) …$/.test(title);
