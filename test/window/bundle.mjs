import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../../out/window/', import.meta.url));
const shared = { bundle: true, target: 'node20', logLevel: 'warning', sourcemap: 'inline', sourcesContent: false };
const suite = { ...shared, format: 'cjs', external: ['vscode'], entryPoints: [`${folder}suite/index.ts`] };

/** Bundles TypeScript programs of this folder (Node 20 cannot run them as they are); returns where the first can be imported from. */
export const bundlePrograms = async (...names) => {
  const entryPoints = names.map((name) => `${folder}${name}.ts`);
  await build({
    ...shared,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    entryPoints,
    outdir: out,
    outExtension: { '.js': '.mjs' },
  });
  return `${out}${names[0]}.mjs`;
};

/** Bundles what runs inside the extension host, once for Node and once for a web worker, which has no `node:assert`. */
export const bundleSuite = async () => {
  const alias = { 'node:assert/strict': `${folder}suite/webAssert.ts` };
  await Promise.all([
    build({ ...suite, platform: 'node', outfile: `${out}suite/node.js` }),
    build({ ...suite, platform: 'browser', alias, outfile: `${out}suite/web.js` }),
  ]);
};
