import { deepEqual } from 'node:assert/strict';
import Mocha from 'mocha';
import { answers } from './answers.ts';
import { brief } from './brief.ts';
import { checklist } from './checklist.ts';
import { deciding } from './deciding.ts';
import { explain } from './explain.ts';
import { firstLight } from './firstLight.ts';
import { fourWays } from './fourWays.ts';
import { incident } from './incident.ts';
import type { Person } from './person.ts';
import { takePicture } from './picture.ts';
import { restricted } from './restricted.ts';
import { steady } from './steady.ts';
import { switches } from './switches.ts';
import { tenMinutes } from './tenMinutes.ts';
import { virtual } from './virtual.ts';
import { walkthrough } from './walkthrough.ts';
import { type OpenWindow, openWindow, type WindowOptions } from './window.ts';

export interface PersonOptions {
  readonly grep?: string | undefined;
  /** Only the scripts that reach every bundle once: for the extension as it is packaged, which holds the same code. */
  readonly short: boolean;
  /** The file of the README's picture, where it is to be taken anew. */
  readonly picture?: string | undefined;
}

/** Plays the scripts that click in one window; returns how many passed and failed. */
export const runPerson = (options: WindowOptions, { grep, short, picture }: PersonOptions): Promise<{ passed: number; failed: number }> => {
  const mocha = new Mocha({ ui: 'tdd', timeout: 300_000, reporter: 'spec', ...(grep ? { grep } : {}) });
  // Makes `suite` and `test` known, as loading a file would.
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, null, mocha);
  const { workspace } = options;
  let window: OpenWindow | undefined;
  const sit = (): Person => {
    if (!window) throw new Error('No window is open');
    return window.person;
  };
  suiteSetup(async () => {
    window = await openWindow(options);
  });
  suiteTeardown(() => window?.close());
  teardown(async function () {
    if (this.currentTest?.isFailed()) await sit().screenshot(`failed-${this.currentTest.title.slice(0, 40)}`);
    deepEqual(await sit().notifications(), []);
  });
  firstLight(workspace, sit);
  checklist(workspace, sit);
  if (!short) {
    incident(sit);
    explain(sit);
    deciding(workspace, sit);
    brief(workspace, sit);
    answers(workspace, sit);
    fourWays(workspace, sit);
    steady(sit);
    switches(sit);
    restricted(options);
    virtual(options);
    walkthrough(options);
    tenMinutes(options, 'node');
    tenMinutes(options, 'web');
  }
  if (picture) takePicture(options, picture);
  return new Promise((resolve) => {
    const runner = mocha.run((failed) => resolve({ passed: runner.stats?.passes ?? 0, failed }));
  });
};
