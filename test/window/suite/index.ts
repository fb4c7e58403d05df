import './setup.ts';
import './lenses.test.ts';
import './answering.test.ts';
import './completion.test.ts';
import './settings.test.ts';
import './teamFile.test.ts';

export { run } from './running.ts';
