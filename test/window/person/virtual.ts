import { equal, match } from 'node:assert/strict';
import { join } from 'node:path';
import { repo } from '../editors.ts';
import { openWindow, type WindowOptions } from './window.ts';

/** A window whose only folder is on no disk, in the extension hosts of Node and of the web. */
export const virtual = (options: WindowOptions): void => {
  suite('A workspace that is on no disk', () => {
    for (const host of ['node', 'web'])
      test(`has its row, its answers and its checklist, in the extension host of ${host}`, async () => {
        const { person, close } = await openWindow({
          ...options,
          data: `${options.data}-virtual-${host}`,
          workspace: 'coachmemory:/',
          beside: join(repo, 'out/window/memoryFolder'),
          settings: host === 'web' ? { 'remote.extensionKind': { 'pipeline-coach.pipeline-coach': ['web'] } } : {},
        });
        try {
          // Quick open finds nothing here: the editor searches only where an extension does it.
          for (const name of ['models', 'fct_rides.sql'])
            await person.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).click();
          equal((await person.readLenses())[0]?.[2], 'Who owns this?');
          await person.clickLens('Who owns this?');
          await person.pick('_models.yml');
          await person.say('It is written to models/_models.yml', 'fleet-data');
          await person.waitForLens('owner fleet-data');
          await person.palette('Pipeline Coach: Readiness Checklist');
          match(await person.readPanel(/^fct_rides/), /answered: fleet-data/);
          await person.pressInPanel(/_models\.yml:\d+/);
          await person.page.locator('.tab.active', { hasText: '_models.yml' }).waitFor();
          match(await person.readEditor(/fleet-data/), /owner: fleet-data/);
          await person.screenshot(`virtual-${host}`);
        } finally {
          await close();
        }
      });
  });
};
