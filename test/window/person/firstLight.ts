import { deepEqual, equal } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenWindow, openWindow, type WindowOptions } from './window.ts';

/** The first things that somebody new does. */
export const firstLight = (options: WindowOptions, _picture: string | undefined): void => {
  suite('A person at the window', () => {
    let window: OpenWindow;
    suiteSetup(async () => {
      window = await openWindow(options);
    });
    suiteTeardown(() => window?.close());

    test('answers', async () => {
      const { person } = window;
      const path = 'models/a.sql';
      const before = await readFile(join(options.workspace, path));
      await person.openFile(path);
      await person.setTheme('dark');
      deepEqual(await person.readLenses(), [['3 consumers', 'Who owns this?']]);
      await person.screenshot('dark');
      await person.clickLens('Who owns this?');
      console.log(await person.readPick());
      await person.pick('there');
      console.log(await person.readPick());
      await person.type('me');
      await person.press('Enter');
      await person.page.waitForTimeout(500);
      equal((await person.save(path)).toString(), `-- owner me\n${before}`);
      await person.undo();
      deepEqual(await person.save(path), before);
      await person.setTheme('light');
      await person.screenshot('light');
      await person.setTheme('high-contrast');
      await person.screenshot('hc');
      deepEqual(await person.notifications(), []);
    });
  });
};
