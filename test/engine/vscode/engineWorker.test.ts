import { deepEqual, equal, ok } from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCoach } from '../../../src/engine/coach.ts';
import type { AnchorView, ResourceView, RowView } from '../../../src/engine/views.ts';
import { nodeWorkspace } from '../../../src/node/workspace.ts';
import { serveEngine } from '../../../src/vscode/worker/engineWorker.ts';
import type { CallName, FromWorker, OpenText, ToWorker } from '../../../src/vscode/worker/protocol.ts';

const margin = 'transform/models/marts/finance/fct_margin.sql';

/** The worker's side of the messages, run in place on the sample. */
function startWorker({ root = 'samples/shop', open = [] }: { readonly root?: string; readonly open?: readonly OpenText[] } = {}) {
  const received: FromWorker[] = [];
  const heard = new Set<() => void>();
  const take = serveEngine({
    defer: setImmediate,
    createCoach,
    disk: nodeWorkspace,
    post: (message) => {
      received.push(message);
      for (const hear of heard) hear();
    },
  });
  const until = (wanted: (message: FromWorker) => boolean): Promise<FromWorker> =>
    new Promise((resolve) => {
      const look = () => {
        const found = received.find(wanted);
        if (!found) return;
        heard.delete(look);
        resolve(found);
      };
      heard.add(look);
      look();
    });
  let nextId = 1;
  const call = async (name: CallName, ...args: readonly unknown[]): Promise<unknown> => {
    const id = nextId++;
    take({ type: 'call', id, name, args });
    const answered = await until((message) => (message.type === 'result' || message.type === 'failed') && message.id === id);
    ok(answered.type === 'result', JSON.stringify(answered));
    return answered.value;
  };
  const start: ToWorker = {
    type: 'start',
    roots: [{ prefix: '', path: root }],
    today: '2026-11-22',
    ask: 'changed',
    texts: { 'Who owns this?': 'Wem gehört das?' },
    open,
  };
  take(start);
  return { take, call, received, until };
}

const isUpdate = (message: FromWorker) => message.type === 'updated' && message.lenses;

suite('engine in its worker', () => {
  test('a long list is told in parts, each in a turn of its own, and nothing of it is lost', async () => {
    const models = Object.fromEntries(Array.from({ length: 1300 }, (_, at) => [`models/m_${at}.sql`, 'select 1']));
    const root = mkdtempSync(join(tmpdir(), 'pipeline-coach-worker-'));
    mkdirSync(join(root, 'models'));
    for (const [file, text] of Object.entries({ 'dbt_project.yml': 'name: many\n', ...models })) writeFileSync(join(root, file), text);
    try {
      const { call, received } = startWorker({ root });
      await call('loaded');
      const last = (await call('resourceNames')) as readonly unknown[];
      const parts = received.flatMap((message) => (message.type === 'part' ? [message.items] : []));
      ok(parts.length > 1 && [...parts, last].every((part) => part.length <= 500));
      equal(new Set([...parts.flat(), ...last].map((item) => (item as { readonly name: string }).name)).size, 1300);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  test('lenses stand before the workspace has been read, and their titles are announced when it has', async () => {
    const { call, until } = startWorker();
    const top = { file: margin, name: 'fct_margin', lenses: 'row', from: 0, to: 0, line: 1, column: 1 };
    // All at once: what is asked later may find the workspace read.
    const [anchors, row, at] = await Promise.all([call('anchors', margin), call('row', top), call('resourceAt', margin, 0)]);
    const [anchor] = anchors as AnchorView[];
    const before = row as RowView;
    ok(anchor);
    equal(before.key, null);
    ok(before.lenses.every((lens) => !lens.open && lens.title.endsWith('…')));
    equal(at, null);
    await call('loaded');
    await until(isUpdate);
    const after = (await call('row', anchor)) as RowView;
    deepEqual(
      after.lenses.map(({ lens }) => lens),
      ['consumers', 'failure', 'owner', 'readiness'],
    );
    ok(after.key !== null && after.lenses.some((lens) => lens.open));
  });

  test('sentences are in the language of the window', async () => {
    const { call } = startWorker();
    await call('loaded');
    const resource = (await call('resource', 'model.shop.fct_margin')) as ResourceView;
    equal(resource.answers.find(({ id }) => id === 'owner-named')?.short, 'Wem gehört das?');
  });

  test('unsaved text counts, and a change that shows in another file’s lens is announced', async () => {
    const yaml = 'transform/models/marts/finance/_finance.yml';
    const { call, take, received, until } = startWorker();
    await call('loaded');
    const [anchor] = (await call('anchors', margin)) as AnchorView[];
    await call('row', anchor);
    received.length = 0;
    const text = 'version: 2\nmodels:\n  - name: fct_margin\n    config:\n      meta:\n        owner: controlling\n';
    take({ type: 'open', file: yaml, text });
    await until(isUpdate);
    const row = (await call('row', anchor)) as RowView;
    equal(row.lenses.find(({ lens }) => lens === 'owner')?.title, 'owner controlling');
  });

  test('with `ask: all` the last lens says its question in full', async () => {
    const { call, take } = startWorker();
    await call('loaded');
    const [anchor] = (await call('anchors', margin)) as AnchorView[];
    const titles = async () => ((await call('row', anchor)) as RowView).lenses.at(-1)?.title ?? '';
    const counted = await titles();
    take({ type: 'ask', ask: 'all' });
    ok((await titles()).startsWith(`${counted}: `));
  });

  test('files that come, and folders that go, are noticed', async () => {
    const root = mkdtempSync(join(tmpdir(), 'worker-'));
    try {
      cpSync('samples/shop', root, { recursive: true });
      const { call, take, until, received } = startWorker({ root });
      const noticed = async (files: readonly string[]) => {
        received.length = 0;
        take({ type: 'changed', files });
        await until((message) => message.type === 'updated');
      };
      await call('loaded');
      const added = 'transform/models/marts/finance/fct_tips.sql';
      writeFileSync(join(root, added), "select * from {{ ref('fct_orders') }}\n");
      await noticed([added]);
      ok(await call('resource', 'model.shop.fct_tips'));
      rmSync(join(root, 'transform/models/marts/finance'), { recursive: true });
      await noticed([]);
      equal(await call('resource', 'model.shop.fct_tips'), null);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  test('a call that is taken back before its turn is not answered', async () => {
    const { take, call, received } = startWorker();
    await call('loaded');
    take({ type: 'call', id: 900, name: 'anchors', args: [margin] });
    take({ type: 'cancel', id: 900 });
    await call('anchors', margin);
    ok(!received.some((message) => message.type === 'result' && message.id === 900));
  });
});
