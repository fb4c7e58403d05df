import { copyFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../../out/window/', import.meta.url));
const shared = { bundle: true, target: 'node20', logLevel: 'warning', sourcemap: 'inline', sourcesContent: false };
const suite = { ...shared, format: 'cjs', external: ['vscode'] };
const suites = ['index', 'roots'];
/** What looks at the thread itself runs on Node alone. */
const nodeSuites = ['speed', 'holds'];

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

/** Bundles what runs inside the extension host, once for Node and once for a web worker, which has no `node:assert`; and the extension that brings a folder of no disk. */
export const bundleSuite = async () => {
  const alias = { 'node:assert/strict': `${folder}suite/webAssert.ts` };
  const forNode = (name) =>
    build({ ...suite, platform: 'node', entryPoints: [`${folder}suite/${name}.ts`], outfile: `${out}suite/${name}.node.js` });
  const forWeb = (name) =>
    build({ ...suite, platform: 'browser', alias, entryPoints: [`${folder}suite/${name}.ts`], outfile: `${out}suite/${name}.web.js` });
  const memory = { from: `${folder}memoryFolder/`, to: `${out}memoryFolder/` };
  await Promise.all([
    ...[...suites, ...nodeSuites].map(forNode),
    ...suites.map(forWeb),
    build({ ...suite, platform: 'node', entryPoints: [`${memory.from}extension.ts`], outfile: `${memory.to}extension.js` }),
  ]);
  await copyFile(`${memory.from}package.json`, `${memory.to}package.json`);
};
