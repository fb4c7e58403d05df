import { deepEqual, equal, match } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { insertion } from './insertion.ts';
import type { Person } from './person.ts';

const command = 'Pipeline Coach: Readiness Checklist';
const sources = 'transform/models/staging/payments/_payments__sources.yml';
const dag = 'dags/board_report.py';

/** The checklist, opened from the palette where the cursor stands, and answered from. */
export const checklist = (workspace: string, sit: () => Person): void => {
  suite('The readiness checklist', () => {
    let person: Person;

    setup(async () => {
      person = sit();
      await person.setTheme('dark');
      await person.palette('View: Close All Editors');
    });

    const openAt = async (path: string, line: number): Promise<string> => {
      await person.openFile(path);
      await person.readLenses();
      await person.press('Control+G');
      await person.enter(`:${line}`);
      await person.palette(command);
      return person.readPanel();
    };

    test('for a model', async () => {
      const panel = await openAt('transform/models/marts/finance/fct_refunds.sql', 1);
      match(panel, /fct_refunds.*model · mart/s);
      match(panel, /TBD answers nobody/);
      await person.screenshot('checklist-model');
    });

    test('for the source table at the cursor', async () => {
      const panel = await openAt(sources, 14);
      match(panel, /payments\.refunds.*source/s);
      match(panel, /How fresh must this be.*not answered/s);
      await person.screenshot('checklist-source');
    });

    test('for a DAG; one answer is given from it, and undo takes back every byte', async () => {
      const before = await readFile(join(workspace, dag));
      match(await openAt(dag, 1), /board_report.*DAG|board_report.*dag/s);
      await person.screenshot('checklist-dag');
      await person.answerInPanel('Why does this exist');
      await person.pick('description');
      await person.enter('The figures that the board decides on');
      await person.page.locator('.tab.dirty').first().waitFor();
      await person.palette('View: Focus First Editor Group');
      const written = insertion(before, await person.save(dag));
      match(written ?? '', /description="The figures that the board decides on"/);
      await person.undo();
      deepEqual(await person.save(dag), before);
    });

    test('as a quick pick, without leaving the keyboard', async () => {
      await person.openFile('transform/models/marts/finance/fct_margin.sql');
      await person.readLenses();
      await person.palette(`${command} (Quick Pick)`);
      const { title, lines } = await person.readPick();
      match(title, /fct_margin/);
      equal(lines.filter((line) => line.includes('Who owns this')).length, 1);
      await person.screenshot('checklist-pick');
      await person.press('Escape');
    });
  });
};
