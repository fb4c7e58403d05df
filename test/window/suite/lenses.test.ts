import { deepEqual, equal, match, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { fileUri, lensTitles, open, replaceText, revert, settledTitles } from './workspace.ts';

const orders = 'transform/models/marts/finance/fct_orders.sql';
const finance = 'dags/daily_finance.py';

suite('Lens row', () => {
  test('a model says who uses it and who owns it', async () => {
    const titles = await settledTitles(await open(orders));
    equal(titles.length, 4);
    equal(titles[0], '2 consumers, 1 dashboard');
    equal(titles[2], 'owner finance-data');
  });

  test('a DAG says who owns it', async () => {
    const titles = await settledTitles(await open(finance));
    equal(titles.length, 4);
    equal(titles[2], 'owner finance-data');
  });

  test('every entry of a properties file has the last lens', async () => {
    const titles = await settledTitles(await open('transform/models/marts/finance/_finance.yml'));
    equal(titles.length, 3);
    for (const title of titles) match(title, /open/);
  });

  test('the lightbulb offers to set an owner where there is none', async () => {
    const document = await open('transform/models/marts/finance/fct_margin.sql');
    await settledTitles(document);
    const range = new vscode.Range(0, 0, 0, 0);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
    ok(
      actions.some((action) => action.title === 'Set the owner…'),
      actions.map((action) => action.title).join(', '),
    );
  });
});

suite('Bad input', () => {
  teardown(revert);

  test('a half-typed DAG keeps its row', async () => {
    const document = await open(finance);
    const whole = await settledTitles(document);
    const text = document.getText();
    const parts = {
      'an open string': text.replace('dag_id="daily_finance",', 'dag_id="daily_finance'),
      'an open brace above': `x = {${text}`,
      'an open call below': `${text}\nwith DAG(`,
    };
    for (const [what, part] of Object.entries(parts)) {
      await replaceText(document, part);
      deepEqual((await settledTitles(document)).slice(0, 4), whole, what);
    }
  });

  test('a half-typed model keeps its row', async () => {
    const document = await open(orders);
    const whole = await settledTitles(document);
    const text = document.getText();
    for (const part of [text.replace("ref('int_order_lines') }}", "ref('int_ord"), text.replace('}}', '')]) {
      await replaceText(document, part);
      deepEqual(await settledTitles(document), whole);
    }
  });

  test('broken YAML leaves in force what was read well', async () => {
    const document = await open('transform/models/marts/finance/_finance.yml');
    await settledTitles(document);
    await replaceText(document, document.getText().replace('models:', 'models: [\n  {'));
    const model = await vscode.workspace.openTextDocument(fileUri(orders));
    equal((await settledTitles(model))[2], 'owner finance-data');
    await vscode.window.showTextDocument(document);
  });

  test('files that are no text, too large, or of no project disturb nothing', async () => {
    const models = 'transform/models/marts/finance';
    await write(`${models}/latin.sql`, Uint8Array.of(0x73, 0x65, 0x6c, 0xe9, 0x63, 0x74, 0x20, 0x31));
    await write(`${models}/large.sql`, new Uint8Array(20_000_000).fill(0x2d));
    await write('loose/query.sql', new TextEncoder().encode("select * from {{ ref('x') }}"));
    deepEqual(await lensTitles(await open('loose/query.sql')), []);
    equal((await settledTitles(await open(`${models}/latin.sql`))).length, 4);
    equal((await settledTitles(await open(orders)))[2], 'owner finance-data');
  });

  test('a second project stands beside the first', async () => {
    await write(
      'second/dbt_project.yml',
      new TextEncoder().encode('name: second\nmodel-paths: [models]\nmodels:\n  +meta: {owner: second-team}\n'),
    );
    await write('second/models/fct_orders.sql', new TextEncoder().encode('select 1 as id\n'));
    equal((await settledTitles(await open('second/models/fct_orders.sql')))[2], 'owner second-team');
    equal((await settledTitles(await open(orders)))[2], 'owner finance-data');
  });
});

const write = (path: string, bytes: Uint8Array): Thenable<void> => vscode.workspace.fs.writeFile(fileUri(path), bytes);
