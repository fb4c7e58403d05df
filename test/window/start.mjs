import { bundlePrograms } from './bundle.mjs';

await import(await bundlePrograms('start'));
