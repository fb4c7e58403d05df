import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyBriefs, takeBriefs } from './briefs.mjs';
import { compare } from './comparison.mjs';
import { compareDetail, takeFacts, tellFacts } from './detail.mjs';
import { EnvironmentError, environments, prepare, toolsFolder } from './environments.mjs';
import { applyFixes, takeAnswers } from './fixes.mjs';
import { generatedRoots } from './generated.mjs';
import { askAirflow, askDbt, inspect, makeDatabase, selectByDbt, takeCommandLine } from './judges.mjs';
import { compareLoading } from './loading.mjs';
import { unnoticed } from './planted.mjs';
import { excuse, isDifference, sentence, table } from './report.mjs';
import { examplesOf, findRoots, repository } from './roots.mjs';
import { compareRuns, heldRuns } from './runs.mjs';
import { snippetRoots } from './snippets.mjs';

/**
 * Compares what `inspect` says about the sample, the fixtures and generated projects with what real dbt and real Airflow hold, and once more after every
 * open answer was written with `fix`, and once more after new pipelines were briefed in every folder. Ends with 1 where a claim is wrong, something was missed, or a judge could not be asked.
 *
 *   node test/tools/run.mjs [--root NAME] [--tool NAME] [--cli FILE] [--no-fix] [--verbose]
 */
const { values: options } = parseArgs({
  options: {
    root: { type: 'string' },
    tool: { type: 'string' },
    cli: { type: 'string' },
    'no-fix': { type: 'boolean' },
    verbose: { type: 'boolean' },
  },
});
const whole = !options.root && !options.tool && !options['no-fix'];
const log = (line) => console.log(line);
const skipped = new Set();

process.exitCode = main();

function main() {
  if (!options.cli) {
    const built = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: repository, encoding: 'utf8' });
    if (built.status !== 0) return stop(`The command line cannot be built: ${built.stderr.trim().split('\n')[0]}`);
  }
  takeCommandLine(options.cli);
  takeFacts();
  takeAnswers();
  takeBriefs();
  let judges;
  try {
    judges = environments.filter((each) => !options.tool || each.name.startsWith(options.tool)).map((each) => prepare(each, log));
  } catch (error) {
    if (error instanceof EnvironmentError) return stop(error.message);
    throw error;
  }
  for (const judge of judges.filter((each) => each.tool === 'airflow')) makeDatabase(judge);
  const examples = judges
    .filter((each) => each.tool === 'airflow')
    .map((each) => examplesOf(each, join(toolsFolder, 'work', `${each.name}-examples`)));
  const roots = [
    ...findRoots(),
    ...snippetRoots(join(toolsFolder, 'work/snippets')),
    ...generatedRoots(join(toolsFolder, 'work/generated')),
    ...examples,
  ].filter((root) => !options.root || root.name.includes(options.root));
  const loading = options.root ? [] : compareLoading(judges.filter((each) => each.tool === 'airflow'));
  return verdict([...loading, ...roots.flatMap((root) => judgeRoot(root, judges))]);
}

function stop(message) {
  console.error(message);
  return 1;
}

function judgeRoot(root, judges) {
  const started = Date.now();
  const before = judgeOnce(root, judges, tellFacts(root));
  const afterFixes = judges.filter((judge) => judge.fixes);
  const untouched = options['no-fix'] || root.examples || root.generated;
  const after = untouched ? [] : applyFixes(root, (copy, byAll) => judgeOnce(copy, byAll ? judges : afterFixes));
  const briefed = untouched ? [] : applyBriefs(root, (copy) => judgeOnce(copy, afterFixes));
  log(
    `${root.name}: ${root.projects.length} dbt projects, ${root.dags.length} DAGs folders, ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  return [...before, ...after, ...briefed];
}

/** What `inspect` says about a root, and where `told` is given what the engine reads, beside what every judge holds of it. */
function judgeOnce(root, judges, told = null) {
  const said = inspect(root);
  if (said.refused)
    return [{ root: root.name, tool: 'inspect', fact: 'id', id: root.name, at: '.', verdict: 'refused', said: said.refused, held: '' }];
  const findings = judges.flatMap((judge) =>
    (judge.tool === 'dbt' ? judgeDbt(root, judge, judges, said, told) : judgeAirflow(root, judge, judges, said, told)).map((finding) => ({
      judge: judge.name,
      ...finding,
    })),
  );
  return findings.map((finding) => ({ root: root.name, ...finding }));
}

function judgeDbt(root, judge, judges, said, told) {
  const newest = judges.find((each) => each.tool === 'dbt') === judge;
  return root.projects.flatMap((folder) => {
    const held = askDbt(judge, root, folder);
    if (held.tooOld && !newest) return skip(judge, root, folder, held.tooOld);
    if (held.refused) return [refusal(judge, folder, held.refused)];
    const claims = said.resources.filter((claim) => claim.framework === 'dbt' && claim.project === folder);
    return [...compare(held, claims), ...(told ? compareDetail(held, told, folder, judge.version) : [])];
  });
}

/** Airflow 3 does not load what is written for 2, nor 2 what is written for 3: a root is judged by the version that it says it runs on. */
function judgeAirflow(root, judge, judges, said, told) {
  const meant = said.frameworks.find((each) => each.name === 'airflow')?.version;
  return root.dags.flatMap((folder) => {
    if (meant && majorOf(meant) !== majorOf(judge.version)) return skip(judge, root, folder, `it is for Airflow ${meant}`);
    const held = askAirflow(judge, root, folder);
    if (held.refused) return [refusal(judge, folder, held.refused)];
    const broken = new Set(held.importErrors.map(({ file }) => file));
    const claims = said.resources.filter(
      (claim) => claim.framework === 'airflow' && isBelow(claim.file, folder) && !broken.has(claim.file),
    );
    return [
      ...held.importErrors.map(({ file, message }) => refusal(judge, file, message)),
      ...confront(held, claims, folder),
      ...(told ? compareDetail(held, told, folder, judge.version) : []),
      ...judgeRuns(root, judges, held, said),
    ];
  });
}

/** The comparison, and whether it would have found a lie. */
function confront(held, claims, folder) {
  const blind = unnoticed(held, claims).map(({ fact }) => ({
    tool: 'planted',
    fact,
    id: folder,
    at: folder,
    verdict: 'wrong',
    said: 'a planted lie',
    held: 'no difference',
  }));
  return [...compare(held, claims), ...blind];
}

/** Only where one dbt project stands beside the DAGs is it plain which one a command means. */
function judgeRuns(root, judges, held, said) {
  const dbt = judges.find((judge) => judge.tool === 'dbt');
  const [folder] = root.projects;
  if (!dbt || folder === undefined || root.projects.length > 1) return [];
  const select = (selection) => selectByDbt(dbt, root, folder, selection);
  return compareRuns(heldRuns(held.resources, select), said.resources);
}

function majorOf(version) {
  return version.split('.')[0].replace(/\D/g, '');
}

/** Said once of each project, not again after fixes. */
function skip(judge, root, folder, reason) {
  const about = `${root.name.split(' ')[0]}/${folder}`;
  if (!skipped.has(`${judge.name} ${about}`)) log(`${judge.name}: ${about} skipped: ${reason}`);
  skipped.add(`${judge.name} ${about}`);
  return [];
}

function refusal(judge, at, message) {
  return { tool: judge.tool, fact: 'id', id: at, at, verdict: 'refused', said: 'nothing', held: message };
}

function isBelow(file, folder) {
  return folder === '.' || file.startsWith(`${folder}/`);
}

function verdict(findings) {
  const entries = JSON.parse(readFileSync(new URL('deliberate.json', import.meta.url), 'utf8'));
  const unused = excuse(findings, entries);
  const failures = findings.filter((finding) => isDifference(finding) && !finding.reason);
  log(`\n${table(findings)}\n`);
  for (const finding of findings.filter((each) => each.reason))
    log(`meant   ${finding.root}/${finding.at}  ${finding.id}  ${finding.fact}: ${finding.reason}`);
  if (options.verbose) for (const finding of findings.filter((each) => each.verdict === 'unknown')) log(sentence(finding));
  for (const failure of failures) log(sentence(failure));
  const stale = whole ? unused : [];
  for (const entry of stale) log(`deliberate.json names a difference that is not there: ${JSON.stringify(entry)}`);
  const failed = failures.length + stale.length;
  log(`\n${findings.filter((finding) => finding.verdict === 'right').length} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
