import type { Page } from 'playwright-core';
import { patience } from '../waiting.ts';

/** Looks until there is something to see. `look` returns null until then; `last` says what was seen instead. */
export const waitFor = async <T>(page: Page, what: string, look: () => Promise<T | null>, last: () => unknown = () => ''): Promise<T> => {
  for (const until = Date.now() + patience; Date.now() < until; await page.waitForTimeout(100)) {
    const found = await look();
    if (found !== null) return found;
  }
  throw new Error(`${what} did not come within ${patience} ms. ${last()}`);
};

/** Acts until it had its effect: a busy window may miss a key or a click, and a person then does it again, a little later each time. */
export const again = async (what: string, act: () => Promise<void>, effect: (timeout: number) => Promise<unknown>): Promise<void> => {
  let cause: unknown;
  for (let timeout = 5000; timeout < patience; timeout *= 2) {
    try {
      await act();
      await effect(timeout);
      return;
    } catch (error) {
      cause = error;
    }
  }
  throw new Error(`${what} had no effect`, { cause });
};
