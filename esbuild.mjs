import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeBundle } from './l10n/collect.mjs';

/** Everything that ships, or with `--tests` what mocha runs. One source for desktop and web. */
const shared = { bundle: true, format: 'cjs', target: 'es2022', sourcemap: 'linked', sourcesContent: false, logLevel: 'warning' };
/** The `yaml` that Node would take is CommonJS, of which nothing can be left out: 17 KB more (2.9.1). */
const alias = { yaml: './node_modules/yaml/browser/index.js', '@lezer/highlight': './src/engine/syntax/noColours.ts' };
/** In the editor, what only runs when somebody asks for it is a file beside the engine: Node takes it from the disk, a web worker from where the host has put it. */
const lateFile = (contents) => ({
  name: 'late',
  setup: ({ onLoad }) => onLoad({ filter: /[\\/]engine[\\/]lateParts\.ts$/ }, () => ({ contents })),
});
const lateOfDisk = lateFile("export const lateParts = async () => require('./late.js');\n");
const lateOfWeb = lateFile(`
let parts;
export const lateParts = async () => {
  if (!parts) importScripts(self.pipelineCoachLateAddress);
  parts = self.pipelineCoachLate;
  return parts;
};
`);
/** `CST` of `yaml` brings along what changes and prints tokens; one function of it is called. 4 KB less. */
const leanYaml = {
  name: 'lean-yaml',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]yaml[\\/]browser[\\/]index\.js$/ }, () => ({
      contents: `export * from './dist/index.js';
import { resolveAsScalar } from './dist/parse/cst-scalar.js';
export const CST = { resolveAsScalar };
`,
    })),
};
/** The engine reads YAML and never has `yaml` write any: the writers cut and insert text, and are in a bundle of their own. 10 KB less. */
const unwrittenYaml = {
  name: 'unwritten-yaml',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]yaml[\\/]browser[\\/]dist[\\/]stringify[\\/]stringify(?:Collection|Document|Pair|String)?\.js$/ }, () => ({
      contents: writesNothing,
    })),
};
const writers = ['createStringifyContext', 'stringify', 'stringifyCollection', 'stringifyDocument', 'stringifyPair', 'stringifyString'];
const writesNothing = `const never = () => { throw new Error('The engine writes no YAML'); };
export { ${writers.map((name) => `never as ${name}`).join(', ')} };
`;
/** It makes nothing of scalars but texts (`failsafe`) and has no tags of its own, so the other schemas of `yaml` are not needed. 12 KB less. */
const failsafeYaml = {
  name: 'failsafe-yaml',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]yaml[\\/]browser[\\/]dist[\\/]schema[\\/]tags\.js$/ }, () => ({
      contents: `import { map } from './common/map.js';
import { seq } from './common/seq.js';
import { string } from './common/string.js';
export const coreKnownTags = {};
export const getTags = () => [map, seq, string];
`,
    })),
};
/** The parser of Python (@lezer/lr 1.4) can print every step, if the variable LOG says so. 1 KB less. */
const quietParser = {
  name: 'quiet-parser',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]@lezer[\\/]lr[\\/]dist[\\/]index\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replace(/^const verbose = .*$/m, '')
        .replace(/\bverbose\b/g, 'false'),
    })),
};
const shipped = { ...shared, minify: true, metafile: true, alias, plugins: [leanYaml, quietParser] };
const node = { platform: 'node', target: 'node20' };
const web = { platform: 'browser' };

/** In bytes. The editor loads the entry on every start, and the engine on first use. */
const largestEntry = 40_000;
const largestEngine = 600_000;

const products = [
  { ...shipped, ...node, entryPoints: ['src/vscode/extension.node.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { ...shipped, ...node, entryPoints: ['src/vscode/commands.ts'], outfile: 'dist/commands.js', external: ['vscode'] },
  {
    ...shipped,
    ...node,
    entryPoints: ['src/vscode/worker/engineWorker.node.ts'],
    outfile: 'dist/engine.js',
    plugins: [leanYaml, unwrittenYaml, failsafeYaml, quietParser, lateOfDisk],
    external: ['./late.js'],
  },
  { ...shipped, ...node, entryPoints: ['src/engine/late.ts'], outfile: 'dist/late.js' },
  { ...shipped, ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  { ...shipped, ...web, entryPoints: ['src/vscode/extension.web.ts'], outfile: 'dist/web/extension.js', external: ['vscode'] },
  { ...shipped, ...web, entryPoints: ['src/vscode/commands.ts'], outfile: 'dist/web/commands.js', external: ['vscode'] },
  {
    ...shipped,
    ...web,
    entryPoints: ['src/vscode/worker/engineWorker.web.ts'],
    outfile: 'dist/web/engine.js',
    format: 'iife',
    plugins: [leanYaml, unwrittenYaml, failsafeYaml, quietParser, lateOfWeb],
  },
  { ...shipped, ...web, entryPoints: ['src/engine/late.ts'], outfile: 'dist/web/late.js', format: 'iife', globalName: 'pipelineCoachLate' },
];

function checkSizes(metafiles) {
  const outputs = metafiles.flatMap(({ outputs }) => Object.entries(outputs));
  for (const [file, { bytes }] of outputs) {
    const most = file.endsWith('extension.js') ? largestEntry : file.endsWith('engine.js') ? largestEngine : Number.POSITIVE_INFINITY;
    if (bytes > most) throw new Error(`${file} has ${bytes} bytes, ${most} are allowed`);
  }
}

/** The licences of everything that was bundled, as they ask to be passed on. */
function writeNotices(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const packages = new Set(inputs.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
  const notices = [...packages].sort().map((name) => {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = readdirSync(folder).find((file) => /^licen[sc]e/i.test(file));
    if (!text) throw new Error(`${name} is bundled and has no licence text`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, text), 'utf8').trim()}\n`;
  });
  writeFileSync('THIRD-PARTY-NOTICES.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));
}

const testFiles = () =>
  readdirSync('test/engine', { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test/engine', file));

if (process.argv.includes('--tests')) {
  await build({ ...shared, ...node, entryPoints: testFiles(), outdir: 'out/test/engine', outbase: 'test/engine', packages: 'external' });
} else {
  writeBundle();
  const built = await Promise.all(products.map(build));
  const metafiles = built.map(({ metafile }) => metafile);
  checkSizes(metafiles);
  writeNotices(metafiles);
}
