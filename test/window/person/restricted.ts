import { equal } from 'node:assert/strict';
import { openWindow, type WindowOptions } from './window.ts';

/** A window of its own, in which nobody has said that the workspace can be trusted. */
export const restricted = (options: WindowOptions): void => {
  suite('A workspace that is not trusted', () => {
    test('has its rows, its checklist and its answers', async () => {
      const { person, close } = await openWindow({
        ...options,
        data: `${options.data}-restricted`,
        restricted: true,
        settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' },
      });
      try {
        await person.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
        await person.openFile('transform/models/marts/finance/fct_margin.sql');
        const [row = []] = await person.readLenses();
        equal(row[2], 'Who owns this?');
        await person.clickLens('Who owns this?');
        await person.pick('_finance.yml');
        await person.say('Type an answer', 'finance-data');
        await person.waitForLens('owner finance-data');
        await person.palette('Pipeline Coach: Readiness Checklist');
        await person.readPanel(/^fct_margin/);
        await person.screenshot('restricted');
      } finally {
        await close();
      }
    });
  });
};
