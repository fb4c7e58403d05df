import assert from 'node:assert/strict';
import { docParts, itemsOf } from '../../../src/engine/airflow/reading/docs.ts';
import { applyEdits } from '../../../src/engine/writers/apply.ts';
import { write } from '../../../src/engine/writers/write.ts';
import { lines, oneFile } from './fixture.ts';

function found(text: string): string[] {
  return docParts(text).map((part) => `${part.key}: ${part.text}`);
}

suite('airflow: labels in documentation', () => {
  test('headings of any level, to the next heading or label', () => {
    assert.deepEqual(found('# Orders\nOrders of the day.\n\n## RUNBOOK ##\nFirst look at the log.\n\nThen ask.\n### Other\nno\n'), [
      'runbook: First look at the log.\nThen ask.',
    ]);
    assert.deepEqual(found('## On failure\nwait\n\nOwner: us\n'), ['runbook: wait', 'owner: us']);
    assert.deepEqual(found('#### Owner\n\nhwoo@shop.internal\n'), ['owner: hwoo@shop.internal']);
  });

  test('lines: plain, bold, in lists and tables, in any case', () => {
    assert.deepEqual(
      found(
        'sla: daily by 07:00\n**Owner:** us\n**Tier**: 1\n- Used by: them\n* `Freshness`: 2 h\n| Impact | none |\nLast Reviewed: 2026-01-02',
      ),
      ['promise: daily by 07:00', 'owner: us', 'tier: 1', 'consumer: them', 'impact: none', 'reviewed: 2026-01-02'],
    );
  });

  test('a label with a list below it', () => {
    assert.deepEqual(found('Consumers:\n- the board\n- finance (#finance)\n\nmore\n'), ['consumer: - the board\n- finance (#finance)']);
    assert.deepEqual(itemsOf('- the board\n- finance', true), ['the board', 'finance']);
    assert.deepEqual(itemsOf('late; twice, or never', false), ['late', 'twice, or never']);
    assert.deepEqual(itemsOf('the board, finance', true), ['the board', 'finance']);
  });

  test('what only looks like a label is none', () => {
    assert.deepEqual(found('The owner: nobody knows\nhttp://x\nSourced: y\nPurposely:\n'), []);
  });

  test('the place of a part is that of its lines', () => {
    const text = 'Why.\r\n\r\nSLA: daily\r\nmore';
    const [part] = docParts(text);
    assert.equal(part && text.slice(part.from, part.to), 'SLA: daily');
  });
});

suite('airflow: doc_md that names a Markdown file', () => {
  const text = (path: string) =>
    `from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.empty import EmptyOperator\nwith DAG("a", doc_md="${path}"):\n    EmptyOperator(task_id="t")\n`;
  const notes = '# Orders\n\nOrders of the day, for finance.\n\n## Runbook\nhttps://wiki.shop.example/orders\n';

  test('the one file of the workspace that fits is read, with its places', () => {
    const found = oneFile(text('docs/orders.md'), { 'dags/docs/orders.md': notes });
    assert.deepEqual(
      lines(found.facts('dag.a').runbook, ({ text: words }) => words),
      ['https://wiki.shop.example/orders @dags/docs/orders.md:5'],
    );
    assert.deepEqual(
      lines(found.facts('dag.a').description, ({ text: words }) => words.split('\n')[0] ?? ''),
      ['# Orders @dags/docs/orders.md:1'],
    );
  });

  test('an answer is written into that file', () => {
    const found = oneFile(text('./orders.md'), { 'docs/orders.md': notes });
    const [place] = found.linked.places(found.resource('dag.a'), 'tier');
    assert.ok(place);
    assert.equal(place.file, 'docs/orders.md');
    const written = write(place.file, notes, place.target, '1');
    assert.ok('edits' in written);
    const after = oneFile(text('./orders.md'), { 'docs/orders.md': applyEdits(notes, written.edits) });
    assert.deepEqual(
      lines(after.facts('dag.a').tier, ({ text: words }) => words).map((line) => line.replace(/:\d+$/, '')),
      ['1 @docs/orders.md'],
    );
  });

  test('none that fits, or several, are not known', () => {
    for (const more of [{}, { 'a/orders.md': notes, 'b/orders.md': notes }]) {
      const found = oneFile(text('orders.md'), more);
      assert.deepEqual(
        lines(found.facts('dag.a').runbook, ({ text: words }) => words),
        ['? see orders.md'],
      );
      assert.deepEqual(found.linked.places(found.resource('dag.a'), 'tier'), []);
    }
  });
});
