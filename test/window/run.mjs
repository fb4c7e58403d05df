import { bundlePrograms, bundleSuite } from './bundle.mjs';

const [main] = await Promise.all([bundlePrograms('main', 'host'), bundleSuite()]);
await import(main);
