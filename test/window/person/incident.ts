import { match } from 'node:assert/strict';
import type { Person } from './person.ts';

/** The first words on a failure, from the lens to the text. */
export const incident = (sit: () => Person): void => {
  suite('An incident update', () => {
    let person: Person;

    setup(async () => {
      person = sit();
      await person.closeAll();
    });

    test('is drafted from the failure lens, in one form, without leaving the keyboard', async () => {
      await person.openFile('dags/daily_finance.py');
      await person.clickLens('failures go to');
      await person.pick('It has failed');
      await person.readPick('Fill in what is known');
      await person.screenshot('incident-form');
      await person.press('Enter');
      await person.say('Since when', '05:10 UTC');
      await person.readPick('Fill in what is known');
      await person.press('Enter');
      await person.say('What we know', 'The settlements of yesterday are missing');
      await person.pick('Show all three in a new document');
      await person.page.locator('.tab.active', { hasText: /Untitled-\d/ }).waitFor();
      const text = await person.readEditor(/daily_finance is down/);
      match(text, /Since:\*? 05:10 UTC/);
      match(text, /The settlements of yesterday are missing/);
      await person.screenshot('incident-text');
      await person.palette('View: Revert and Close Editor');
    });
  });
};
