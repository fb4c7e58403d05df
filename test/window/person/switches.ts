import { equal } from 'node:assert/strict';
import type { Person } from './person.ts';

const margin = 'transform/models/marts/finance/fct_margin.sql';

/** What only the window shows of settings; the suite in the extension host tries those of lenses, hover and problems. */
export const switches = (sit: () => Person): void => {
  suite('Switches', () => {
    test('the status bar says what is open and leads to the checklist; switched off it is gone, switched on it is back', async () => {
      const person = sit();
      const item = person.page.locator('.statusbar-item[id$="pipelineCoach.readiness"]');
      const look = async (): Promise<void> => {
        await person.openFile(margin);
        await person.readLenses();
      };
      await person.closeAll();
      await look();
      await item.getByText(/^\s*\d+\sopen$/).click();
      await person.readPanel(/^fct_margin/);
      await person.closeAll();
      await person.changeSettings({ 'pipelineCoach.statusBar': false });
      await look();
      await person.page.waitForTimeout(1000);
      equal(await item.count(), 0);
      await person.changeSettings({});
      await look();
      await item.getByText(/^\s*\d+\sopen$/).waitFor();
    });

    test('the editor’s own switch takes the row away, and brings it back', async () => {
      const person = sit();
      const lenses = person.page.locator('.codelens-decoration a');
      await person.changeSettings({ 'editor.codeLens': false });
      await person.openFile(margin);
      await person.page.locator('.statusbar-item[id$="pipelineCoach.readiness"]').waitFor();
      equal(await lenses.count(), 0);
      await person.changeSettings({});
      await person.openFile(margin);
      await person.readLenses();
    });
  });
};
