import Mocha from 'mocha';
import { checklist } from './checklist.ts';
import { firstLight } from './firstLight.ts';
import { takePicture } from './picture.ts';
import type { WindowOptions } from './window.ts';

export interface PersonOptions {
  readonly grep?: string | undefined;
  /** The file of the README's picture, where it is to be taken anew. */
  readonly picture?: string | undefined;
}

/** Plays the scripts that click in one window; returns how many passed and failed. */
export const runPerson = (window: WindowOptions, { grep, picture }: PersonOptions): Promise<{ passed: number; failed: number }> => {
  const mocha = new Mocha({ ui: 'tdd', timeout: 90_000, reporter: 'spec', ...(grep ? { grep } : {}) });
  // Makes `suite` and `test` known, as loading a file would.
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, null, mocha);
  firstLight(window);
  checklist(window);
  if (picture) takePicture(window, picture);
  return new Promise((resolve) => {
    const runner = mocha.run((failed) => resolve({ passed: runner.stats?.passes ?? 0, failed }));
  });
};
