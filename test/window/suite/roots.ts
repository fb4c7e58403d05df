import './setup.ts';
import './roots.test.ts';

export { run } from './running.ts';
