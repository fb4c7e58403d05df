import { deepEqual, equal, match, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { patience } from '../waiting.ts';
import { open, pause, replaceText, settledTitles } from './workspace.ts';

const unowned = 'transform/models/marts/finance/fct_margin.sql';
const board = 'dags/board_report.py';

suite('Settings', () => {
  teardown(async () => {
    for (const name of ['codeLens', 'lenses', 'ask', 'hover', 'diagnostics']) await change(name, undefined);
  });

  test('the row is whole, its last lens only, or not there', async () => {
    const document = await open(unowned);
    equal((await settledTitles(document)).length, 4);
    await change('codeLens', 'next');
    match((await titlesOnce(document, (titles) => titles.length === 1)).join(), /^\d+ open$/);
    await change('codeLens', 'off');
    deepEqual(await titlesOnce(document, (titles) => titles.length === 0), []);
  });

  test('each lens can be switched off by itself', async () => {
    const document = await open(unowned);
    const whole = await settledTitles(document);
    for (const [index, name] of ['consumers', 'failure', 'owner', 'readiness'].entries()) {
      await change('lenses', { [name]: false });
      const expected = whole.filter((_, at) => at !== index);
      deepEqual(await titlesOnce(document, (titles) => String(titles) === String(expected)), expected, name);
    }
  });

  test('what has not changed is counted; where everything is asked, it is asked in full', async () => {
    const document = await open(unowned);
    match((await settledTitles(document))[3] ?? '', /^\d+ open$/);
    await change('ask', 'all');
    match((await titlesOnce(document, (titles) => titles[3]?.includes('?') === true))[3] ?? '', /^\d+ open: .+\?$/);
  });

  test('the hover has facts, or is not there', async () => {
    const document = await open(unowned);
    await settledTitles(document);
    ok((await hovers(document)).some((text) => text.includes('fct\\_margin')));
    await change('hover', false);
    deepEqual(
      (await hovers(document)).filter((text) => text.includes('fct\\_margin')),
      [],
    );
  });

  test('no problems unless they are asked for; then hints with a page, never errors', async () => {
    const document = await open(unowned);
    await settledTitles(document);
    await change('ask', 'all');
    await pause(1000);
    deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    await change('diagnostics', true);
    const [shown, ...others] = await problemsOnce(document, (count) => count > 0);
    deepEqual(others, []);
    equal(shown?.severity, vscode.DiagnosticSeverity.Hint);
    match(JSON.stringify(shown.code), /docs\/questions\/[a-z-]+\.md/);
    await change('ask', 'changed');
    deepEqual(await problemsOnce(document, (count) => count === 0), []);
  });

  test('a file that was changed since the last commit is asked in full words', async () => {
    const document = await open(board);
    const before = (await settledTitles(document))[3] ?? '';
    match(before, /^\d+ open$/);
    const text = document.getText();
    await replaceText(document, `${text}\n`);
    await document.save();
    // Without the Git extension, as in a browser, nobody knows what has changed.
    const isKnown = vscode.extensions.getExtension('vscode.git') !== undefined;
    const [, , , after = ''] = await titlesOnce(document, (titles) => isKnown && titles[3] !== before, isKnown ? patience : 2000);
    match(after, isKnown ? /^\d+ open: .+\?$/ : /^\d+ open$/);
    await replaceText(document, text);
    await document.save();
    deepEqual((await titlesOnce(document, (titles) => titles[3] === before))[3], before);
  });

  test('a DAG that gets another schedule is asked first how fresh it must be', async () => {
    const document = await open('dags/ad_spend.py');
    const text = document.getText();
    const isKnown = vscode.extensions.getExtension('vscode.git') !== undefined;
    const lastOnce = async (hoped: RegExp) => {
      const titles = await titlesOnce(document, (found) => isKnown && hoped.test(found[3] ?? ''), isKnown ? patience : 2000);
      match(titles[3] ?? '', isKnown ? hoped : /^\d+ open$/);
    };
    await replaceText(document, `${text}\n`);
    await document.save();
    await lastOnce(/^\d+ open: When it fails/);
    await replaceText(document, text.replace('"15 4 * * *"', '"15 * * * *"'));
    await document.save();
    await lastOnce(/^\d+ open: How fresh/);
    await replaceText(document, text);
    await document.save();
    match((await titlesOnce(document, (titles) => /^\d+ open$/.test(titles[3] ?? '')))[3] ?? '', /^\d+ open$/);
  });
});

const change = (name: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('pipelineCoach').update(name, value, vscode.ConfigurationTarget.Global);

const titlesOnce = async (
  document: vscode.TextDocument,
  hoped: (titles: readonly string[]) => boolean,
  within = patience,
): Promise<readonly string[]> => {
  let titles: readonly string[] = [];
  for (const until = Date.now() + within; Date.now() < until; await pause(100)) {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);
    titles = (lenses ?? []).map((lens) => lens.command?.title ?? '');
    if (hoped(titles)) break;
  }
  return titles;
};

const hovers = async (document: vscode.TextDocument): Promise<readonly string[]> => {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    new vscode.Position(0, 1),
  );
  return found.flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value)));
};

const problemsOnce = async (document: vscode.TextDocument, hoped: (count: number) => boolean): Promise<readonly vscode.Diagnostic[]> => {
  for (const until = Date.now() + patience; Date.now() < until; await pause(100)) {
    if (hoped(vscode.languages.getDiagnostics(document.uri).length)) break;
  }
  return vscode.languages.getDiagnostics(document.uri);
};
