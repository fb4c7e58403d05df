import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCoach } from '../../src/engine/coach.ts';
import { nodeWorkspace } from '../../src/node/workspace.ts';

/**
 * From a keystroke in an open file to the lenses of that file with everything linked: `keystrokes FOLDER FILE NEEDLE COUNT`.
 * Types COUNT letters behind NEEDLE, one at a time, and prints the wall and CPU milliseconds of each as JSON.
 */
const [folder = '.', file = '', needle = '', count = '40'] = process.argv.slice(2);

const coach = createCoach({ workspace: nodeWorkspace(folder), today: '2026-11-22' });
await coach.load();
const before = readFileSync(join(folder, file), 'utf8');
if (!before.includes(needle)) throw new Error(`${file} does not hold ${needle}`);
const at = before.indexOf(needle) + needle.length;
await coach.open(file, before);
await answer();

const strokes: { wall: number; cpu: number }[] = [];
for (let typed = 1; typed <= Number(count); typed++) {
  const text = `${before.slice(0, at)}${'x'.repeat(typed)}${before.slice(at)}`;
  const cpu = process.cpuUsage();
  const started = performance.now();
  await coach.open(file, text);
  await answer();
  const used = process.cpuUsage(cpu);
  strokes.push({ wall: performance.now() - started, cpu: (used.user + used.system) / 1000 });
}
console.log(JSON.stringify(strokes));

async function answer(): Promise<void> {
  for (const anchor of await coach.anchors(file)) coach.row(anchor);
}
