import { copyFile } from 'node:fs/promises';
import { openWindow, type WindowOptions } from './window.ts';

/** So that the longest line of the model fits into half a window. */
const narrow = { 'editor.fontSize': 12, 'editor.glyphMargin': false, 'workbench.activityBar.location': 'hidden' };

/** Takes the README's picture: a model that nobody owns, its row, and the checklist beside it. Sharp, on a screen of twice the dots. */
export const takePicture = (options: WindowOptions, file: string): void => {
  test('takes the picture of the README', async () => {
    const { person, close } = await openWindow({
      ...options,
      data: `${options.data}-picture`,
      settings: narrow,
      size: { width: 1320, height: 680 },
      scale: 2,
    });
    try {
      await person.setTheme('dark');
      await person.openFile('transform/models/marts/finance/fct_margin.sql');
      await person.palette('View: Toggle Primary Side Bar Visibility');
      await person.readLenses();
      await person.palette('Pipeline Coach: Readiness Checklist');
      await person.readPanel();
      await copyFile(await person.screenshot('readme'), file);
    } finally {
      await close();
    }
  });
};
