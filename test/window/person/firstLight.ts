import { deepEqual, equal, match } from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { insertion } from './insertion.ts';
import { type Person, themes } from './person.ts';

const finance = 'transform/models/marts/finance';

/** The first things that somebody new does with the sample shop. */
export const firstLight = (workspace: string, sit: () => Person): void => {
  suite('A person at the window', () => {
    let person: Person;
    const onDisk = (path: string): Promise<Buffer> => readFile(join(workspace, path));

    suiteSetup(() => {
      person = sit();
    });

    test('reads above a model who uses it, how it fails, who owns it, and that nothing is open', async () => {
      await person.openFile(`${finance}/fct_orders.sql`);
      const [row = []] = await person.readLenses();
      equal(row.length, 4);
      equal(row[0], '2 consumers, 1 dashboard');
      equal(row[2], 'owner finance-data');
    });

    test('reads above a DAG what is known, through two imported dictionaries', async () => {
      await person.openFile('dags/daily_finance.py');
      const [row = []] = await person.readLenses();
      equal(row.length, 4);
      equal(row[2], 'owner finance-data');
    });

    test('answers who owns a model: one entry is written, and undo takes back every byte', async () => {
      const properties = `${finance}/_finance.yml`;
      const before = await onDisk(properties);
      await person.openFile(`${finance}/fct_margin.sql`);
      const [row = []] = await person.readLenses();
      match(row[3] ?? '', /^\d+ open$/);
      await person.clickLens('Who owns this?');
      match((await person.readPick('Who owns this')).lines[0] ?? '', /_finance\.yml\na new entry for fct_margin/);
      await person.screenshot('pick');
      await person.pick('_finance.yml');
      await person.say('Type an answer', 'finance-data');
      await person.waitForLens('owner finance-data');
      deepEqual(await onDisk(properties), before, 'nothing is saved behind the back');

      await person.openFile(properties);
      const written = insertion(before, await person.save(properties));
      equal(written?.trim(), '- name: fct_margin\n    config:\n      meta:\n        owner: finance-data');
      await person.undo();
      deepEqual(await person.save(properties), before);
      await person.openFile(`${finance}/fct_margin.sql`);
      await person.waitForLens('Who owns this?');
    });

    test('answers who owns a DAG, in the file in front; what is typed counts, though a name in use begins so', async () => {
      const path = 'dags/ad_spend.py';
      const before = await onDisk(path);
      await person.openFile(path);
      await person.clickLens('owner');
      await person.pick('default_args');
      await person.say('Type an answer', 'finance');
      await person.waitForLens('owner finance, growth');
      equal(insertion(before, await person.save(path)), ', "owner": "finance"');
      await person.undo();
      deepEqual(await person.save(path), before);
    });

    test('keeps the row while a file is half typed', async () => {
      await person.openFile('dags/daily_finance.py');
      const whole = await person.readLenses();
      await person.press('ControlOrMeta+Home');
      await person.type('broken = {"a": [1, ');
      await person.readEditor(/^broken = /);
      await person.page.waitForTimeout(1500);
      deepEqual(await person.readLenses(), whole);
      await person.revert();
    });

    test('has no row for a file that is deleted under its tab, and has it back with the file', async () => {
      const path = `${finance}/fct_refunds.sql`;
      await person.openFile(path);
      const whole = await person.readLenses();
      const bytes = await onDisk(path);
      await rm(join(workspace, path));
      await person.page.locator('.codelens-decoration a').first().waitFor({ state: 'detached' });
      await writeFile(join(workspace, path), bytes);
      deepEqual(await person.readLenses(), whole);
    });

    test('looks right in every theme', async () => {
      await person.closeAll();
      await person.openFile(`${finance}/fct_margin.sql`);
      await person.readLenses();
      await person.palette('Pipeline Coach: Readiness Checklist');
      await person.readPanel(/^fct_margin/);
      for (const theme of themes) {
        await person.setTheme(theme);
        await person.screenshot(theme);
      }
    });
  });
};
