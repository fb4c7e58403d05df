// The build for browsers: it needs no files, and so runs in both hosts.
import 'mocha/mocha.js';
import { patience } from '../waiting.ts';

/** What the suites are added to: imported before them, it makes `suite` and `test` known. */
export const session = new Mocha({ ui: 'tdd', timeout: 4 * patience, reporter: class {} as unknown as Mocha.ReporterConstructor });

session.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, null, session);
