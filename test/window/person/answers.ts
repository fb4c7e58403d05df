import { deepEqual, equal, match } from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { insertion } from './insertion.ts';
import type { Person } from './person.ts';

const sources = 'transform/models/staging/payments/_payments__sources.yml';
const exposures = 'transform/models/marts/_exposures.yml';
const project = 'transform/dbt_project.yml';
const models = 'transform/models/staging/shop/_shop__models.yml';

/** Answers by the light bulb, by a snippet, and for a whole folder; each undone to the byte. */
export const answers = (workspace: string, sit: () => Person): void => {
  suite('Answers', () => {
    let person: Person;
    const onDisk = (path: string): Promise<Buffer> => readFile(join(workspace, path));

    setup(async () => {
      person = sit();
      await person.closeAll();
    });

    const goTo = async (path: string, line: number): Promise<void> => {
      await person.openFile(path);
      await person.readLenses();
      await person.goToLine(line);
    };

    const undone = async (path: string, before: Buffer): Promise<void> => {
      await person.undo();
      deepEqual(await person.save(path), before);
    };

    test('the light bulb names the owner of a source table', async () => {
      const before = await onDisk(sources);
      await goTo(sources, 9);
      await person.fix('Set the owner…');
      await person.pick('_payments__sources.yml');
      await person.say('Type an answer', 'payments-data');
      await person.page.locator('.tab.dirty').first().waitFor();
      const name = '      - name: transactions\n';
      const description = /.* charge a card.*\n/.exec(String(before))?.[0] ?? '';
      const after = String(await person.save(sources));
      const config = '        config:\n          meta:\n            owner: payments-data\n';
      equal(after, String(before).replace(name + description, name + description + config));
      await undone(sources, before);
    });

    test('an answer that is typed where it stands: the gap is selected, and one step takes it back', async () => {
      const before = await onDisk(sources);
      const name = /.* charge a card.*\n/.exec(String(before))?.[0] ?? '';
      const owned = (owner: string) =>
        String(before).replace(name, `${name}        config:\n          meta:\n            owner: ${owner}\n`);
      const fillIn = async (): Promise<void> => {
        await goTo(sources, 9);
        await person.fix('Set the owner…');
        await person.pick('_payments__sources.yml');
        await person.pick('Fill it in where it is written');
        await person.readEditor(/<team>/);
      };
      await fillIn();
      equal(String(await person.save(sources)), owned('"<team>"'));
      await undone(sources, before);
      await fillIn();
      await person.type('payments-data');
      await person.press('Escape');
      equal(String(await person.save(sources)), owned('"payments-data"'));
      for (let step = 0; step < 20 && !(await onDisk(sources)).equals(before); step += 1) {
        await person.undo();
        await person.save(sources);
      }
      deepEqual(await onDisk(sources), before);
    });

    test('what is not saved yet and what came to the file meanwhile both stay, and the answer goes where it belongs', async () => {
      const before = await onDisk(sources);
      const description = /.* charge a card.*\n/.exec(String(before))?.[0] ?? '';
      const config = '        config:\n          meta:\n            owner: payments-data\n';
      try {
        await goTo(sources, 1);
        await person.press('Home');
        await person.type('# not saved yet');
        await person.press('Enter');
        await person.readEditor(/# not saved yet/);
        await person.goToLine(10);
        await person.fix('Set the owner…');
        await person.pick('_payments__sources.yml');
        await person.say('Type an answer', 'payments-data');
        await person.readEditor(/owner: payments-data/);
        const dirty = `# not saved yet\n${before}`;
        equal(String(await person.save(sources)), dirty.replace(description, description + config));

        await writeFile(join(workspace, sources), before);
        await person.readEditor(/^(?![\s\S]*# not saved yet)/);
        await goTo(sources, 9);
        await person.fix('Set the owner…');
        await person.pick('_payments__sources.yml');
        await person.readPick('Type an answer');
        await writeFile(join(workspace, sources), `# from another branch\n${before}`);
        await person.readEditor(/# from another branch/);
        await person.say('Type an answer', 'payments-data');
        await person.readEditor(/owner: payments-data/);
        const pulled = `# from another branch\n${before}`;
        equal(String(await person.save(sources)), pulled.replace(description, description + config));
      } finally {
        await writeFile(join(workspace, sources), before);
      }
    });

    test('the checklist without the mouse gives an exposure another owner: one value is replaced', async () => {
      const before = await onDisk(exposures);
      await goTo(exposures, 17);
      await person.palette('Pipeline Coach: Readiness Checklist (Quick Pick)');
      await person.pick('Who owns this after it is deployed?');
      await person.pick('the entry of newsletter_segments');
      await person.say('Type an answer', 'lifecycle-marketing');
      await person.page.locator('.tab.dirty').first().waitFor();
      const after = String(await person.save(exposures));
      equal(after, String(before).replace('name: Growth', 'name: lifecycle-marketing'));
      await undone(exposures, before);
    });

    test('a snippet says who owns a table; the gap is filled in place', async () => {
      const before = await onDisk(sources);
      await goTo(sources, 14);
      await person.press('End');
      await person.press('Enter');
      await person.press('Shift+Home');
      await person.type('        coach-owner');
      await person.page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: 'coach-owner' }).waitFor();
      await person.press('Enter');
      await person.readEditor(/owner: /);
      await person.type('refund-desk');
      await person.press('Escape');
      const after = await person.save(sources);
      equal(String(after), `${before}        config:\n          meta:\n            owner: refund-desk\n`);
      for (let step = 0; step < 20 && !(await onDisk(sources)).equals(before); step += 1) {
        await person.undo();
        await person.save(sources);
      }
      deepEqual(await onDisk(sources), before);
    });

    test('a name that cannot be replaced stands in the preview with the reason, beside those that are', async () => {
      const before = await onDisk(models);
      try {
        await writeFile(join(workspace, models), String(before).replace('owner: growth', 'owner: >-\n          growth'));
        await person.openFile(models);
        await person.readEditor(/owner: >-/);
        await person.readLenses();
        await person.palette('Pipeline Coach: Reassign Owner');
        await person.pick('growth');
        await person.say('Type an answer', 'lifecycle');
        await person.page.getByRole('button', { name: 'Apply', exact: true }).waitFor();
        await person.page.getByText('1 could not be changed').first().waitFor();
        await person.page.getByText('The name stands in a text of several lines.').first().waitFor();
        await person.screenshot('preview-left');
        await person.page.getByRole('button', { name: 'Discard', exact: true }).click();
        await person.palette('Notifications: Clear All Notifications');
      } finally {
        await writeFile(join(workspace, models), before);
      }
    });

    test('an owner for a folder is shown before it is written, and taken back', async () => {
      const before = await onDisk(project);
      await person.openFile(project);
      await person.palette('Pipeline Coach: Set Owner for Folder');
      await person.pick('transform/models/staging/payments/');
      match(
        (await person.readPick('transform/models/staging/payments/')).lines[0] ?? '',
        /dbt_project\.yml: the whole folder staging\/payments\n2 models/,
      );
      await person.pick('the whole folder staging/payments');
      await person.say('Type an answer', 'payments-data');
      await person.page.getByRole('button', { name: 'Apply', exact: true }).waitFor();
      await person.screenshot('preview');
      deepEqual(await onDisk(project), before);
      await person.page.getByRole('button', { name: 'Apply', exact: true }).click();
      await person.openFile(project);
      await person.page.locator('.editor-group-container.active .tab.active.dirty').waitFor();
      match(insertion(before, await person.save(project)) ?? '', /payments:\n\s+\+meta:\n\s+owner: payments-data/);
      await person.palette('View: Focus First Editor Group');
      await undone(project, before);
    });
  });
};
