import { join } from 'node:path';
import { repo } from '../editors.ts';
import { type Measure, measureNoise } from '../measure.ts';
import type { Person } from './person.ts';
import { openWindow, type WindowOptions } from './window.ts';

const letters = 120;

const row = '.editor-group-container.active .codelens-decoration a';

/**
 * What a person would feel in a project of many models: from a key to the next frame, with the extension and without it, while
 * it is read and after; from opening a file to its row; from a click to the checklist. Times and judges nothing.
 */
export const measureWindow = async (options: WindowOptions, files: readonly string[]): Promise<readonly Measure[]> => {
  const [first = '', second = '', ...others] = files;
  const without: number[] = [];
  const empty: number[] = [];
  const plain = await openWindow({ ...options, data: `${options.data}-plain`, extension: join(repo, 'test/window/emptyPanel') });
  try {
    await noteHeadings(plain.person);
    await plain.person.openFile(first);
    for (let round = 0; round < 2; round++) without.push(...(await typeInto(plain.person)));
    for (const file of others.slice(0, 5)) empty.push(await clickToPanel(plain.person, file, 'Empty'));
  } finally {
    await plain.close();
  }
  const { person, close } = await openWindow(options);
  try {
    await noteHeadings(person);
    await person.openFile(first);
    const reading = await typeInto(person);
    await person.press('ControlOrMeta+Home');
    await person.page.locator(row, { hasText: /open/ }).first().waitFor();
    const read = [...(await typeInto(person)), ...(await typeInto(person))];
    const opened = await timed(() => openTo(person, second));
    const created: number[] = [];
    for (const file of others.slice(0, 5)) created.push(await clickToPanel(person, file, nameOf(file)));
    await openTo(person, second);
    await person.page.locator(row).last().click();
    await person.pressInPanel(/^Pin$/);
    const shown: number[] = [];
    for (const file of others) {
      await person.palette('View: Focus First Editor Group');
      await openTo(person, file);
      await person.readLenses();
      shown.push(await clickToContent(person, nameOf(file)));
    }
    return [
      { what: 'a key to its frame while 10,000 models are read', times: reading, without },
      { what: 'a key to its frame with everything read', times: read, without },
      { what: 'opening a file to its row (the editor itself waits about 500)', times: [opened] },
      { what: 'a click to a checklist in a new panel, without ours to an empty one', times: created, without: empty, limit: 100 },
      { what: 'a click to another checklist in the panel', times: shown, limit: 100 },
      measureNoise('beside the window'),
    ];
  } finally {
    await close();
  }
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
  await person.page.locator(row).first().waitFor();
};

/** Lets every page of a panel note when its heading came: whoever waits for it from outside looks now and then. */
const noteHeadings = (person: Person): Promise<unknown> =>
  person.page.addInitScript(`
    if (window !== window.top) {
      const looking = setInterval(() => {
        if (!document.querySelector('h1')) return;
        window.headed = Date.now();
        clearInterval(looking);
      }, 2);
    }
  `);

/** From the click on a lens to the heading in a panel that was not there; the panel is closed again. */
const clickToPanel = async (person: Person, file: string, heading: string): Promise<number> => {
  await openTo(person, file);
  await person.readLenses();
  await clickLast(person);
  const shown = person.panel().getByRole('heading', { level: 1, name: heading });
  await shown.waitFor();
  const time = (await shown.evaluate((heading): number => heading.ownerDocument.defaultView.headed)) - (await clickedAt(person));
  await person.palette('View: Close Editor');
  await person.page.locator('iframe.webview').waitFor({ state: 'detached' });
  return time;
};

/** From the click itself to the heading in the page of the panel; both frames read the same clock. */
const clickToContent = async (person: Person, name: string): Promise<number> => {
  const changed = person
    .panel()
    .locator('body')
    .evaluate(
      (body, wanted) =>
        new Promise<number>((resolve) => {
          const { MutationObserver } = body.ownerDocument.defaultView;
          const watch = new MutationObserver(() => {
            if (body.querySelector('h1')?.textContent === wanted) resolve(Date.now());
          });
          watch.observe(body, { childList: true, subtree: true });
        }),
      name,
    );
  await clickLast(person);
  return (await changed) - (await clickedAt(person));
};

/** Clicks the last lens; the page notes when the click came, for whoever clicks waits first until the lens stands still. */
const clickLast = async (person: Person): Promise<void> => {
  await person.page.evaluate(`document.addEventListener('click', () => { window.clicked = Date.now(); }, { capture: true, once: true })`);
  await person.page.locator(row).last().click();
};

const clickedAt = (person: Person): Promise<number> => person.page.evaluate<number>('window.clicked');

const nameOf = (file: string): string => file.split('/').at(-1)?.replace('.sql', '') ?? '';

const timed = async (work: () => Promise<void>): Promise<number> => {
  const started = Date.now();
  await work();
  return Date.now() - started;
};
