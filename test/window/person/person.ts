import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FrameLocator, Locator, Page, Route } from 'playwright-core';
import { isWaiting, patience } from '../waiting.ts';
import { again, waitFor } from './patience.ts';
import { type Picks, picksOf, textPattern } from './picks.ts';

/** What a person does at the window. Texts have plain spaces; every verb waits until its effect can be seen, or throws. */
export interface Person extends Pick<Picks, 'readPick' | 'pick' | 'tick' | 'say' | 'goToLine'> {
  /** Opens a file of the workspace by its relative path, and waits until it has the focus. */
  readonly openFile: (path: string) => Promise<void>;
  /** The rows of lenses in the editor in front, from top to bottom; waits until no title is still being worked out. */
  readonly readLenses: () => Promise<readonly (readonly string[])[]>;
  /** Waits until a lens has this title, whole. */
  readonly waitForLens: (title: string) => Promise<void>;
  /** Clicks the lens whose title starts so, and waits for the pick that it opens. */
  readonly clickLens: (title: string) => Promise<void>;
  /** Types into whatever has the focus: an input box, or the editor. */
  readonly type: (text: string) => Promise<void>;
  /** Presses keys, in Playwright's words: `Enter`, `ControlOrMeta+S`. */
  readonly press: (keys: string) => Promise<void>;
  /** Presses undo once, without clicking first: an answer must leave the focus in the editor. For a file that was saved. */
  readonly undo: () => Promise<void>;
  /** Waits until the file in front has changes, saves it, and returns its bytes as they are on disk. */
  readonly save: (path: string) => Promise<Buffer>;
  /** Takes back what the file in front has unsaved. */
  readonly revert: () => Promise<void>;
  /** Closes all editors; none may be unsaved. */
  readonly closeAll: () => Promise<void>;
  /** Runs a command of the palette by its title. */
  readonly palette: (title: string) => Promise<void>;
  /** What stands in notifications now. */
  readonly notifications: () => Promise<readonly string[]>;
  /** Writes the user's settings and loads the page anew, which reads them. */
  readonly changeSettings: (settings: Record<string, unknown>) => Promise<void>;
  /** Loads the window anew, and does something while it is gone. */
  readonly reload: (meanwhile: () => Promise<void>) => Promise<void>;
  /** Changes the colours, and waits until they show. */
  readonly setTheme: (theme: Theme) => Promise<void>;
  /** Photographs the window once it stands still; returns the file. */
  readonly screenshot: (name: string) => Promise<string>;
  /** The lines that the editor in front shows, once they are as hoped. */
  readonly readEditor: (hoped: RegExp) => Promise<string>;
  /** The text of the panel in front, such as the checklist, once it is as hoped. */
  readonly readPanel: (hoped: RegExp) => Promise<string>;
  /** The page of the panel in front. */
  readonly panel: () => FrameLocator;
  /** Presses the first button of the panel in front whose name is or contains this. */
  readonly pressInPanel: (name: string | RegExp) => Promise<void>;
  /** Opens the light bulb's menu at the cursor, photographs it where it gets a name, and chooses the first fix that contains the text. */
  readonly fix: (text: string, photograph?: string) => Promise<void>;
  /** The page, for what has no verb yet. */
  readonly page: Page;
}

/** Every kind of colours that the workbench knows. */
export const themes = ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const;

export type Theme = (typeof themes)[number];

export interface Desk {
  readonly page: Page;
  /** The workspace that is open, and where pictures go: absolute folders. */
  readonly workspace: string;
  readonly shots: string;
  readonly changeSettings: (settings: Record<string, unknown>) => Promise<void>;
}

/** What the browser claims of itself, which the workbench follows, and the class that the workbench then has. */
const looks = {
  dark: { media: { colorScheme: 'dark', forcedColors: 'none' }, css: '.monaco-workbench.vs-dark' },
  light: { media: { colorScheme: 'light', forcedColors: 'none' }, css: '.monaco-workbench.vs' },
  'high-contrast': { media: { colorScheme: 'dark', forcedColors: 'active' }, css: '.monaco-workbench.hc-black' },
  'high-contrast-light': { media: { colorScheme: 'light', forcedColors: 'active' }, css: '.monaco-workbench.hc-light' },
} as const satisfies Record<Theme, unknown>;

/** Comes last when a workbench is loaded. */
export const statusBar = '.monaco-workbench .part.statusbar';

/** Sits down at an open workbench. */
export const personAt = ({ page, workspace, shots, changeSettings }: Desk): Person => {
  const editor = page.locator('.editor-group-container.active .monaco-editor[data-uri]').first();
  const activeTab = page.locator('.editor-group-container.active .tab.active');
  const press = (keys: string): Promise<void> => page.keyboard.press(keys);

  /** Where the pointer makes nothing show: in the title bar. */
  const rest = (): Promise<void> => page.mouse.move(250, 4);

  const { face, chooseIn, ...picks } = picksOf(page, rest);
  const palette = (title: string): Promise<void> => chooseIn('F1', `>${title}`, title);

  const openFile = async (path: string): Promise<void> => {
    await chooseIn('ControlOrMeta+P', path, path.split('/').at(-1) ?? path);
    const opened = page.locator(`.editor-group-container.active .monaco-editor.focused[data-uri$="${path}"]`);
    await opened.locator('.view-line').first().waitFor();
  };

  /** Read all at once, as is the text below: the workbench draws rows and lines anew at any time, and in any order. */
  const lensesNow = async (): Promise<string[][]> => {
    const shown = await editor.locator('.codelens-decoration').evaluateAll((rows) =>
      rows.map((row) => ({
        top: row.getBoundingClientRect().top as number,
        titles: [...row.querySelectorAll('a')].map((it): string => it.innerText),
      })),
    );
    return shown.toSorted((a, b) => a.top - b.top).map((row) => row.titles.map(plain));
  };

  /** Until three looks in a row see the same. */
  const readLenses = async (): Promise<string[][]> => {
    let before = ['', ''];
    const look = async (): Promise<string[][] | null> => {
      const lenses = await lensesNow().catch(() => []);
      const now = JSON.stringify(lenses);
      const stands = before.every((one) => one === now);
      before = [now, before[0] ?? ''];
      return stands && lenses.length > 0 && lenses.every(isSettled) ? lenses : null;
    };
    return waitFor(page, 'A row of settled lenses', look, () => `It was: ${before[0]}`);
  };

  const shownInEditor = async (): Promise<string> => {
    const shown = await page
      .locator('.editor-group-container.active .monaco-editor .view-line')
      .evaluateAll((lines) => lines.map((line) => ({ top: line.getBoundingClientRect().top as number, text: line.innerText as string })));
    return shown
      .toSorted((a, b) => a.top - b.top)
      .map(({ text }) => plain(text))
      .join('\n');
  };

  /** Reads until it is as hoped; what goes while it is read is read again. */
  const readUntil = async (hoped: RegExp, read: () => Promise<string>): Promise<string> => {
    let text = '';
    const look = async (): Promise<string | null> => {
      text = await read().catch(() => '');
      return hoped.test(text) ? text : null;
    };
    return waitFor(page, `A text like ${hoped}`, look, () => `It was: ${text}`);
  };

  const panel = (): FrameLocator => page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');

  const screenshot = async (name: string): Promise<string> => {
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
  };

  const lensWith = (title: RegExp): Locator => editor.locator('.codelens-decoration a').filter({ hasText: title }).first();

  return {
    page,
    openFile,
    readLenses,
    ...picks,
    waitForLens: (title) => lensWith(textPattern(title, true)).waitFor(),
    clickLens: async (title) => {
      await readLenses();
      await again(
        `A click on the lens ${title}`,
        () => lensWith(textPattern(title, false)).click(),
        async (timeout) => {
          for (const until = Date.now() + timeout; (await face()) === null; await page.waitForTimeout(100))
            if (Date.now() > until) throw new Error('No pick');
        },
      );
    },
    type: (text) => page.keyboard.type(text),
    press,
    undo: async () => {
      await press('ControlOrMeta+Z');
      await activeTab.and(page.locator('.dirty')).waitFor();
    },
    save: async (path) => {
      await activeTab.and(page.locator('.dirty')).waitFor();
      await again(
        'Saving',
        () => press('ControlOrMeta+S'),
        (timeout) => activeTab.and(page.locator(':not(.dirty)')).waitFor({ timeout }),
      );
      return readFile(join(workspace, path));
    },
    revert: async () => {
      await palette('File: Revert File');
      await activeTab.and(page.locator(':not(.dirty)')).waitFor();
    },
    closeAll: async () => {
      await palette('View: Close All Editors');
      await page.locator('.editor-group-container .tab').first().waitFor({ state: 'detached' });
    },
    palette,
    readEditor: (hoped) => readUntil(hoped, shownInEditor),
    panel,
    readPanel: (hoped) => readUntil(hoped, async () => plain((await panel().locator('body').textContent({ timeout: 1000 })) ?? '')),
    pressInPanel: (name) => panel().getByRole('button', { name }).first().click(),
    fix: async (text, photograph) => {
      const fixes = page.locator('.action-widget .monaco-list-row.action');
      await again(
        'The light bulb',
        async () => {
          await press('Escape');
          await press('ControlOrMeta+.');
        },
        (timeout) => fixes.first().waitFor({ timeout }),
      );
      const shown = (await fixes.allInnerTexts()).map(plain);
      if (!shown.some((one) => one.includes(text))) throw new Error(`The light bulb has only: ${shown.join(' | ')}`);
      if (photograph) await screenshot(photograph);
      const chosen = fixes.and(page.locator('.focused')).filter({ hasText: text });
      for (let step = 0; step < shown.length && !(await chosen.isVisible()); step += 1) await press('ArrowDown');
      await chosen.waitFor();
      await press('Enter');
      await fixes.first().waitFor({ state: 'hidden' });
    },
    notifications: async () => (await page.locator('.notification-toast').allInnerTexts()).map(plain),
    changeSettings: async (settings) => {
      await changeSettings(settings);
      await page.reload();
      await page.locator(statusBar).waitFor();
    },
    reload: async (meanwhile) => {
      const address = page.url();
      const loaded = page.waitForEvent('load');
      const hold = async (route: Route): Promise<void> => {
        await meanwhile();
        await route.continue();
      };
      await page.route(({ href }) => href === address, hold, { times: 1 });
      await palette('Developer: Reload Window');
      await loaded;
      await page.locator(statusBar).waitFor();
    },
    setTheme: async (theme) => {
      await page.emulateMedia(looks[theme].media);
      await page.locator(looks[theme].css).waitFor();
    },
    screenshot,
  };
};

const isSettled = (row: readonly string[]): boolean => row.length > 0 && !row.some(isWaiting);

/** The workbench writes U+00A0 for spaces. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').trim();
