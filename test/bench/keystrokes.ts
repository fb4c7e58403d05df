import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCoach } from '../../src/engine/coach.ts';
import { nodeWorkspace } from '../../src/node/workspace.ts';

/**
 * From a keystroke in an open file to the lenses of that file with everything linked: `keystrokes FOLDER FILE NEEDLE COUNT`.
 * Types COUNT letters behind NEEDLE, one at a time, and prints the wall and CPU milliseconds of each as JSON.
 */
async function main([folder = '.', file = '', needle = '', count = '40']: readonly string[]): Promise<void> {
  const coach = createCoach({ workspace: nodeWorkspace(folder), today: '2026-11-22' });
  await coach.load();
  const before = readFileSync(join(folder, file), 'utf8');
  if (!before.includes(needle)) throw new Error(`${file} does not hold ${needle}`);
  const at = before.indexOf(needle) + needle.length;
  const type = async (letters: number): Promise<void> => {
    await coach.open(file, `${before.slice(0, at)}${'x'.repeat(letters)}${before.slice(at)}`);
    const anchors = await coach.anchors(file);
    for (const anchor of anchors) coach.row(anchor);
    // A file without lenses of its own answers for others: one of them has to be asked, or nothing is linked again.
    if (anchors.length === 0) coach.resources()[Symbol.iterator]().next();
  };
  await type(0);
  const strokes: { wall: number; cpu: number }[] = [];
  for (let letters = 1; letters <= Number(count); letters++) {
    const cpu = process.cpuUsage();
    const started = performance.now();
    await type(letters);
    const used = process.cpuUsage(cpu);
    strokes.push({ wall: performance.now() - started, cpu: (used.user + used.system) / 1000 });
  }
  console.log(JSON.stringify(strokes));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
