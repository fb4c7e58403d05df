import { deepEqual, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, replaceText, revert, settledTitles } from './workspace.ts';

/** What the extension offers where the bar stands in a text that was just typed. */
const offered = async (path: string, marked: string): Promise<readonly string[]> => {
  const document = await open(path);
  await replaceText(document, marked.replace('▏', ''));
  const at = document.positionAt(marked.indexOf('▏'));
  const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, at);
  await revert();
  return list.items
    .filter(({ detail }) => detail === 'Pipeline Coach')
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
};

const properties = 'transform/models/staging/shop/_shop__models.yml';
const dag = 'dags/board_report.py';
const model = 'models:\n  - name: stg_shop__orders\n    config:\n';

suite('Completion', () => {
  test('offers keys and values in use where answers are written, and nothing where they are not', async () => {
    await settledTitles(await open('transform/models/marts/finance/fct_margin.sql'));
    const inMeta = await offered(properties, `${model}      meta:\n        ▏`);
    deepEqual(inMeta.slice(0, 3), ['owner', 'channel', 'sla']);
    ok((await offered(properties, `${model}      meta: {owner: ▏}`)).includes('finance-data'));
    ok((await offered(properties, `${model}      group: ▏`)).includes('finance'));
    ok((await offered(dag, 'from airflow.sdk import DAG\n\nDAG("a", default_args={"owner": "▏"})\n')).includes('finance-data'));
    ok((await offered(dag, 'from airflow.sdk import DAG\n\nDAG("a", doc_md="""\nAl▏')).includes('Alerts'));
    deepEqual(await offered(properties, `${model}      meta: {owners: [a, ▏`), []);
    deepEqual(await offered(properties, `${model}      meta:\n        owner: [▏`), []);
    deepEqual(await offered(properties, `${model}      - ▏`), []);
    deepEqual(await offered(dag, 'DAG("a", default_args={"email": ["a", "▏'), []);
  });
});
