import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { createCoach } from '../../../src/engine/coach.ts';
import { english } from '../../../src/engine/l10n.ts';
import type { ResourceView } from '../../../src/engine/views.ts';
import { nodeWorkspace } from '../../../src/node/workspace.ts';
import { checklistMarkdown, checklistOf, summaryOf } from '../../../src/vscode/checklist/checklistView.ts';

async function sampleResource(id: string): Promise<ResourceView> {
  const coach = createCoach({ workspace: nodeWorkspace('samples/shop'), today: '2026-11-22' });
  await coach.load();
  const resource = coach.resource(id);
  ok(resource, `${id} is part of the sample`);
  return resource;
}

suite('readiness checklist', () => {
  test('every question that is asked of an unowned mart stands once under the headings, with what is next marked', async () => {
    const resource = await sampleResource('model.shop.fct_margin');
    const view = checklistOf(resource, english);
    const lines = view.groups.flatMap((group) => group.lines);
    const shown = [...lines, ...view.aside].map((line) => line.id).sort();
    const said = resource.answers.filter((answer) => answer.asked || answer.state === 'answered' || answer.state === 'not_applicable');
    deepEqual(shown, said.map(({ id }) => id).sort());
    ok(view.groups.every((group) => group.lines.length > 0));
    deepEqual(
      lines.filter((line) => line.next).map((line) => line.id),
      [resource.next],
    );
    deepEqual(lines.find((line) => line.id === 'owner-named')?.actions, ['answer', 'decide']);
  });

  test('an answered question shows its answer and evidence, and asks for nothing', async () => {
    const view = checklistOf(await sampleResource('model.shop.fct_orders'), english);
    const owner = view.groups.flatMap((group) => group.lines).find((line) => line.id === 'owner-named');
    equal(owner?.said, 'finance-data');
    deepEqual(owner?.actions, []);
    equal(owner?.evidence[0]?.file, 'transform/models/marts/finance/_finance.yml');
  });

  test('what is open is said in words, never as a score', async () => {
    const resource = await sampleResource('model.shop.fct_refunds');
    equal(summaryOf({ ...resource, open: 3, weak: 1 }, english), '3 open, 1 weak');
    equal(summaryOf({ ...resource, open: 0, weak: 0 }, english), 'nothing open');
    equal(summaryOf({ ...resource, unasked: 'disabled' }, english), 'disabled');
  });

  test('as Markdown: a box per question, ticked where it is answered, with the place of the evidence', async () => {
    const markdown = checklistMarkdown(checklistOf(await sampleResource('model.shop.fct_orders'), english), english);
    match(markdown, /^### Readiness of fct\\_orders$/m);
    match(
      markdown,
      /^- \[x\] Who owns this after it is deployed\? \*answered\*: finance-data \(`transform\/models\/marts\/finance\/_finance\.yml:\d+`\)$/m,
    );
    ok(markdown.endsWith('\n') && !markdown.includes('undefined'));
  });

  test("one's own questions stand below the others, and go with the Markdown", async () => {
    const view = checklistOf(await sampleResource('model.shop.fct_orders'), english, ['Why is *amount* net?']);
    deepEqual(view.mine.questions, ['Why is *amount* net?']);
    match(checklistMarkdown(view, english), /\*\*My own questions\*\*\n\n- \[ \] Why is \\\*amount\\\* net\?\n$/);
  });

  test('what was put off is not open, says until when, and can be answered all the same', async () => {
    const coach = createCoach({ workspace: nodeWorkspace('samples/shop'), today: '2026-11-22' });
    await coach.load();
    const before = coach.resource('model.shop.fct_margin');
    ok(before);
    coach.postpone({ [`${before.key} owner-named`]: '2026-11-29', [`${before.key} purpose-stated`]: '2026-11-22' });
    const after = coach.resource('model.shop.fct_margin');
    ok(after);
    equal(after.open, before.open - 1);
    notEqual(after.next, 'owner-named');
    const line = checklistOf(after, english)
      .groups.flatMap((group) => group.lines)
      .find(({ id }) => id === 'owner-named');
    match(line?.said ?? '', /2026-11-29/);
    deepEqual(line?.actions, ['answer', 'decide']);
    const [anchor] = await coach.anchors(after.file);
    ok(anchor);
    equal(coach.row(anchor).lenses.find(({ lens }) => lens === 'owner')?.title, 'asked again on 2026-11-29');
  });
});
