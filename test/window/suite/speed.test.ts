import { ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { measureNoise } from '../measure.ts';
import { isWaiting } from '../waiting.ts';
import { measures } from './running.ts';
import { pause } from './workspace.ts';

/** Times and judges nothing: how long the providers take in a project of many models, before and after it was read. */
suite('Speed', function () {
  this.timeout(900_000);

  test('lenses are provided and resolved', async () => {
    measures.push(measureNoise('before'));
    const all = await vscode.workspace.findFiles('models/marts/**/*.sql', null, 60);
    ok(all.length >= 40);
    const [uri, ...others] = all;
    ok(uri);
    const plain = await vscode.workspace.openTextDocument({ language: 'markdown', content: 'nothing of ours' });
    await vscode.window.showTextDocument(plain);
    for (let round = 0; round < 20; round++) await provide(plain, 0);
    const first = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(first);

    const started = performance.now();
    await provide(first, 0);
    measures.push({ what: 'the very first lenses provided, with the engine’s start', times: [performance.now() - started] });
    const cold = await rounds(200, first, plain, (titles) => titles.length > 0 && !titles.some(isWaiting));
    measures.push(
      { what: 'lenses provided while the index is read', times: cold.provided, without: cold.plain, limit: 50 },
      { what: 'the same, resolved', times: cold.resolved, limit: 20 },
      { what: 'until the index is read', times: [performance.now() - started] },
    );
    await pause(1000);
    const warm = { provided: [] as number[], resolved: [] as number[], plain: [] as number[], cpu: [] as number[] };
    for (const other of others.slice(0, 40)) {
      const document = await vscode.workspace.openTextDocument(other);
      await vscode.window.showTextDocument(document);
      const before = process.cpuUsage();
      const once = await rounds(1, document, plain, () => true);
      const { user, system } = process.cpuUsage(before);
      warm.provided.push(...once.provided);
      warm.resolved.push(...once.resolved);
      warm.plain.push(...once.plain);
      warm.cpu.push((user + system) / 1000);
    }
    measures.push(
      {
        what: 'lenses provided with everything read, a new file each',
        times: warm.provided,
        without: warm.plain,
        limit: 50,
        cpu: warm.cpu,
      },
      { what: 'the same, resolved', times: warm.resolved, limit: 20 },
      measureNoise('after'),
    );
  });
});

interface Rounds {
  readonly provided: number[];
  readonly resolved: number[];
  readonly plain: number[];
}

/** The call of the editor for a file of ours without titles and with them, and for one without lenses, in turns. */
const rounds = async (
  most: number,
  document: vscode.TextDocument,
  plain: vscode.TextDocument,
  enough: (titles: readonly string[]) => boolean,
): Promise<Rounds> => {
  const found: Rounds = { provided: [], resolved: [], plain: [] };
  for (let round = 0; round < most; round++) {
    const provided = await timed(() => provide(document, 0));
    // The first call after a file was shown also waits for what showing it costs.
    const again = await timed(() => provide(document, 0));
    const resolved = await timed(() => provide(document, 100));
    found.provided.push(provided.time);
    found.resolved.push(Math.max(0, resolved.time - again.time));
    found.plain.push((await timed(() => provide(plain, 0))).time);
    if (enough(resolved.value.map((lens) => lens.command?.title ?? ''))) break;
  }
  return found;
};

const provide = async (document: vscode.TextDocument, resolve: number): Promise<readonly vscode.CodeLens[]> =>
  (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, resolve)) ?? [];

const timed = async <T>(work: () => Promise<T>): Promise<{ readonly time: number; readonly value: T }> => {
  const started = performance.now();
  const value = await work();
  return { time: performance.now() - started, value };
};
