import './setup.ts';
import './speed.test.ts';

export { run } from './running.ts';
