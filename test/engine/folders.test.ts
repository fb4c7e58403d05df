import assert from 'node:assert/strict';
import { createCoach } from '../../src/engine/coach.ts';
import { countFolders, statesBelow } from '../../src/engine/folders.ts';
import { nodeWorkspace } from '../../src/node/workspace.ts';

suite('a question, folder by folder', () => {
  test('each folder counts what stands anywhere below it; open and answered are told apart', async () => {
    const coach = createCoach({ workspace: nodeWorkspace('samples/shop'), today: '2026-07-01' });
    await coach.load();
    const states = coach.states('owner-named');
    const folders = countFolders(states);
    const finance = 'transform/models/marts/finance/';
    for (const { folder, count } of folders) {
      const { open, others } = statesBelow(states, folder);
      assert.equal(open.length + others, count, folder);
      assert.ok(folder.endsWith('/') && count > 0, folder);
    }
    const count = (folder: string) => folders.find((one) => one.folder === folder)?.count ?? 0;
    assert.ok(count('transform/') > count('transform/models/marts/') && count('transform/models/marts/') > count(finance));
    assert.deepEqual(
      folders.map(({ folder }) => folder),
      folders.map(({ folder }) => folder).sort(),
    );
    const { open, configured } = statesBelow(states, finance);
    assert.ok(open.some((key) => key.endsWith('model.shop.fct_refunds')));
    assert.match(configured ?? '', /model\.shop\./);
    assert.equal(statesBelow(states, 'dags/').configured, null);
    assert.deepEqual(statesBelow(states, 'nowhere/'), { open: [], others: 0, configured: null });
  });
});
