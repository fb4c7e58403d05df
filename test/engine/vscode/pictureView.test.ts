import { deepEqual, equal, ok } from 'node:assert/strict';
import { createCoach } from '../../../src/engine/coach.ts';
import { english } from '../../../src/engine/l10n.ts';
import type { NeighbourView, ResourceView } from '../../../src/engine/views.ts';
import { nodeWorkspace } from '../../../src/node/workspace.ts';
import { mostNodes, pictureOf } from '../../../src/vscode/checklist/pictureView.ts';

async function orders(): Promise<ResourceView> {
  const coach = createCoach({ workspace: nodeWorkspace('samples/shop'), today: '2026-11-22' });
  await coach.load();
  const resource = coach.resource('model.shop.fct_orders');
  ok(resource);
  return resource;
}

suite('the picture of a resource', () => {
  test('it stands between what feeds it and what it feeds, owners on the boxes, dashboards and runners apart', async () => {
    const picture = pictureOf(await orders(), english);
    deepEqual(
      picture?.columns.map((groups) => groups.map(({ title }) => title)),
      [['Reads from (2)'], ['', 'Run by (1)'], ['Read by (2)', 'Dashboards (1)']],
    );
    const [dashboard] = picture.columns[2]?.[1]?.nodes ?? [];
    equal(dashboard?.name, 'revenue_dashboard');
    equal(dashboard.detail, 'BI Team · exposure');
    equal(dashboard.link?.file, 'transform/models/marts/_exposures.yml');
    deepEqual(
      picture.columns[0]?.[0]?.nodes.map(({ link }) => link?.file.split('/').at(-1)),
      ['int_order_lines.sql', 'int_payments_by_order.sql'],
      'a click on what feeds it opens that, not the line that reads it',
    );
  });

  test('what many read is folded by owner, and nobody is lost', async () => {
    const resource = await orders();
    const [one] = resource.consumers;
    ok(one);
    const reader = (index: number, owner: string, kind: NeighbourView['kind']): NeighbourView => ({
      ...one,
      key: `k${index}`,
      name: `reader_${index}`,
      kind,
      dashboard: kind === 'exposure',
      owners: owner === '' ? [] : [owner],
    });
    const models = Array.from({ length: 400 }, (_, index) =>
      reader(index, index % 3 === 0 ? 'growth' : index % 50 === 1 ? 'finance' : '', 'model'),
    );
    const dashboards = Array.from({ length: 5 }, (_, index) => reader(1000 + index, 'bi', 'exposure'));
    const column = pictureOf({ ...resource, consumers: [...models, ...dashboards] }, english)?.columns[2] ?? [];
    deepEqual(
      column.map(({ title }) => title),
      ['Read by (400)', 'Dashboards (5)'],
    );
    const nodes = column.flatMap((group) => group.nodes);
    ok(nodes.length <= mostNodes, String(nodes.length));
    const folds = nodes.filter(({ folded }) => folded.length > 0);
    deepEqual(
      folds.map(({ name, detail }) => `${name}: ${detail}`),
      ['260 more: nobody is named', '137 more: growth, finance', '3 more: bi'],
    );
    const shown = [...nodes.flatMap(({ folded }) => folded), ...nodes.filter(({ link }) => link).map(({ id }) => id)];
    deepEqual(new Set(shown).size, 405);
  });

  test('nothing is drawn of what stands alone', async () => {
    equal(pictureOf({ ...(await orders()), upstream: [], consumers: [], runBy: [] }, english), null);
  });
});
