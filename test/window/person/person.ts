import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { isWaiting } from '../waiting.ts';

/** What a person does at the window. Texts have plain spaces; every verb waits until its effect can be seen, or throws. */
export interface Person {
  /** Opens a file of the workspace by its relative path, and waits for its text. */
  readonly openFile: (path: string) => Promise<void>;
  /** The rows of lenses in the editor in front, from top to bottom; waits until no title is still being worked out. */
  readonly readLenses: () => Promise<readonly (readonly string[])[]>;
  /** Waits until a lens has this title, whole. */
  readonly waitForLens: (title: string) => Promise<void>;
  /** Clicks the lens whose title starts so. */
  readonly clickLens: (title: string) => Promise<void>;
  /** The title, the placeholder and the visible lines of the quick pick or input box that is open. */
  readonly readPick: () => Promise<{ readonly title: string; readonly placeholder: string; readonly lines: readonly string[] }>;
  /** Chooses the first line of the open quick pick that contains the text, and waits until it is gone. */
  readonly pick: (text: string) => Promise<void>;
  /** Writes into the quick pick or input box that is open, or about to be, and presses Enter. */
  readonly enter: (text: string) => Promise<void>;
  /** The same in a row of boxes: waits for the input box that shows the question (a pick with such a line is none), answers it, and leaves what opens next. */
  readonly say: (question: string, text: string) => Promise<void>;
  /** Types into whatever has the focus: an input box, or the editor. */
  readonly type: (text: string) => Promise<void>;
  /** Presses keys, in Playwright's words: `Enter`, `ControlOrMeta+S`. */
  readonly press: (keys: string) => Promise<void>;
  /** Presses undo once, without clicking first: an answer must leave the focus in the editor. */
  readonly undo: () => Promise<void>;
  /** Saves the file in front and returns its bytes as they are on disk. */
  readonly save: (path: string) => Promise<Buffer>;
  /** Runs a command of the palette by its title. */
  readonly palette: (title: string) => Promise<void>;
  /** What stands in notifications now. */
  readonly notifications: () => Promise<readonly string[]>;
  /** Writes the user's settings and loads the page anew, which reads them. */
  readonly changeSettings: (settings: Record<string, unknown>) => Promise<void>;
  /** Changes the colours, and waits until they show. */
  readonly setTheme: (theme: Theme) => Promise<void>;
  /** Photographs the window once it stands still; returns the file. */
  readonly screenshot: (name: string) => Promise<string>;
  /** The lines that the editor in front shows. */
  readonly readEditor: () => Promise<string>;
  /** The text of the panel in front, such as the checklist, once it has some. */
  readonly readPanel: () => Promise<string>;
  /** The page of the panel in front. */
  readonly panel: () => FrameLocator;
  /** Presses the button of the checklist that answers the question which begins so. */
  readonly answerInPanel: (question: string) => Promise<void>;
  /** Opens the light bulb's menu at the cursor, and chooses a fix. */
  readonly fix: (title: string) => Promise<void>;
  /** The page, for what has no verb yet. */
  readonly page: Page;
}

export type Theme = 'dark' | 'light' | 'high-contrast';

export interface Desk {
  readonly page: Page;
  /** The workspace that is open, and where pictures go: absolute folders. */
  readonly workspace: string;
  readonly shots: string;
  readonly changeSettings: (settings: Record<string, unknown>) => Promise<void>;
}

/** What the browser claims of itself, which the workbench follows, and the class that the workbench then has. */
const themes = {
  dark: { media: { colorScheme: 'dark', forcedColors: 'none' }, css: '.monaco-workbench.vs-dark' },
  light: { media: { colorScheme: 'light', forcedColors: 'none' }, css: '.monaco-workbench.vs' },
  'high-contrast': { media: { colorScheme: 'dark', forcedColors: 'active' }, css: '.monaco-workbench.hc-black' },
} as const;

const patience = 20_000;

/** Comes last when a workbench is loaded. */
export const statusBar = '.monaco-workbench .part.statusbar';

/** Sits down at an open workbench. */
export const personAt = ({ page, workspace, shots, changeSettings }: Desk): Person => {
  const editor = page.locator('.editor-group-container.active .monaco-editor[data-uri]').first();
  const pickBox = page.locator('.quick-input-widget:visible');
  const rows = pickBox.locator('.quick-input-list .monaco-list-row');
  const inputBox = pickBox.filter({ hasNot: page.locator('.quick-input-list:visible') });
  const press = (keys: string): Promise<void> => page.keyboard.press(keys);

  /** Where the pointer makes nothing show: in the title bar. */
  const rest = (): Promise<void> => page.mouse.move(250, 4);

  /** The line with exactly this label: one that was used of late and begins so may stand above it. */
  const named = (label: string): Locator =>
    rows.filter({ has: page.locator('.monaco-highlighted-label', { hasText: pattern(label, true) }) }).first();

  /**
   * Opens a pick with these keys, writes into it and chooses a line. A busy window may miss a key, and whatever takes the
   * focus closes a pick: a person then does it again.
   */
  const chooseIn = async (keys: string, text: string, line: string): Promise<void> => {
    let last: unknown;
    for (const until = Date.now() + patience; Date.now() < until; ) {
      try {
        await press(keys);
        await pickBox.locator('input').first().fill(text, { timeout: 3000 });
        await named(line).click({ timeout: 3000 });
        await rest();
        return;
      } catch (error) {
        last = error;
        await press('Escape');
      }
    }
    throw new Error(`${keys} did not lead to ${line} within ${patience} ms`, { cause: last });
  };

  const openFile = async (path: string): Promise<void> => {
    await chooseIn('ControlOrMeta+P', path, path.split('/').at(-1) ?? path);
    await page
      .locator(`.editor-group-container.active .monaco-editor[data-uri$="${path}"] .view-line`)
      .first()
      .waitFor({ timeout: patience });
    await pickBox.waitFor({ state: 'hidden', timeout: patience });
  };

  const lensesNow = async (): Promise<string[][]> => {
    const decorations = await editor.locator('.codelens-decoration').all();
    const found = await Promise.all(decorations.map(async (row) => ({ top: await top(row), titles: await titles(row) })));
    return found.toSorted((a, b) => a.top - b.top).map((row) => row.titles);
  };

  const readLenses = async (): Promise<string[][]> => {
    let before = '';
    for (const until = Date.now() + patience; Date.now() < until; await page.waitForTimeout(250)) {
      const lenses = await lensesNow();
      const now = JSON.stringify(lenses);
      if (now === before && lenses.length > 0 && lenses.every(isSettled)) return lenses;
      before = now;
    }
    throw new Error(`No settled lenses within ${patience} ms; last: ${before}`);
  };

  const readPick = async () => {
    await pickBox.waitFor({ timeout: patience });
    return {
      title: plain((await pickBox.locator('.quick-input-title').textContent()) ?? ''),
      placeholder: plain((await pickBox.locator('input').first().getAttribute('placeholder')) ?? ''),
      lines: (await rows.allInnerTexts()).map(plain),
    };
  };

  const panel = (): FrameLocator => page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');

  return {
    page,
    openFile,
    readLenses,
    waitForLens: (title) =>
      editor
        .locator('.codelens-decoration a')
        .filter({ hasText: pattern(title, true) })
        .first()
        .waitFor({ timeout: patience }),
    clickLens: async (title) => {
      await readLenses();
      await editor
        .locator('.codelens-decoration a')
        .filter({ hasText: pattern(title, false) })
        .first()
        .click({ timeout: patience });
    },
    readPick,
    pick: async (text) => {
      const row = rows.filter({ hasText: text }).first();
      await row.click({ timeout: patience });
      await rest();
      await row.waitFor({ state: 'hidden', timeout: patience });
    },
    enter: async (text) => {
      await pickBox.locator('input').first().fill(text, { timeout: patience });
      await press('Enter');
      await pickBox.waitFor({ state: 'hidden', timeout: patience });
    },
    say: async (question, text) => {
      const box = inputBox.filter({ hasText: question });
      await box.locator('input').first().fill(text, { timeout: patience });
      await press('Enter');
      await box.waitFor({ state: 'hidden', timeout: patience });
    },
    type: (text) => page.keyboard.type(text),
    press,
    undo: () => press('ControlOrMeta+Z'),
    save: async (path) => {
      await press('ControlOrMeta+S');
      await page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor({ timeout: patience });
      return readFile(join(workspace, path));
    },
    palette: (title) => chooseIn('F1', `>${title}`, title),
    readEditor: async () => {
      const lines = await page.locator('.editor-group-container.active .monaco-editor .view-line').all();
      const shown = await Promise.all(lines.map(async (line) => ({ top: await top(line), text: plain(await line.innerText()) })));
      return shown
        .toSorted((a, b) => a.top - b.top)
        .map(({ text }) => text)
        .join('\n');
    },
    panel,
    readPanel: async () => {
      await panel().locator('h1').first().waitFor({ timeout: patience });
      return plain((await panel().locator('body').textContent()) ?? '');
    },
    answerInPanel: (question) =>
      panel()
        .getByRole('button', { name: `Answer: ${question}` })
        .click({ timeout: patience }),
    fix: async (title) => {
      const fixes = page.locator('.action-widget .monaco-list-row.action');
      // A busy window says that there are none; a person asks again.
      for (const until = Date.now() + patience; Date.now() < until && !(await fixes.first().isVisible()); ) {
        await press('ControlOrMeta+.');
        await fixes
          .first()
          .waitFor({ timeout: 3000 })
          .catch(() => press('Escape'));
      }
      const shown = (await fixes.allInnerTexts()).map(plain);
      const at = shown.indexOf(title);
      if (at < 0) throw new Error(`The light bulb has only: ${shown.join(' | ')}`);
      for (let step = 0; step < at; step += 1) await press('ArrowDown');
      await press('Enter');
    },
    notifications: async () => (await page.locator('.notification-toast').allInnerTexts()).map(plain),
    changeSettings: async (settings) => {
      await changeSettings(settings);
      await page.reload();
      await page.locator(statusBar).waitFor({ timeout: patience });
    },
    setTheme: async (theme) => {
      await page.emulateMedia(themes[theme].media);
      await page.locator(themes[theme].css).waitFor({ timeout: patience });
    },
    screenshot: async (name) => {
      const file = join(shots, `${name}.png`);
      await mkdir(dirname(file), { recursive: true });
      let picture = await page.screenshot();
      // Until two in a row are the same: colours, lenses and icons come one after the other.
      for (const until = Date.now() + patience; Date.now() < until; ) {
        await page.waitForTimeout(300);
        const next = await page.screenshot();
        if (next.equals(picture)) break;
        picture = next;
      }
      await writeFile(file, picture);
      return file;
    },
  };
};

const isSettled = (row: readonly string[]): boolean => row.length > 0 && !row.some(isWaiting);

const titles = async (row: Locator): Promise<string[]> => (await row.locator('a').allInnerTexts()).map(plain);

const top = async (row: Locator): Promise<number> => (await row.boundingBox())?.y ?? 0;

/** The workbench writes U+00A0 for spaces. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').trim();

const pattern = (title: string, whole: boolean): RegExp => {
  const text = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s');
  return new RegExp(`^${text}${whole ? '$' : ''}`);
};
