import { deepEqual, equal } from 'node:assert/strict';
import { again } from './patience.ts';
import { personAt } from './person.ts';
import { openWindow, type WindowOptions } from './window.ts';

const margin = 'transform/models/marts/finance/fct_margin.sql';

/** The first five minutes of somebody who has just installed it: every step of the walkthrough, and the sample in a window of its own. */
export const walkthrough = (options: WindowOptions): void => {
  suite('The walkthrough', () => {
    test('is clicked through; its sample opens in a window of its own, and has its row', async () => {
      const { person, close } = await openWindow({ ...options, data: `${options.data}-walkthrough` });
      const { page } = person;
      const step = async (title: string, button: string): Promise<void> => {
        await page.locator('.getting-started-step', { hasText: title }).click();
        await page.locator('.getting-started-step.expanded').getByRole('button', { name: button }).click();
      };
      try {
        await person.palette('Welcome: Open Walkthrough...');
        await person.pick('Pipeline Coach: the first five minutes');
        await page.locator('.getting-started-step', { hasText: 'Open a small shop' }).waitFor();
        await person.screenshot('walkthrough-shop');
        const [window] = await Promise.all([page.waitForEvent('popup'), step('Open a small shop', 'Open the sample project')]);
        const { workspace, shots } = options;
        const visitor = personAt({ page: window, workspace, shots, changeSettings: async () => undefined });
        await visitor.openFile(margin);
        equal((await visitor.readLenses())[0]?.[2], 'Who owns this?');
        await visitor.screenshot('walkthrough-sample');
        await window.close();

        await page.locator('.getting-started-step', { hasText: 'Read the row above a model' }).click();
        await person.screenshot('walkthrough-row');
        await step('Open the checklist beside it', 'Readiness Checklist');
        await person.readPick('A model, source or DAG');
        await person.type('fct_margin');
        await person.pick('fct_margin');
        await person.readPanel(/^fct_margin/);
        await person.screenshot('walkthrough-checklist');
        await page.locator('.tab', { hasText: 'Walkthrough' }).click();
        await step('Draft the first words on a failure', 'Draft Incident Update');
        await person.screenshot('walkthrough-incident');
        await person.press('Escape');
        await page.locator('.tab', { hasText: 'Walkthrough' }).click();
        await step('Make it as quiet as you like', 'Settings');
        const setting = page.locator('.settings-editor .setting-item', { hasText: 'Pipeline Coach: Code Lens' }).first();
        await setting.waitFor();
        await person.screenshot('walkthrough-quiet');
        await again(
          'Choosing one lens',
          async () => void (await setting.locator('select').selectOption('next')),
          (timeout) => setting.locator('.is-configured').waitFor({ timeout }),
        );
        await page.locator('.tab', { hasText: 'Walkthrough' }).click();
        await page.locator('.getting-started-step.expanded', { hasText: 'Make it as quiet as you like' }).locator('.complete').waitFor();
        await person.openFile(margin);
        deepEqual(await person.readLenses(), [['7 open']]);
      } finally {
        await close();
      }
    });
  });
};
