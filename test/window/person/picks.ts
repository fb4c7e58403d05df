import type { Locator, Page } from 'playwright-core';
import { patience } from '../waiting.ts';
import { waitFor } from './patience.ts';

/** What the quick pick or input box that is open shows. Texts have plain spaces. */
export interface Face {
  readonly title: string;
  readonly placeholder: string;
  /** Below the input: the prompt of an input box. */
  readonly message: string;
  /** From top to bottom. */
  readonly lines: readonly string[];
  /** The editor's own number of each line. */
  readonly numbers: readonly string[];
}

/** How a person uses quick picks and input boxes. Every verb waits for the one that it is about, and until it has gone. */
export interface Picks {
  /** What is open now; null where nothing is. */
  readonly face: () => Promise<Face | null>;
  /** Waits until a pick or box with these words above or below its input stands still, and reads it. */
  readonly readPick: (words: string) => Promise<Face>;
  /** Chooses the first line that contains the text. */
  readonly pick: (text: string) => Promise<void>;
  /** Ticks the line that contains the text, where several can be ticked. */
  readonly tick: (text: string) => Promise<void>;
  /** Waits for the box, or the pick that takes what is typed, with these words above or below its input; answers and presses Enter. */
  readonly say: (question: string, text: string) => Promise<void>;
  /** Opens a pick with these keys, writes into it and chooses the line with exactly this label. */
  readonly chooseIn: (keys: string, text: string, line: string) => Promise<void>;
  /** Puts the cursor into a line of the editor in front; counted from 1. */
  readonly goToLine: (line: number) => Promise<void>;
}

/** All at once, because the parts could else be of two picks; and only what is in sight: a row keeps hidden words of the line that it showed before. */
const readFace = `(() => {
  const box = document.querySelector('.quick-input-widget');
  if (!box?.checkVisibility()) return null;
  const seen = (part) => [...box.querySelectorAll(part)].filter((it) => it.checkVisibility());
  const text = (it) => it.innerText.replaceAll('\\u00a0', ' ').trim();
  const top = (it) => it.getBoundingClientRect().top;
  const rows = seen('.quick-input-list .monaco-list-row').sort((a, b) => top(a) - top(b));
  return {
    title: seen('.quick-input-title').map(text).join(),
    placeholder: box.querySelector('.quick-input-box input')?.placeholder ?? '',
    message: seen('.quick-input-message').map(text).join(),
    lines: rows.map(text),
    numbers: rows.map((row) => row.dataset.index),
  };
})()`;

/** The quick picks of a window; `rest` takes the pointer to where it makes nothing show. */
export const picksOf = (page: Page, rest: () => Promise<void>): Picks => {
  const box = page.locator('.quick-input-widget:visible');
  const input = box.locator('.quick-input-box input');
  const rows = box.locator('.quick-input-list .monaco-list-row');
  // A window that is just being loaded anew cannot be asked, and shows nothing.
  const face = (): Promise<Face | null> => page.evaluate<Face | null>(readFace).catch(() => null);

  /** Until two looks in a row see the same: a line that is still being moved is not where it is clicked. */
  const standing = (what: string, hoped: (face: Face) => boolean): Promise<Face> => {
    let before = '';
    const look = async (): Promise<Face | null> => {
      const seen = await face();
      const now = JSON.stringify(seen);
      const stands = now === before;
      before = now;
      return stands && seen && hoped(seen) ? seen : null;
    };
    return waitFor(page, what, look, () => `Open was: ${before}`);
  };

  /** Until it is gone, or another has come in its place. */
  const left = (was: Face): Promise<true> =>
    waitFor(page, `The end of the pick ${headOf(was)}`, async () => {
      const now = await face();
      return now === null || headOf(now) !== headOf(was) ? true : null;
    });

  const named = (label: string): Locator =>
    rows.filter({ has: page.locator('.monaco-highlighted-label', { hasText: textPattern(label, true) }) }).first();

  const readPick = (words: string): Promise<Face> => standing(`A pick that says ${words}`, (seen) => headOf(seen).includes(words));
  const withLine = (text: string): Promise<Face> =>
    standing(`A line with ${text}`, ({ lines }) => lines.some((line) => line.includes(text)));
  /** The nth row from above; rows stand in the page in any order. */
  const clickLine = async ({ lines, numbers }: Face, text: string): Promise<void> => {
    const at = lines.findIndex((line) => line.includes(text));
    await box.locator(`.quick-input-list .monaco-list-row[data-index="${numbers[at]}"]`).click();
  };

  return {
    face,
    readPick,
    pick: async (text) => {
      const was = await withLine(text);
      await clickLine(was, text);
      await rest();
      await left(was);
    },
    tick: async (text) => {
      await clickLine(await withLine(text), text);
      await box.locator('.quick-input-count', { hasText: '1' }).waitFor();
    },
    say: async (question, text) => {
      const was = await readPick(question);
      await input.fill(text);
      await page.keyboard.press('Enter');
      await left(was);
    },
    chooseIn: async (keys, text, line) => {
      const was = await reached(page, `${keys} did not lead to ${line}`, async (timeout) => {
        await page.keyboard.press(keys);
        await input.fill(text, { timeout });
        await named(line).waitFor({ timeout });
        const seen = await standing(line, ({ lines }) => lines.length > 0);
        await named(line).click({ timeout });
        return seen;
      });
      await rest();
      await left(was);
    },
    goToLine: (line) =>
      reached(page, `The cursor did not go to line ${line}`, async (timeout) => {
        await page.keyboard.press('Control+G');
        await input.fill(`:${line}`, { timeout });
        await page.keyboard.press('Enter');
        await page.locator('.statusbar-item', { hasText: new RegExp(`Ln\\s${line},`) }).waitFor({ timeout });
        await box.waitFor({ state: 'hidden', timeout });
      }),
  };
};

/** A busy window may miss a key, and whatever takes the focus closes a pick: a person then does it again, with more patience. */
const reached = async <T>(page: Page, otherwise: string, attempt: (timeout: number) => Promise<T>): Promise<T> => {
  let cause: unknown;
  for (let timeout = 3000; timeout < patience; timeout *= 2) {
    try {
      return await attempt(timeout);
    } catch (error) {
      cause = error;
      await page.keyboard.press('Escape');
    }
  }
  throw new Error(otherwise, { cause });
};

/** What tells one pick from the next. */
const headOf = ({ title, placeholder, message }: Face): string => [title, placeholder, message].join(' | ');

/** A text as the workbench shows it, which writes U+00A0 for spaces. */
export const textPattern = (text: string, whole: boolean): RegExp =>
  new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s')}${whole ? '$' : ''}`);
