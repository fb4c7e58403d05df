import './setup.ts';
import './holds.test.ts';

export { run } from './running.ts';
