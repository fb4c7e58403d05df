import { ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { isWaiting } from '../waiting.ts';
import { figures } from './running.ts';
import { pause } from './workspace.ts';

/** Prints figures and judges none: how long the providers take in a project of many models, before and after it was read. */
suite('Speed', function () {
  this.timeout(240_000);

  test('lenses are provided and resolved', async () => {
    const all = await vscode.workspace.findFiles('models/marts/**/*.sql', null, 60);
    ok(all.length >= 40);
    const [uri, ...others] = all;
    ok(uri);
    const first = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(first);

    const started = performance.now();
    await provide(first, 0);
    figures.push(`    first lenses, the engine and its index cold: ${ms(performance.now() - started)}`);
    const cold: number[] = [];
    let titles: readonly string[] = [];
    const resolvedCold: number[] = [];
    for (let round = 0; round < 200 && (titles.length === 0 || titles.some(isWaiting)); round++) {
      const provided = await timed(() => provide(first, 0));
      const resolved = await timed(() => provide(first, 100));
      cold.push(provided.time);
      resolvedCold.push(Math.max(0, resolved.time - provided.time));
      titles = resolved.value.map((lens) => lens.command?.title ?? '');
    }
    figures.push(`    while the index is read: provided ${quantiles(cold)}; resolved ${quantiles(resolvedCold)}`);
    figures.push(`    index read after ${ms(performance.now() - started)}`);
    await pause(1000);
    const plain = await vscode.workspace.openTextDocument({ language: 'markdown', content: 'nothing of ours' });
    const without: number[] = [];
    for (let round = 0; round < 40; round++) without.push((await timed(() => provide(plain, 0))).time);
    figures.push(`    the same call for a file without lenses, the editor's own share: ${quantiles(without)}`);
    const warm = { provided: [] as number[], resolved: [] as number[] };
    for (const other of others.slice(0, 40)) {
      const document = await vscode.workspace.openTextDocument(other);
      await vscode.window.showTextDocument(document);
      const provided = await timed(() => provide(document, 0));
      const resolved = await timed(() => provide(document, 100));
      warm.provided.push(provided.time);
      warm.resolved.push(Math.max(0, resolved.time - provided.time));
    }
    figures.push(`    with everything read, a new file each: provided ${quantiles(warm.provided)}; resolved ${quantiles(warm.resolved)}`);
  });
});

const provide = async (document: vscode.TextDocument, resolve: number): Promise<readonly vscode.CodeLens[]> =>
  (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, resolve)) ?? [];

const timed = async <T>(work: () => Promise<T>): Promise<{ readonly time: number; readonly value: T }> => {
  const started = performance.now();
  const value = await work();
  return { time: performance.now() - started, value };
};

const ms = (time: number): string => `${time.toFixed(time < 10 ? 1 : 0)} ms`;

const quantiles = (times: readonly number[]): string => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `median ${ms(at(0.5))}, 9 of 10 within ${ms(at(0.9))} (${times.length} times)`;
};
