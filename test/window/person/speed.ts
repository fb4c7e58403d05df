import type { Person } from './person.ts';
import { openWindow, type WindowOptions } from './window.ts';

const letters = 120;

/**
 * What a person would feel in a project of many models: from a key to the next frame, with the extension and without it, while
 * it is read and after; from opening a file to its row; from a click to the checklist. Prints figures and judges none.
 */
export const measureWindow = async (options: WindowOptions, files: readonly [string, string, string]): Promise<readonly string[]> => {
  const lines: string[] = [];
  const plain = await openWindow({ ...options, data: `${options.data}-plain`, extension: null });
  try {
    const { person } = plain;
    await person.openFile(files[0]);
    lines.push(`typing without the extension: ${quantiles(await typeInto(person))}; again ${quantiles(await typeInto(person))}`);
  } finally {
    await plain.close();
  }
  const { person, close } = await openWindow(options);
  try {
    await person.openFile(files[0]);
    lines.push(`typing while 10,000 models are read: ${quantiles(await typeInto(person))}`);
    const started = Date.now();
    await person.press('ControlOrMeta+Home');
    const settled = person.page.locator('.codelens-decoration a', { hasText: /open/ }).first();
    await settled.waitFor({ timeout: 120_000 });
    lines.push(`the row stands settled ${Date.now() - started} ms after that`);
    lines.push(`typing with everything read: ${quantiles(await typeInto(person))}; again ${quantiles(await typeInto(person))}`);
    lines.push(
      `from opening another file to its row: ${await timed(() => openTo(person, files[1]))} ms (the editor itself waits about 500)`,
    );
    const panel = person.panel();
    lines.push(`from the click to a checklist in a new panel: ${await timed(() => clickTo(person, files[1]))} ms`);
    await person.palette('View: Focus First Editor Group');
    await openTo(person, files[2]);
    lines.push(`from the click to another checklist in the panel: ${await timed(() => clickTo(person, files[2]))} ms`);
    await panel.locator('h1').first().waitFor();
  } finally {
    await close();
  }
  return lines;
};

/** In milliseconds, key by key: from the key to the frame after the next, which shows it. */
const typeInto = async (person: Person): Promise<readonly number[]> => {
  await person.press('ControlOrMeta+End');
  await person.page.evaluate(
    `window.strokes = [];
     window.onStroke ??= document.addEventListener('keydown', () => {
       const pressed = performance.now();
       requestAnimationFrame(() => requestAnimationFrame(() => window.strokes.push(performance.now() - pressed)));
     }, true) ?? true;`,
  );
  for (let letter = 0; letter < letters; letter++) {
    await person.press('x');
    await person.page.waitForTimeout(20);
  }
  await person.page.waitForTimeout(200);
  await person.press('ControlOrMeta+Home');
  return person.page.evaluate<readonly number[]>('window.strokes');
};

const openTo = async (person: Person, file: string): Promise<void> => {
  await person.openFile(file);
  await person.page.locator('.editor-group-container.active .codelens-decoration a').first().waitFor();
};

const clickTo = async (person: Person, file: string): Promise<void> => {
  const name = file.split('/').at(-1)?.replace('.sql', '') ?? '';
  await person.page.locator('.editor-group-container.active .codelens-decoration a').last().click();
  await person.panel().getByRole('heading', { level: 1, name }).waitFor();
};

const timed = async (work: () => Promise<void>): Promise<number> => {
  const started = Date.now();
  await work();
  return Date.now() - started;
};

const quantiles = (times: readonly number[]): string => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  return `median ${at(0.5)} ms, 9 of 10 within ${at(0.9)} ms, longest ${at(1)} ms`;
};
