import { deepEqual, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Person } from './person.ts';

/** What every frame showed: the row's titles, and how many pixels lay between the row and the line that it stands above. */
interface Seen {
  readonly frames: number;
  /** What was seen, told apart; each but once, in the order in which it came. */
  readonly rows: readonly string[];
}

/** Runs in the page, and looks before every frame until `window.seenRows` is taken. The line is the one that starts so. */
const look = `(start) => {
  const seen = (window.seenRows = { frames: 0, rows: [], over: false });
  const plain = (text) => text.replaceAll('\\u00a0', ' ').trim();
  const frame = () => {
    if (seen.over) return;
    const editor = document.querySelector('.editor-group-container.active .monaco-editor[data-uri]');
    const line = [...editor.querySelectorAll('.view-line')].find((it) => plain(it.textContent).startsWith(start));
    const below = line?.getBoundingClientRect().top;
    const rows = [...editor.querySelectorAll('.codelens-decoration')].map((row) => ({
      titles: [...row.querySelectorAll('a')].map((it) => plain(it.innerText)),
      above: Math.round((below - row.getBoundingClientRect().bottom) / 5) * 5,
    }));
    const now = JSON.stringify(rows);
    seen.frames += 1;
    if (!seen.rows.includes(now)) seen.rows.push(now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}`;

const seenWhile = async (page: Page, start: string, act: () => Promise<void>): Promise<Seen> => {
  await page.evaluate(`(${look})(${JSON.stringify(start)})`);
  await act();
  // The editor asks for lenses anew some time after the last key.
  await page.waitForTimeout(2000);
  return page.evaluate<Seen>('(() => { seenRows.over = true; return seenRows; })()');
};

/** The row while somebody types: in no frame is it gone, elsewhere, or another. */
export const steady = (sit: () => Person): void => {
  suite('While somebody types', () => {
    const line = 'with DAG(';
    const types = async (where: number, keys: readonly string[]): Promise<Seen> => {
      const person = sit();
      await person.openFile('dags/daily_finance.py');
      await person.readLenses();
      await person.goToLine(where);
      await person.press('End');
      const seen = await seenWhile(person.page, line, async () => {
        for (const key of keys) {
          await (key === 'Enter' ? person.press(key) : person.type(key));
          await person.page.waitForTimeout(150);
        }
      });
      await person.revert();
      return seen;
    };
    const stood = ({ frames, rows }: Seen): void => {
      ok(frames > 20, `${frames} frames`);
      deepEqual(rows.slice(1), [], `it was ${rows[0]}`);
      ok(rows[0]?.includes('owner finance-data'), rows[0]);
    };

    test('the row goes along with its line when lines are typed above it', async () => {
      stood(await types(1, ['Enter', '# by ', 'hand', 'Enter', 'x = 1', 'Enter', 'Enter']));
    });

    test('the row stands while the text above it is broken', async () => {
      stood(await types(1, ['Enter', 'broken = {', '"a": [', 'Enter', '1, ', 'Enter', 'open(']));
    });

    test('the row stands while its own call is broken', async () => {
      stood(await types(28, ['Enter', 'tags=[', 'Enter', 'owner_links={', '"a": (', 'Enter']));
    });
  });
};
