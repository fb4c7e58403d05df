import { equal, ok } from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { repo } from '../editors.ts';
import { type Person, themes } from './person.ts';
import { openWindow, type WindowOptions } from './window.ts';

/** A new user's first ten minutes with the shop, in a window and a copy of their own; every screen is photographed in every theme. `host` is where the extension runs. */
export const tenMinutes = (options: WindowOptions, host: 'node' | 'web'): void => {
  suite(`The first ten minutes, in the extension host of ${host}`, function () {
    this.timeout(900_000);

    test('from the first row to switched-off lenses', async () => {
      const data = `${options.data}-ten-${host}`;
      const workspace = `${data}-shop`;
      await cp(join(repo, 'samples', 'shop'), workspace, { recursive: true });
      const settings = host === 'web' ? { 'remote.extensionKind': { 'pipeline-coach.pipeline-coach': ['web'] } } : {};
      const { person, close } = await openWindow({ ...options, data, workspace, settings });
      try {
        await play(person, host);
      } catch (error) {
        await person.screenshot(`ten-${host}/failed`);
        throw error;
      } finally {
        await close();
      }
    });
  });
};

const play = async (person: Person, host: string): Promise<void> => {
  /** Not while a pick is open: whatever the editor does then may close it. */
  const photograph = async (name: string): Promise<void> => {
    for (const theme of themes) {
      await person.setTheme(theme);
      await person.screenshot(`ten-${host}/${name}-${theme}`);
    }
    await person.setTheme('dark');
  };
  const frontIs = (name: string | RegExp): Promise<void> =>
    person.page.locator('.editor-group-container.active .tab.active', { hasText: name }).waitFor();
  const readsRow = async (): Promise<void> => {
    await person.openFile('transform/models/marts/finance/fct_margin.sql');
    const [row = []] = await person.readLenses();
    equal(row[2], 'Who owns this?');
    await photograph('01-row');
  };
  const answersTheOwner = async (): Promise<void> => {
    await person.clickLens('Who owns this?');
    await person.readPick('Who owns this');
    await person.screenshot(`ten-${host}/02-answer-pick`);
    await person.pick('_finance.yml');
    await person.say('Type an answer', 'finance-data');
    await person.waitForLens('owner finance-data');
    await photograph('02-answered');
  };
  const opensTheChecklist = async (): Promise<void> => {
    await person.palette('Pipeline Coach: Readiness Checklist');
    await person.readPanel(/^fct_margin/);
    await photograph('03-checklist');
  };
  const followsEvidence = async (): Promise<void> => {
    await person.pressInPanel(/_finance\.yml:\d+/);
    await frontIs('_finance.yml');
    await photograph('04-evidence');
    await person.save('transform/models/marts/finance/_finance.yml');
  };
  const waives = async (): Promise<void> => {
    await person.pressInPanel(/^Waive…: How can this fail/);
    await person.pick('Waive until a day');
    await person.pick('fct_margin only');
    await person.say('Why', 'it goes with the old warehouse');
    await person.say('Until when?', '2099-01-31');
    await person.readPanel(/waived/);
    await photograph('05-waived');
  };
  const draftsTheUpdate = async (): Promise<void> => {
    await person.pressInPanel('It has failed…');
    await person.readPick('Fill in what is known');
    await person.screenshot(`ten-${host}/06-incident-form`);
    await person.pick('Show all three in a new document');
    await frontIs(/Untitled-\d/);
    await photograph('07-incident-text');
    await person.palette('View: Revert and Close Editor');
  };
  const briefsADag = async (): Promise<void> => {
    await person.closeAll();
    await person.openFile('dags/payments_import.py');
    await person.palette('Pipeline Coach: Brief for a New Pipeline');
    await person.pick('Airflow DAG');
    await person.say('Which decision or process', 'Purchasing decides every Monday what to order again');
    await person.readPick('What does it read?');
    await person.press('Enter');
    await person.say('What is it called?', 'stock_levels');
    await person.readPick('Answer what can be answered now');
    await person.screenshot(`ten-${host}/08-brief-form`);
    await person.pick('Write it');
    await frontIs('stock_levels.py');
    await person.readLenses();
    await photograph('09-brief-dag');
  };
  const asksAQuestionOfTheirOwn = async (): Promise<void> => {
    await person.clickLens('owner');
    await person.pick('Ask my own question');
    await person.say('What do you want to know', 'Who looks at it when purchasing is closed?');
    await person.palette('Pipeline Coach: Readiness Checklist');
    await person.readPanel(/Who looks at it when purchasing is closed\?/);
    await person.panel().locator('#mine').scrollIntoViewIfNeeded();
    await photograph('10-own-question');
  };
  const loadsTheWindowAnew = async (): Promise<void> => {
    await person.reload(async () => undefined);
    await person.readPanel(/^stock_levels.*Who looks at it when purchasing is closed\?/s);
  };
  const switchesTheLensesOff = async (): Promise<void> => {
    await person.changeSettings({ 'pipelineCoach.codeLens': 'off' });
    await person.openFile('transform/models/marts/finance/fct_margin.sql');
    await person.page.locator('.statusbar-item', { hasText: /open/ }).first().waitFor();
    equal(await person.page.locator('.codelens-decoration a').count(), 0);
    await photograph('11-no-lenses');
  };

  await readsRow();
  if (host === 'web') {
    await person.palette('Developer: Show Running Extensions');
    await person.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: /pipeline.coach.*web worker/is }).waitFor();
    await person.palette('View: Close Editor');
  }
  await answersTheOwner();
  await opensTheChecklist();
  await followsEvidence();
  await waives();
  await draftsTheUpdate();
  await briefsADag();
  await asksAQuestionOfTheirOwn();
  await loadsTheWindowAnew();
  await switchesTheLensesOff();
  ok((await person.notifications()).length === 0);
};
