import { match, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { again } from './patience.ts';
import type { Person } from './person.ts';

/** New pipelines, from the first question to the files. */
export const brief = (workspace: string, sit: () => Person): void => {
  suite('A brief for a new pipeline', () => {
    let person: Person;

    setup(async () => {
      person = sit();
      await person.closeAll();
    });

    test('asks for the decision and for what reads the same, then writes a model with its entry', async () => {
      await person.openFile('transform/models/marts/finance/fct_margin.sql');
      await person.readLenses();
      await person.palette('Pipeline Coach: Brief for a New Pipeline');
      await person.pick('dbt model');
      await person.say('Which decision or process', 'Finance decides every month which products to drop');
      await person.readPick('What does it read?');
      await person.tick('shop.orders');
      await person.press('Enter');
      const { lines } = await person.readPick('Is one of these enough');
      ok(lines.some((line) => line.includes('stg_shop__orders')));
      await person.screenshot('brief-readers');
      await person.press('Enter');
      await person.say('What is it called?', 'fct_product_margin');
      await person.readPick('Answer what can be answered now');
      await person.screenshot('brief-form');
      await person.press('Enter');
      await person.say('in use:', 'daily by 07:00 UTC');
      await person.pick('Write it');
      await person.page.locator('.tab.active', { hasText: 'fct_product_margin.sql' }).waitFor();
      await person.readEditor(/\{\{ source\('shop', 'orders'\) \}\}/);
      await person.screenshot('brief-model');
      await person.openFile('transform/models/marts/finance/_finance.yml');
      await person.readLenses();
      await person.press('ControlOrMeta+F');
      await person.type('fct_product_margin');
      await person.press('Enter');
      await person.screenshot('brief-entry');
      await person.readEditor(/description: Finance decides every month which products to drop/);
      await person.press('Escape');
      await person.revert();
    });

    test('writes a source table below its source, which is not saved', async () => {
      await person.openFile('transform/models/staging/payments/_payments__sources.yml');
      await person.palette('Pipeline Coach: Brief for a New Pipeline');
      await person.pick('dbt source table');
      await person.say('Which decision or process', 'Customer care sees which payments are disputed');
      await person.say('What is it called?', 'payments.disputes');
      await person.readPick('Answer what can be answered now');
      await person.pick('Who owns it once it runs?');
      await person.say('Who owns it once it runs?', 'payments-data');
      await person.pick('Write it');
      const text = await person.readEditor(/- name: disputes/);
      match(text, /description: Customer care sees which payments are disputed/);
      match(text, /owner: payments-data/);
      await person.revert();
    });

    test('writes a DAG like those beside it, from the context menu of their folder', async () => {
      await person.page.locator('.explorer-folders-view').hover();
      const folder = person.page.locator('.explorer-folders-view .monaco-list-row', { hasText: /^dags$/ }).first();
      // A turn of the wheel is a few lines, whatever it says.
      for (let turns = 0; turns < 400 && !(await folder.isVisible()); turns++) {
        await person.page.mouse.wheel(0, -5000);
        await person.page.waitForTimeout(50);
      }
      const item = person.page.locator('.context-view .action-item', { hasText: 'Brief for a New Pipeline' });
      const open = async (): Promise<void> => {
        await person.press('Escape');
        await folder.click({ button: 'right' });
        await item.hover();
        await person.page.waitForTimeout(500); // a menu that has just opened takes no click
        await item.click();
      };
      await again('The context menu', open, (timeout) => person.page.locator('.quick-input-widget:visible').waitFor({ timeout }));
      await person.pick('Airflow DAG');
      await person.say('Which decision or process', '');
      await person.readPick('What does it read?');
      await person.press('Enter');
      await person.say('What is it called?', 'offer_prices');
      await person.pick('Write it');
      await person.page.locator('.tab.active', { hasText: 'offer_prices.py' }).waitFor();
      const file = join(workspace, 'dags', 'offer_prices.py');
      ok(existsSync(file));
      match(await readFile(file, 'utf8'), /^from common\.args import default_args$/m);
      const [row = []] = await person.readLenses();
      ok(row.length === 4, row.join());
      await person.screenshot('brief-dag');
    });
  });
};
