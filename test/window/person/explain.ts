import type { Person } from './person.ts';

/** The pages of questions, which need no network: from the palette, from the checklist, from a pick. */
export const explain = (sit: () => Person): void => {
  suite('A question’s page', () => {
    test('is shown for what comes next, and for what a lens asks', async () => {
      const person = sit();
      await person.closeAll();
      await person.openFile('transform/models/marts/finance/fct_refunds.sql');
      await person.readLenses();
      await person.palette('Pipeline Coach: Explain a Question');
      await person.readPick('Explain a Question');
      await person.press('Enter');
      await person.readPanel(/Who owns this after it is deployed/);
      await person.screenshot('explain');
      await person.closeAll();
      await person.openFile('transform/models/marts/finance/fct_refunds.sql');
      await person.clickLens('Who uses this?');
      await person.type('Why this is asked');
      await person.pick('Why this is asked');
      await person.readPanel(/Who uses this, and would they notice/);
    });
  });
};
