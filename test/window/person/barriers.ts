import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Frame, FrameLocator } from 'playwright-core';

const { resolve } = createRequire(import.meta.url);

interface Findings {
  readonly violations: readonly { readonly id: string; readonly help: string; readonly nodes: readonly { readonly html: string }[] }[];
  /** How many rules found something to look at and nothing wrong. */
  readonly passed: number;
}

/** The page of a panel as what can be evaluated in. */
export const frameOf = async (panel: FrameLocator): Promise<Frame> => {
  const frame = await (await panel.locator('body').elementHandle())?.ownerFrame();
  if (!frame) throw new Error('No panel is open');
  return frame;
};

/** What axe-core finds wrong with the page of a panel; WCAG 2.2 A and AA and its best practices. */
export const barriers = async (panel: FrameLocator): Promise<readonly string[]> => {
  const frame = await frameOf(panel);
  // Evaluated by the debugger, so that the page's own policy, which forbids it, stays as it ships.
  await frame.evaluate(await readFile(resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations, passed } = await frame.evaluate<Findings>(
    'axe.run(document).then(({ violations, passes }) => ({ violations, passed: passes.length }))',
  );
  if (passed < 10) throw new Error(`axe-core looked at next to nothing: ${passed} rules`);
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
};
