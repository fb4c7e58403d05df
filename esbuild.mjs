import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeBundle } from './l10n/collect.mjs';

/** Everything that ships, or with `--tests` what mocha runs. One source for desktop and web. */
const shared = { bundle: true, format: 'cjs', target: 'es2022', sourcemap: 'linked', sourcesContent: false, logLevel: 'warning' };
const shipped = { ...shared, minify: true, metafile: true };
const node = { platform: 'node', target: 'node20' };
const web = { platform: 'browser' };

const products = [
  { ...shipped, ...node, entryPoints: ['src/vscode/extension.node.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { ...shipped, ...node, entryPoints: ['src/vscode/engineWorker.node.ts'], outfile: 'dist/engine.js' },
  { ...shipped, ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  { ...shipped, ...web, entryPoints: ['src/vscode/extension.web.ts'], outfile: 'dist/web/extension.js', external: ['vscode'] },
  { ...shipped, ...web, entryPoints: ['src/vscode/engineWorker.web.ts'], outfile: 'dist/web/engine.js', format: 'iife' },
];

const testFiles = () =>
  readdirSync('test/engine', { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test/engine', file));

if (process.argv.includes('--tests')) {
  await build({ ...shared, ...node, entryPoints: testFiles(), outdir: 'out/test/engine', outbase: 'test/engine', packages: 'external' });
} else {
  writeBundle();
  await Promise.all(products.map(build));
}
