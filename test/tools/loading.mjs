/** Compares which files we say an `.airflowignore` hides with what Airflow's own walk over a folder finds. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { toolsFolder } from './environments.mjs';
import { repository } from './roots.mjs';

const files = [
  ...['a.py', 'old.py', 'orders_dag.py', 'utils.py', 'my-dag.v2.py', 'été.py'],
  ...['old/a.py', 'old/keep.py', 'old/deep/a.py', 'old/deep/keep.py', 'gold/a.py', 'team/old/a.py', 'team/old.py'],
  ...['team/orders/load.py', 'team/orders/test_load.py', 'team/common/utils.py', 'tests/test_a.py', 'dags/a.py', 'x1/y2/z3.py'],
];

/** What people write, in either syntax and often in the wrong one. */
const written = [
  ...[
    'old',
    'old/',
    '/old',
    '/old/',
    'old/*',
    'old/**',
    '**/old',
    '**/old/',
    'team/**/*.py',
    '*.py',
    '*_dag.py',
    'test_*',
    'old.py',
    'old\\.py',
  ],
  ...[
    '.*',
    '.*old.*',
    '.*/old/.*',
    '^old',
    'old$',
    '^old/',
    'utils|common',
    '(utils|common)/',
    '(?:old|team)/a',
    '^team/.*\\.py$',
    '[a-z]+_dag',
  ],
  ...['!keep.py', '!old/keep.py', '!old/', '!**/keep.py', '# nothing', 'old # gone', 'old\\#', '   ', '/', '!', '**', '*', 'x?/y?/z?.py'],
  ...[
    'x[0-9]/y\\d',
    'test_[^l]',
    '[!a].py',
    '[ab].py',
    '\\w+-\\w+',
    'a{2}',
    '(?!old)',
    '^(?!.*old).*$',
    '\\bold\\b',
    '*old',
    '**old',
    'a*?',
    'a**',
    '+',
    '(',
  ],
  ...[
    ')',
    '[',
    '[z-a]',
    'old\\',
    'team/old',
    'team/o',
    '/team/old.py',
    'team//old',
    './old',
    'old/ ',
    ' old',
    'OLD',
    'dags/',
    '^dags/a',
    '\\.py$',
    'été',
    '^\\W',
  ],
];

const nested = [
  '.airflowignore',
  '.airflowignore',
  '.airflowignore',
  'old/.airflowignore',
  'team/.airflowignore',
  'team/old/.airflowignore',
];

function cases() {
  const single = written.map((line) => ({ '.airflowignore': `${line}\n` }));
  let seed = 20_251_122;
  const pick = (list) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return list[Math.floor((seed / 2_147_483_648) * list.length)];
  };
  const mixed = Array.from({ length: 600 }, () => {
    const ignores = {};
    for (let lines = pick([2, 3, 4, 5]); lines > 0; lines--) {
      const file = pick(nested);
      ignores[file] = `${ignores[file] ?? ''}${pick(written)}${pick(['\n', '\r\n'])}`;
    }
    return ignores;
  });
  return [...single, ...mixed];
}

/** @returns a finding per file of each case. */
export function compareLoading(judges) {
  const script = join(toolsFolder, 'judged/loading.cjs');
  buildSync({ entryPoints: [join(repository, 'test/tools/loading.ts')], bundle: true, platform: 'node', format: 'cjs', outfile: script });
  const all = cases();
  return judges.flatMap((judge) => {
    const major = Number(judge.version.split('.')[0]);
    return ['regexp', 'glob'].flatMap((syntax) => {
      const input = JSON.stringify({ syntax, files, cases: all });
      const held = ask(judge.program('python'), [join(repository, 'test/tools/list_files.py')], input, join(judge.folder, 'home'));
      const said = [
        { name: syntax, major },
        { name: null, major: null },
      ].map((known) =>
        ask(process.execPath, [script], JSON.stringify({ syntax: known, files: files.map(inDags), cases: all.map(allInDags) })),
      );
      return all.flatMap((ignores, index) => said.flatMap((each) => judgeCase(judge, syntax, ignores, each[index], held[index])));
    });
  });
}

/** For us the folder has to be named as Airflow's is. */
function inDags(file) {
  return `dags/${file}`;
}

function allInDags(ignores) {
  return Object.fromEntries(Object.entries(ignores).map(([file, text]) => [inDags(file), text]));
}

function ask(program, args, input, home) {
  const env = home ? { ...process.env, AIRFLOW_HOME: home } : process.env;
  const done = spawnSync(program, args, { input, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr.trim().split('\n').at(-1)}`);
  return JSON.parse(done.stdout.trim().split('\n').at(-1));
}

/** Where Airflow itself fails over a line, it loads nothing at all, and there is nothing to compare. */
function judgeCase(judge, syntax, ignores, said, held) {
  if (typeof held === 'string') return [];
  return files.map((file, index) => {
    const real = held.includes(file) ? 'loaded' : 'hidden';
    const verdict = said[index] === real ? 'right' : said[index] === 'unknown' ? 'unknown' : 'wrong';
    return {
      root: '.airflowignore',
      judge: judge.name,
      tool: 'airflow',
      fact: 'loaded',
      id: file,
      at: JSON.stringify(ignores),
      verdict,
      said: said[index],
      held: `${real} (${syntax})`,
    };
  });
}
