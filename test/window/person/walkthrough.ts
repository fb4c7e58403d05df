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
      const expanded = page.locator('.getting-started-step.expanded');
      const own = page.locator('button.getting-started-category', { hasText: 'Pipeline Coach' });
      /** The newer editor calls its tab *Welcome*, and shows all walkthroughs when one comes back to it. */
      const backTo = (title: string): Promise<void> =>
        again(
          `Going back to the step ${title}`,
          async () => {
            await page.locator('.tab', { hasText: /^(Walkthrough|Welcome)/ }).click();
            if (await own.isEnabled()) await own.click({ timeout: 3000 });
            await page.locator('.getting-started-step', { hasText: title }).click({ timeout: 3000 });
          },
          (timeout) => expanded.filter({ hasText: title }).waitFor({ timeout }),
        );
      const step = async (title: string, button: string): Promise<void> => {
        await backTo(title);
        await expanded.getByRole('button', { name: button }).click();
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

        await backTo('Read the row above a model');
        await person.screenshot('walkthrough-row');
        await step('Open the checklist beside it', 'Readiness Checklist');
        await person.readPick('A model, source or DAG');
        await person.type('fct_margin');
        await person.pick('fct_margin');
        await person.readPanel(/^fct_margin/);
        await person.screenshot('walkthrough-checklist');
        await step('Draft the first words on a failure', 'Draft Incident Update');
        await person.screenshot('walkthrough-incident');
        await person.press('Escape');
        await step('Make it as quiet as you like', 'Settings');
        const setting = page.locator('.settings-editor .setting-item', { hasText: 'Pipeline Coach: Code Lens' }).first();
        await setting.waitFor();
        await person.screenshot('walkthrough-quiet');
        await again(
          'Choosing one lens',
          async () => void (await setting.locator('select').selectOption('next')),
          (timeout) => setting.locator('.is-configured').waitFor({ timeout }),
        );
        await person.openFile(margin);
        await page.locator('.codelens-decoration a').nth(1).waitFor({ state: 'detached' });
        deepEqual(await person.readLenses(), [['7 open']]);
        // Anew: the newer editor ticks nothing off on a page that is not in front.
        await person.closeAll();
        await person.palette('Welcome: Open Walkthrough...');
        await person.pick('Pipeline Coach: the first five minutes');
        await page.locator('.getting-started-step', { hasText: 'Make it as quiet as you like' }).locator('.complete').waitFor();
      } catch (error) {
        await person.screenshot('walkthrough-failed');
        throw error;
      } finally {
        await close();
      }
    });
  });
};
