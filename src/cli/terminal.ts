/** 0 fine, 1 questions above the threshold, 2 wrong usage or configuration, 3 input could not be read. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Waits for a slow reader of the output, so that pieces do not pile up in memory. */
export async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resume) => process.stdout.once('drain', resume));
}

/** So much is written at once, in characters: a buffer and a call for every piece would take longer. */
const batch = 1 << 16;

/** Writes what comes in many pieces, never holding much of it. */
export async function writeAll(pieces: Iterable<string>): Promise<void> {
  let held = '';
  for (const piece of pieces) {
    held += piece;
    if (held.length < batch) continue;
    await write(held);
    held = '';
  }
  await write(held);
}

export function print(text: string, code: ExitCode): ExitCode {
  process.stdout.write(text);
  return code;
}

export function complain(text: string, code: ExitCode): ExitCode {
  process.stderr.write(`${text.trimEnd()}\n`);
  return code;
}
