import { copyFile } from 'node:fs/promises';
import { openWindow, type WindowOptions } from './window.ts';

/** So that the longest line of the model fits into half a window. */
const narrow = { 'editor.fontSize': 12, 'editor.glyphMargin': false, 'workbench.activityBar.location': 'hidden' };

/** Takes the README's pictures: a model that nobody owns with its row and checklist; what feeds a model and what it feeds; an update. Sharp, on a screen of twice the dots. */
export const takePicture = (options: WindowOptions, file: string): void => {
  test('takes the pictures of the README', async () => {
    const { person, close } = await openWindow({
      ...options,
      data: `${options.data}-picture`,
      settings: narrow,
      size: { width: 1320, height: 680 },
      scale: 2,
    });
    const keep = async (name: string): Promise<void> =>
      copyFile(await person.screenshot(`readme${name}`), file.replace('.png', `${name}.png`));
    const open = async (path: string): Promise<void> => {
      await person.closeAll();
      await person.openFile(path);
      await person.readLenses();
    };
    try {
      await person.setTheme('dark');
      await open('transform/models/marts/finance/fct_margin.sql');
      await person.palette('View: Toggle Primary Side Bar Visibility');
      await person.palette('Pipeline Coach: Readiness Checklist');
      await person.readPanel(/^fct_margin/);
      await keep('');
      await open('transform/models/marts/finance/fct_orders.sql');
      await person.palette('Pipeline Coach: Readiness Checklist');
      await person.readPanel(/^fct_orders/);
      await person
        .panel()
        .locator('body')
        .evaluate((body) => body.ownerDocument.scrollingElement?.scrollTo(0, 100_000));
      await keep('-picture');
      await open('dags/daily_finance.py');
      await person.palette('Pipeline Coach: Draft Incident Update');
      await person.pick('Show all three in a new document');
      await person.page.locator('.tab.active', { hasText: /Untitled-\d/ }).waitFor();
      await keep('-incident');
    } finally {
      await close();
    }
  });
};
