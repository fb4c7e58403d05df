import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** As much of a SARIF run as is looked at. */
interface Sarif {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly results: readonly {
    readonly ruleId: string;
    readonly level: string;
    readonly locations: readonly {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: { readonly startLine: number };
      };
    }[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
  }[];
}

/** The command line as it ships, run on copies of the sample project. */
suite('command line', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  const program = join(folder, 'dist', 'cli.js');
  let copies = 0;

  suiteSetup(() => {
    const built = spawnSync(process.execPath, ['esbuild.mjs', '--into', join(folder, 'dist')], { encoding: 'utf8' });
    assert.equal(built.status, 0, built.stderr);
    cpSync('docs', join(folder, 'docs'), { recursive: true });
  });
  suiteTeardown(() => rmSync(folder, { recursive: true }));

  function shop(files: Readonly<Record<string, string>> = {}): string {
    const root = join(folder, `shop${++copies}`);
    cpSync('samples/shop', root, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
    return root;
  }

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args, '--today', '2026-11-22'], { encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  const teamFile = '.pipeline-coach.yml';
  const baseline = '.pipeline-coach.baseline.json';
  const unowned = 'select 1 as one\n';

  test('a command that is asked for help says what there is', () => {
    for (const args of [['--help'], ['check', '--help'], ['fix', '-h']]) {
      const { status, stdout } = run(...args);
      assert.equal(status, 0);
      assert.match(stdout, /^Usage: pipeline-coach <command>/);
    }
  });

  test('fix prints the difference, and writes it unless it is a dry run', () => {
    const root = shop();
    const file = join(root, 'transform/models/marts/finance/_finance.yml');
    const before = readFileSync(file, 'utf8');
    const args = ['fix', 'model.shop.fct_margin', 'owner-named', '--value', 'finance-data', '--root', root];
    const dry = run(...args, '--dry-run');
    assert.equal(dry.status, 0, dry.stderr);
    assert.match(dry.stdout, /^\+\+\+ b\/transform\/models\/marts\/finance\/_finance\.yml$/m);
    assert.match(dry.stdout, /^\+ {8}owner: finance-data$/m);
    assert.equal(readFileSync(file, 'utf8'), before);
    assert.equal(run(...args).stdout, dry.stdout);
    assert.match(readFileSync(file, 'utf8'), /- name: fct_margin\n {4}config:\n {6}meta:\n {8}owner: finance-data\n/);
  });

  test('fix says what would be right where it was asked for something that is not, and what became of an answer', () => {
    const root = shop();
    const fix = (...args: string[]) => run('fix', ...args, '--root', root);
    const told: readonly (readonly [readonly string[], RegExp])[] = [
      [['fct_margin', 'owner-named', '--value', 'x'], /Did you mean model\.shop\.fct_margin\?/],
      [['model.shop.fct_margni', 'owner-named', '--value', 'x'], /Did you mean model\.shop\.fct_margin\?/],
      [['model.shop.fct_margin', 'owner-namde', '--value', 'x'], /Did you mean owner-named\?/],
      [['model.shop.fct_margin', 'owner-named', '--value', ' '], /--value is empty/],
      [['model.shop.fct_margin', 'owner-named', 'data', '--value', 'x'], /in quotes/],
      [['model.shop.fct_margin', 'owner-named', '--value', 'x', '--place', 'join:finance'], /The group finance is owned by Finance Data/],
      [['dag.board_report', 'owner-named', '--value', 'x', '--project', 'nowhere'], /--project dags/],
    ];
    for (const [args, words] of told) {
      const { status, stdout, stderr } = fix(...args);
      assert.deepEqual([status, stdout], [2, ''], stderr);
      assert.match(stderr, words);
    }
    const placeholder = fix('model.shop.fct_margin', 'owner-named', '--value', 'TBD');
    assert.equal(placeholder.status, 0);
    assert.match(placeholder.stderr, /^Written, but owner-named is weak: TBD answers nobody/);
    assert.match(fix('model.shop.fct_margin', 'owner-named', '--value', 'TBD').stderr, /stands there already/);
  });

  test('fix prints a patch that git takes: a new file, another line end, no final newline', () => {
    const root = shop();
    writeFileSync(join(root, 'transform/models/odd.sql'), 'select 1 as id');
    writeFileSync(join(root, 'transform/models/ends.yml'), 'models:\r\n  - name: ends\r\n    description: x');
    writeFileSync(join(root, 'transform/models/ends.sql'), 'select 1 as id\r\n');
    const git = committed(root);
    for (const [id, place] of [
      ['model.shop.odd', 'new-file'],
      ['model.shop.odd', 'config'],
      ['model.shop.ends', 'entry'],
      ['model.shop.ends', 'config'],
      ['dag.board_report', 'default_args'],
    ] as const) {
      const { stdout } = run('fix', id, 'owner-named', '--value', 'night-shift', '--place', place, '--dry-run', '--root', root);
      writeFileSync(join(root, '..', 'answer.diff'), stdout);
      const taken = git('apply', '--check', join(root, '..', 'answer.diff'));
      assert.equal(taken.status, 0, `${id} ${place}: ${taken.stderr}\n${stdout}`);
    }
  });

  test('fix names the places, what is answered by hand, and the projects that an id stands in', () => {
    const root = shop();
    const fix = (...args: string[]) => run('fix', ...args, '--value', 'x', '--root', root);
    const elsewhere = fix('model.shop.fct_margin', 'owner-named', '--place', 'nowhere');
    assert.equal(elsewhere.status, 2);
    assert.match(elsewhere.stderr, /can be written at: new-entry, .*config/);
    assert.match(
      fix('model.shop.fct_margin', 'grain-stated').stderr,
      /answered by hand: transform\/models\/marts\/finance\/fct_margin\.sql:1/,
    );
    assert.match(fix('model.shop.fct_margin', 'no-such-question').stderr, /There is no question no-such-question/);
    cpSync(join(root, 'transform'), join(root, 'again'), { recursive: true });
    const several = fix('model.shop.fct_margin', 'owner-named');
    assert.equal(several.status, 2);
    assert.match(several.stderr, /--project again, transform/);
    assert.match(fix('model.shop.fct_margin', 'owner-named', '--project', 'again').stdout, /^\+\+\+ b\/again\//m);
  });

  test('init writes a team file and a baseline, prints both, and never overwrites', () => {
    const root = shop();
    const first = run('init', root);
    assert.equal(first.status, 0, first.stderr);
    assert.ok(first.stdout.includes(readFileSync(join(root, teamFile), 'utf8')));
    assert.ok(first.stdout.includes(readFileSync(join(root, baseline), 'utf8')));
    const before = readFileSync(join(root, teamFile), 'utf8');
    assert.equal(run('init', root).status, 2);
    assert.equal(readFileSync(join(root, teamFile), 'utf8'), before);
  });

  test('against a baseline only what is new counts', () => {
    const root = shop();
    run('init', root);
    const args = ['check', root, '--baseline', join(root, baseline)];
    assert.equal(run(...args).status, 0);
    writeFileSync(join(root, 'transform/models/marts/finance/fct_new.sql'), unowned);
    const { status, stdout } = run(...args);
    assert.equal(status, 1);
    assert.match(stdout, /fct_new: /);
    assert.doesNotMatch(stdout, /fct_margin: /);
    assert.equal(run(...args, '--threshold', '100').status, 0);
    assert.equal(run(...args, '--threshold', 'warning').status, 0);
  });

  test('a waiver that has ended since the baseline is told and fails nothing', () => {
    const waived = 'waivers:\n  - {question: owner-named, path: transform/models/marts, reason: it moves, until: 2026-11-10}\n';
    const root = shop();
    run('init', root);
    const then = JSON.parse(readFileSync(join(root, baseline), 'utf8')) as { date: string; open: string[] };
    const open = then.open.filter((line) => !/fct_refunds owner-named$/.test(line));
    assert.equal(open.length, then.open.length - 1);
    writeFileSync(join(root, baseline), JSON.stringify({ ...then, date: '2026-11-01', open }));
    writeFileSync(join(root, teamFile), waived);
    const { status, stdout } = run('check', root, '--baseline', join(root, baseline));
    assert.match(stdout, /fct_refunds: .*only time has gone by/);
    assert.match(stdout, /ended on 2026-11-10/);
    assert.equal(status, 0, stdout);
  });

  /** Makes a repository in which everything is committed. @returns what runs git there. */
  function committed(root: string) {
    const git = (...args: string[]) =>
      spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@shop.example', ...args], { cwd: root, encoding: 'utf8' });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'all');
    return git;
  }

  test('a change is judged by its own files', () => {
    const root = shop();
    committed(root);
    assert.equal(run('check', root, '--changed-since', 'HEAD').status, 0);
    writeFileSync(join(root, 'transform/models/marts/finance/fct_new.sql'), unowned);
    const { status, stdout } = run('check', root, '--changed-since', 'HEAD', '--format', 'github');
    assert.equal(status, 1);
    assert.match(stdout, /^::notice file=transform\/models\/marts\/finance\/fct_new\.sql,line=1,title=fct_new::/);
    assert.equal(stdout.trim().split('\n').length, 1);
    assert.equal(run('check', root, '--changed-since', 'nowhere').status, 2);
  });

  test('what a change touches is asked first', () => {
    const root = shop();
    const git = committed(root);
    const added = 'transform/models/marts/finance/fct_new.sql';
    writeFileSync(join(root, added), unowned);
    const first = (...args: string[]) => /fct_new: (.*)/.exec(run('check', root, ...args).stdout)?.[1] ?? '';
    assert.match(first(), /^Who owns this/);
    assert.match(first('--changed-since', 'HEAD'), /^Why does this exist/);
    const dag = join(root, 'dags/ad_spend.py');
    const asked = () => /ad_spend: (.*)/.exec(run('check', root, '--changed-since', 'HEAD').stdout)?.[1] ?? '';
    const text = readFileSync(dag, 'utf8');
    writeFileSync(dag, `${text}\n`);
    assert.match(asked(), /^When it fails/);
    writeFileSync(dag, text.replace('"15 4 * * *"', '"15 * * * *"'));
    assert.match(asked(), /^How fresh/);
    git('mv', 'dags/ad_spend.py', 'dags/spend.py');
    assert.match(asked(), /^How fresh/);
  });

  test('a team file that cannot be used ends with 2 and says file, line and what would be right', () => {
    const root = shop({ [teamFile]: 'preset: core\nquestions:\n  owner-namd: off\n' });
    for (const command of ['check', 'inspect']) {
      const { status, stdout, stderr } = run(command, root);
      assert.equal(status, 2, command);
      assert.equal(stdout, '');
      assert.match(stderr, /^\.pipeline-coach\.yml:3 {2}There is no question owner-namd; did you mean owner-named\?\n$/);
    }
  });

  test('a team file that is no file ends with 2, and so does one that nothing would find', () => {
    const root = shop();
    mkdirSync(join(root, teamFile));
    for (const command of ['check', 'inspect']) {
      const { status, stderr } = run(command, root);
      assert.deepEqual([status, stderr], [2, '.pipeline-coach.yml:1  a folder stands where a file is wanted\n']);
    }
    assert.equal(run('init', root).status, 2);
    const other = shop({ '.pipeline-coach.yaml': 'preset: standard\n' });
    const { status, stderr } = run('check', other);
    assert.deepEqual([status, stderr], [2, '.pipeline-coach.yaml:1  This file is not read: a team file is called .pipeline-coach.yml\n']);
  });

  test('JSON and Markdown tell the same as text', () => {
    const root = shop();
    const json = JSON.parse(run('check', root, '--format', 'json').stdout) as { open: { state: string }[] };
    const weak = json.open.filter(({ state }) => state === 'weak').length;
    const totals = `${json.open.length - weak} open, ${weak} weak`;
    assert.ok(run('check', root).stdout.includes(totals), totals);
    assert.ok(run('check', root, '--format', 'markdown').stdout.includes(totals), totals);
  });

  test('SARIF has a result and a fingerprint for every question, and a rule for every result', () => {
    const root = shop();
    const json = JSON.parse(run('check', root, '--format', 'json').stdout) as { open: { question: string; file: string; line: number }[] };
    const { status, stdout } = run('check', root, '--format', 'sarif');
    assert.equal(status, 1);
    const [scan] = (JSON.parse(stdout) as { version: string; runs: Sarif[] }).runs;
    assert.ok(scan);
    const rules = new Set(scan.tool.driver.rules.map(({ id }) => id));
    for (const { ruleId } of scan.results) assert.ok(rules.has(ruleId), ruleId);
    const asked = scan.results.filter(({ ruleId }) => ruleId !== 'cannot-be-read');
    assert.equal(asked.length, scan.results.length - 1);
    const found = asked.map(
      ({ ruleId, locations: [at] }) => `${ruleId} ${at?.physicalLocation.artifactLocation.uri}:${at?.physicalLocation.region.startLine}`,
    );
    assert.deepEqual(found.sort(), json.open.map(({ question, file, line }) => `${question} ${file}:${line}`).sort());
    assert.equal(new Set(asked.map((result) => result.partialFingerprints['question/v1'])).size, found.length);
    for (const { level } of asked) assert.equal(level, 'note');
  });

  test('JUnit fails what counts, skips what is asked more quietly, and is never empty', () => {
    const root = shop({ [teamFile]: 'questions: {owner-named: warning}\n' });
    const loud = run('check', root, '--format', 'junit', '--threshold', 'warning');
    const [, failures = '', skipped = ''] =
      /^<testsuites tests="\d+" failures="(\d+)" errors="0" skipped="(\d+)">$/m.exec(loud.stdout) ?? [];
    assert.equal(loud.status, 1);
    assert.equal(loud.stdout.match(/<failure /g)?.length, Number(failures));
    assert.ok(Number(failures) > 0 && Number(skipped) > Number(failures));
    for (const [, name] of loud.stdout.matchAll(/ name="([^"]*)"[^>]*><failure/g)) assert.equal(name, 'owner-named');
    const quiet = run('check', shop({ [teamFile]: 'paths: {"**": {questions: {}}}\n' }), '--format', 'junit', '--changed-since', 'HEAD');
    assert.equal(quiet.status, 2);
    const nothing = join(folder, 'bare');
    mkdirSync(nothing);
    const empty = run('check', nothing, '--format', 'junit');
    assert.match(empty.stdout, /tests="1" failures="0"/);
    assert.match(empty.stderr, /No dbt project and no DAG/);
    assert.equal(empty.status, 0);
  });

  test('paths are as seen from the working directory or --root, as annotations need them; from elsewhere, from the folder itself', () => {
    const root = shop();
    const name = basename(root);
    const from = (cwd: string, ...args: string[]) =>
      spawnSync(process.execPath, [program, 'check', ...args, '--today', '2026-11-22', '--format', 'github'], { cwd, encoding: 'utf8' })
        .stdout;
    const own = from(root);
    assert.match(own, /^::notice file=dags\/ad_spend\.py,/m);
    assert.equal(from(folder, name), own.replaceAll(' file=', ` file=${name}/`));
    assert.equal(from(folder, name, '--root', root), own);
    assert.equal(from(root, root, '--root', join(root, 'dags')), own);
  });

  test('a part of a dbt project is no workspace: a check of it is not green', () => {
    const root = shop();
    const { status, stderr } = run('check', join(root, 'transform/models/marts'));
    assert.equal(status, 2);
    assert.match(stderr, /is a part of the dbt project in .*transform, which is read as a whole/);
  });

  test('in a shallow clone it says that history is missing', () => {
    const root = shop();
    const git = (...args: string[]) =>
      spawnSync('git', ['-c', 'user.name=Shop', '-c', 'user.email=shop@shop.example', ...args], { cwd: root });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--message=One');
    git('commit', '--quiet', '--allow-empty', '--message=Two');
    const clone = `${root}-shallow`;
    spawnSync('git', ['clone', '--quiet', '--depth=1', `file://${root}`, clone]);
    const { status, stderr } = run('check', clone, '--changed-since', 'HEAD~1');
    assert.equal(status, 2);
    assert.match(stderr, /fetch-depth: 0/);
  });

  test("explain prints a page, the team's own question, or the nearest id", () => {
    const ask = 'ask:\n  - {id: pii-checked, short: Personal data?, question: Is it personal?, why: The law., keys: meta.pii}\n';
    const root = shop({ [teamFile]: ask });
    const page = run('explain', 'owner-named').stdout;
    assert.match(page, /^# Who owns this/);
    assert.doesNotMatch(page, /about=/);
    assert.match(
      run('explain', 'pii-checked', '--root', root).stdout,
      /^# Is it personal\?[\s\S]*The law\.[\s\S]*\.pipeline-coach\.yml:2\n$/,
    );
    const wrong = run('explain', 'owner-namde');
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /Did you mean owner-named\?/);
    const broken = run('explain', 'pii-checked', '--root', shop({ [teamFile]: `${ask}presets: core\n` }));
    assert.equal(broken.status, 2);
    assert.match(broken.stderr, /^The team's own questions are not known[\s\S]*\.pipeline-coach\.yml:3/m);
  });

  test('incident drafts the first words, with gaps for what nobody can read', () => {
    const { status, stdout } = run('incident', 'dag.daily_finance', '--root', shop());
    assert.equal(status, 0);
    assert.match(stdout, /^\*Promised:\* daily by 07:00 UTC$/m);
    assert.match(stdout, /^\*What we know:\* \[/m);
    assert.equal(run('incident', 'dag.daily_finanz', '--root', shop()).status, 2);
  });

  test('wrong words are refused with 2', () => {
    for (const args of [['chek'], ['check', '--format', 'xml'], ['check', '--threshold', 'loud'], ['check', '--baseline', '/nowhere']])
      assert.equal(run(...args).status, 2, args.join(' '));
    assert.equal(run('check', join(folder, 'nothing')).status, 3);
  });
});
