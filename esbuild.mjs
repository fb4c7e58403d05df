import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeBundle } from './l10n/collect.mjs';

/** Everything that ships, into another folder with `--into`; or with `--tests` what mocha runs. One source for desktop and web. */
const shared = { bundle: true, format: 'cjs', target: 'es2022', sourcemap: 'linked', sourcesContent: false, logLevel: 'warning' };
/** The `yaml` that Node would take is CommonJS, of which nothing can be left out: 17 KB more (2.9.1). */
const alias = { yaml: './node_modules/yaml/browser/index.js', '@lezer/highlight': './src/engine/syntax/noColours.ts' };
/** What only runs when somebody asks for it is a file beside the engine. */
const lateBeside = {
  name: 'late-beside',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]engine[\\/]lateParts\.ts$/ }, () => ({
      contents: "export const lateParts = () => require('./late.js');\n",
    })),
};
/** The engine ships once: the editor's worker and the command line take it from the file beside them. */
const engineBeside = {
  name: 'engine-beside',
  setup: ({ onResolve }) => onResolve({ filter: /\/engine\/coach\.ts$/ }, () => ({ path: './engine.js', external: true })),
};
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

/** In bytes. The editor loads the entry on every start, and the engine with its worker on first use. */
const largestEntry = 40_000;
const largestEngine = 600_000;

const dist = process.argv.includes('--into') ? process.argv[process.argv.indexOf('--into') + 1] : 'dist';
const bundle = (outfile, entryPoint, more) => ({ ...shipped, entryPoints: [entryPoint], outfile: `${dist}/${outfile}`, ...more });

/** The engine, what it loads late and the commands are one text for Node and for browsers, made for the poorer of the two. */
const products = [
  bundle('extension.js', 'src/vscode/extension.node.ts', { ...node, external: ['vscode'] }),
  bundle('web/extension.js', 'src/vscode/extension.web.ts', { ...web, external: ['vscode'] }),
  bundle('commands.js', 'src/vscode/commands.ts', { ...web, external: ['vscode'] }),
  bundle('worker.js', 'src/vscode/worker/engineWorker.node.ts', { ...node, plugins: [engineBeside] }),
  bundle('web/worker.js', 'src/vscode/worker/engineWorker.web.ts', { ...web, format: 'iife' }),
  bundle('engine.js', 'src/engine/coach.ts', {
    ...web,
    plugins: [leanYaml, unwrittenYaml, failsafeYaml, quietParser, lateBeside],
    external: ['./late.js'],
  }),
  bundle('late.js', 'src/engine/late.ts', web),
  bundle('cli.js', 'src/cli/main.ts', { ...node, plugins: [engineBeside, ...shipped.plugins], banner: { js: '#!/usr/bin/env node' } }),
];

function checkSizes(metafiles) {
  const outputs = metafiles.flatMap(({ outputs }) => Object.entries(outputs));
  const loadedTogether = [
    [['extension.js'], largestEntry],
    [['web/extension.js'], largestEntry],
    [['worker.js', 'engine.js'], largestEngine],
    [['web/worker.js', 'engine.js'], largestEngine],
  ];
  for (const [files, most] of loadedTogether) {
    const bytes = outputs.reduce((sum, [file, output]) => (files.some((name) => file === `${dist}/${name}`) ? sum + output.bytes : sum), 0);
    if (bytes > most) throw new Error(`${files.join(' and ')} have ${bytes} bytes, ${most} are allowed`);
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
  const metafiles = (await Promise.all(products.map(build))).map(({ metafile }) => metafile);
  if (dist === 'dist') {
    writeBundle();
    checkSizes(metafiles);
    writeNotices(metafiles);
  }
}
