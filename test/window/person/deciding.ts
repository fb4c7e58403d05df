import { equal, match, ok } from 'node:assert/strict';
import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { insertion } from './insertion.ts';
import type { Person } from './person.ts';

const teamFile = '.pipeline-coach.yml';
const margin = 'transform/models/marts/finance/fct_margin.sql';
const spend = 'dags/ad_spend.py';

/** What is said to a question besides answering it: from a lens, the light bulb, the checklist. */
export const deciding = (workspace: string, sit: () => Person): void => {
  suite('Saying something else', () => {
    let person: Person;

    setup(async () => {
      person = sit();
      await person.setTheme('dark');
      await person.closeAll();
    });
    suiteTeardown(() => rm(join(workspace, teamFile), { force: true }));

    const lensWith = (words: RegExp) => async (): Promise<string> => {
      const [row = []] = await person.readLenses();
      return row.find((title) => words.test(title)) ?? row.join(' | ');
    };

    test('a waiver from the lens begins the team file, which the pick names as new, and the lens says until when', async () => {
      await person.openFile(margin);
      const [row = []] = await person.readLenses();
      await person.clickLens(row[2] ?? '');
      await person.readPick('Who owns this');
      await person.screenshot('decide-pick');
      await person.pick('Waive until a day');
      const { lines } = await person.readPick('For this one, or for all of a folder?');
      ok(
        lines.some((line) => line.includes('fct_margin only') && line.includes('new file') && line.includes(teamFile)),
        lines.join('\n'),
      );
      await person.screenshot('decide-places');
      await person.pick('fct_margin only');
      await person.say('Why is it not asked for now?', 'it goes with the old warehouse');
      await person.readPick('Until when?');
      await person.screenshot('decide-day');
      await person.say('Until when?', '2099-01-31');
      await person.waitForLens('owner waived until 2099-01-31');
      const text = await readFile(join(workspace, teamFile), 'utf8');
      match(
        text,
        /^waivers:\n {2}- question: owner-\S+\n {4}id: model\.shop\.fct_margin\n {4}reason: it goes with the old warehouse\n {4}until: "2099-01-31"\n$/,
      );
      await person.screenshot('decide-waived');
    });

    test('not applicable from the light bulb, as a comment in the DAG; undo takes back every byte', async () => {
      const before = await readFile(join(workspace, spend));
      await person.openFile(spend);
      await person.readLenses();
      const [first = ''] = (await person.readEditor(/DAG\(|@dag/)).split('\n').filter((line) => /DAG\(|@dag/.test(line));
      const line =
        before
          .toString()
          .split('\n')
          .findIndex((one) => one.replace(/\s+/g, ' ').trim() === first.replace(/\s+/g, ' ').trim()) + 1;
      await person.goToLine(line);
      await person.fix('is not applicable because', 'decide-light-bulb');
      await person.pick(`a comment in ${spend}`);
      await person.say('Why does the question never arise here?', 'an experiment that nobody reads');
      const written = insertion(before, await person.save(spend));
      match(written ?? '', /^ *# coach: not-applicable [\w-]+ because an experiment that nobody reads\n$/);
      await person.undo();
      ok((await person.save(spend)).equals(before));
    });

    test('put off for a week it is not asked, and nothing is written', async () => {
      await person.openFile('transform/models/marts/marketing/mart_customer_segments.sql');
      const [row = []] = await person.readLenses();
      const open = row.at(-1) ?? '';
      await person.goToLine(1);
      const said = person.page.locator('.part.statusbar').getByText('You are asked again on');
      await Promise.all([said.waitFor(), person.fix('again next week')]);
      const fewer = `${Number.parseInt(open, 10) - 1} open`;
      await person.waitForLens(fewer);
      equal(await lensWith(/ open$/)(), fewer);
      equal(await person.page.locator('.tab.dirty').count(), 0);
    });

    test('my own question stands in the checklist until it is done', async () => {
      await person.openFile(margin);
      await person.readLenses();
      await person.palette('Pipeline Coach: Readiness Checklist');
      await person.pressInPanel(/^Waive…: /);
      await person.pick('Ask my own question');
      await person.say('What do you want to know', 'Is the margin before or after returns?');
      const done = person.panel().getByRole('button', { name: /^Done: Is the margin/ });
      await done.waitFor();
      await person.screenshot('decide-own-question');
      await done.click();
      await done.waitFor({ state: 'detached' });
    });

    test('a question of our own is asked at once of everything of that kind', async () => {
      await person.openFile(margin);
      await person.readLenses();
      await person.clickLens('owner waived');
      await person.pick('Ask a question of our own');
      await person.say('What does the team ask?', 'Does this hold personal data?');
      await person.say('Why is it asked?', 'Deleting it later means finding it first.');
      await person.page.locator('.tab.active', { hasText: teamFile }).waitFor();
      await person.screenshot('decide-ask');
      match((await person.save(teamFile)).toString(), /\nask:\n {2}- id: does-this-hold-personal-data\n/);
      await person.openFile('transform/models/marts/finance/fct_revenue_daily.sql');
      await person.readLenses();
      await person.palette('Pipeline Coach: Readiness Checklist');
      await person.readPanel(/Our own questions.*Does this hold personal data\?/s);
      await access(join(workspace, teamFile));
    });
  });
};
