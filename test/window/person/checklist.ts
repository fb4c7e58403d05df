import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { barriers, frameOf } from './barriers.ts';
import { insertion } from './insertion.ts';
import { type Person, themes } from './person.ts';

const command = 'Pipeline Coach: Readiness Checklist';
const sources = 'transform/models/staging/payments/_payments__sources.yml';
const dag = 'dags/board_report.py';

/** Where the focus is: what a screen reader says of it, whether it is in sight, and whether it can be told from the rest. */
interface Stop {
  readonly name: string;
  readonly isSeen: boolean;
  readonly isMarked: boolean;
}

/** Runs in the page. */
const focused = `(() => {
  const it = document.activeElement;
  const { top, bottom } = it.getBoundingClientRect();
  const style = getComputedStyle(it);
  return {
    name: it === document.body ? '' : (it.getAttribute('aria-label') ?? it.textContent).trim(),
    isSeen: bottom > 0 && top < innerHeight,
    isMarked: it.matches(':focus-visible') && style.outlineStyle !== 'none',
  };
})()`;

/** The checklist, opened from the palette where the cursor stands, and answered from. */
export const checklist = (workspace: string, sit: () => Person): void => {
  suite('The readiness checklist', () => {
    let person: Person;

    setup(async () => {
      person = sit();
      await person.setTheme('dark');
      await person.closeAll();
    });

    const openAt = async (path: string, line: number, hoped: RegExp): Promise<void> => {
      await person.openFile(path);
      await person.readLenses();
      await person.goToLine(line);
      await person.palette(command);
      await person.readPanel(hoped);
    };

    /** Beside the panel, not over it. */
    const moveTo = async (path: string): Promise<void> => {
      await person.palette('View: Focus First Editor Group');
      await person.openFile(path);
      await person.readLenses();
      await person.press('ArrowDown');
    };

    test('for a model', async () => {
      await openAt('transform/models/marts/finance/fct_refunds.sql', 1, /fct_refunds.*model · mart.*TBD answers nobody/s);
      await person.screenshot('checklist-model');
    });

    test('for the source table at the cursor', async () => {
      await openAt(sources, 14, /payments\.refunds.*source.*How fresh must this be.*not answered/s);
      await person.screenshot('checklist-source');
    });

    test('for a DAG; one answer is given from it, and undo takes back every byte', async () => {
      const before = await readFile(join(workspace, dag));
      await openAt(dag, 1, /board_report.*dag/is);
      await person.screenshot('checklist-dag');
      await person.pressInPanel('Answer: Why does this exist');
      await person.pick('description');
      await person.say('Why does this exist', 'The figures that the board decides on');
      await person.page.locator('.tab.dirty').first().waitFor();
      await person.palette('View: Focus First Editor Group');
      const written = insertion(before, await person.save(dag));
      match(written ?? '', /description="The figures that the board decides on"/);
      await person.undo();
      deepEqual(await person.save(dag), before);
    });

    test('shows what feeds a model and what it feeds; a box opens its file, by mouse and by keyboard', async () => {
      await openAt('transform/models/marts/finance/fct_orders.sql', 1, /^fct_orders/);
      const panel = person.panel();
      await panel.getByRole('button', { name: /^int_order_lines/ }).click();
      await person.page.locator('.tab.active', { hasText: 'int_order_lines.sql' }).waitFor();
      await person.readPanel(/^fct_orders/);
      await panel.getByRole('button', { name: /^revenue_dashboard/ }).press('Enter');
      await person.page.locator('.tab.active', { hasText: '_exposures.yml' }).waitFor();
      await panel.locator('#picture').scrollIntoViewIfNeeded();
      await panel.locator('body').evaluate((body) => body.ownerDocument.scrollingElement?.scrollTo(0, 100_000));
      for (const theme of themes) {
        await person.setTheme(theme);
        await person.screenshot(`picture-${theme}`);
      }
    });

    test('stands in nobody’s way who uses a keyboard or a screen reader, in every theme', async () => {
      await openAt('transform/models/marts/finance/fct_refunds.sql', 1, /^fct_refunds/);
      await person.panel().getByText('Does not arise here').click();
      for (const theme of themes) {
        await person.setTheme(theme);
        deepEqual(await barriers(person.panel()), [], theme);
      }
    });

    test('is walked through by keys alone: every stop has a name, is in sight and is marked', async () => {
      await openAt('transform/models/marts/finance/fct_refunds.sql', 1, /^fct_refunds/);
      const page = await frameOf(person.panel());
      const stops: Stop[] = [];
      for (const last = /^Does not arise here/; !last.test(stops.at(-1)?.name ?? '') && stops.length < 60; ) {
        await person.press('Tab');
        stops.push(await page.evaluate<Stop>(focused));
      }
      deepEqual(
        stops.filter(({ name, isSeen, isMarked }) => name === '' || !isSeen || !isMarked),
        [],
      );
      const names = stops.map(({ name }) => name);
      for (const part of [
        /^Pin$/,
        /^Answer: /,
        /^Waive…: /,
        /^Why/,
        /_finance\.yml:\d+$/,
        /^stg_payments__refunds/,
        /^Does not arise here/,
      ])
        ok(
          names.some((name) => part.test(name)),
          `${part} is not among ${names.join(' | ')}`,
        );
      await person.press('Shift+Tab');
      await person.press('Enter');
      await person.page.locator('.editor-group-container .tab.active', { hasText: 'daily_finance.py' }).waitFor();
    });

    test('keeps what is pinned while the cursor moves on, and comes back after the window was loaded anew', async () => {
      await openAt('transform/models/marts/finance/fct_refunds.sql', 1, /^fct_refunds/);
      await person.pressInPanel(/^Pin$/);
      await moveTo('transform/models/marts/finance/fct_margin.sql');
      await person.page.waitForTimeout(1000);
      await person.readPanel(/^fct_refunds/);
      await person.reload(async () => undefined);
      await person.panel().getByRole('button', { name: 'Pinned', exact: true }).waitFor();
      await person.readPanel(/^fct_refunds/);
      await person.pressInPanel(/^Pinned$/);
      await moveTo('transform/models/marts/finance/fct_margin.sql');
      await person.panel().getByRole('heading', { name: 'fct_margin' }).waitFor();
    });

    test('lets go of what was renamed while the window was loaded anew, and follows the cursor', async () => {
      const [was, is] = ['fct_refunds', 'fct_returns'].map((name) => join(workspace, `transform/models/marts/finance/${name}.sql`)) as [
        string,
        string,
      ];
      await openAt('transform/models/marts/finance/fct_refunds.sql', 1, /^fct_refunds/);
      await person.pressInPanel(/^Pin$/);
      await person.panel().getByRole('button', { name: 'Pinned', exact: true }).waitFor();
      await moveTo('transform/models/marts/finance/fct_margin.sql');
      await person.reload(() => rename(was, is));
      try {
        await person.panel().getByRole('heading', { name: 'fct_margin' }).waitFor();
        await person.panel().getByRole('button', { name: 'Pin', exact: true }).waitFor();
        await person.page.locator('.tab', { hasText: 'Readiness: fct_margin' }).waitFor();
        await moveTo('transform/models/marts/finance/fct_orders.sql');
        await person.panel().getByRole('heading', { name: 'fct_orders' }).waitFor();
      } finally {
        await rename(is, was);
      }
    });

    test('is copied as Markdown', async () => {
      await person.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await openAt('transform/models/marts/finance/fct_orders.sql', 1, /^fct_orders/);
      await person.panel().getByRole('button', { name: 'Copy as Markdown' }).click();
      await person.panel().getByText('Copied as Markdown').waitFor({ state: 'attached' });
      const copied = await person.page.evaluate<string>('navigator.clipboard.readText()');
      match(copied, /^### Readiness of fct\\_orders$/m);
      match(copied, /^- \[x\] Who owns this after it is deployed\?/m);
    });

    test('as a quick pick, without leaving the keyboard', async () => {
      await person.openFile('transform/models/marts/finance/fct_margin.sql');
      await person.readLenses();
      await person.palette(`${command} (Quick Pick)`);
      const { title, lines } = await person.readPick('Enter answers the question');
      match(title, /fct_margin/);
      equal(lines.filter((line) => line.includes('Who owns this')).length, 1);
      await person.screenshot('checklist-pick');
      await person.press('Escape');
    });
  });
};
