import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { toolsFolder } from './environments.mjs';
import { inspect } from './judges.mjs';
import { describe, repository } from './roots.mjs';

/** What is written where a question is open: values that a careless writer would break a file with. */
const values = {
  'owner-named': 'judge-team',
  'purpose-stated': 'What the "judge" wrote: it\'s here to be read back, #1',
  'freshness-promised': 'daily by 06:30 UTC',
  'failure-told': '#judge-alerts',
  'consumers-known': 'Judge & jury: "the board"',
  'first-step-written': 'https://wiki.judge.test/runbook?a=1#step',
  'impact-stated': 'The court closes; 2 days are lost',
  'source-change-planned': 'fail: the load stops',
  'reviewed-recently': '2026-11-20',
  'health-visible': 'https://bi.judge.test/health',
  'rerun-safe': 'clear the day, then run it again',
  'goodbye-planned': '2027-01-31',
};

/**
 * Which of the places that are offered is taken: the best, or each in its turn, so that every kind is written to.
 * `every`: the owner is written at that place of every resource that has so many, whoever owns it now, and shown to every version.
 */
const rounds = [
  { name: 'after fixes', at: () => ({ turn: 0 }) },
  { name: 'after fixes elsewhere', at: (turn) => ({ turn }) },
  ...[0, 1, 2, 3, 4].map((at) => ({ name: `owner at place ${at + 1}`, every: true, at: () => ({ at }) })),
];

/** Roots with all kinds of places, on which the owner is written at each. */
const everyPlace = /^(?:samples\/shop|test\/fixtures\/(?:dbtEveryVersion|airflow2?))$/;

/**
 * Answers every open question of a copy of the root that a value can answer, one after the other, then asks the judges again.
 * Then takes the answers back, which gives the first bytes.
 * @param judge compares a root with what the tools hold of it; told whether every version is to be asked
 * @returns its findings, and one for each answer that was written: it must be read back.
 */
export function applyFixes(root, judge) {
  const hopeless = new Set();
  return rounds.flatMap((round) => {
    if (round.every && !everyPlace.test(root.name)) return [];
    const folder = join(toolsFolder, 'work', 'fixed', root.name.replaceAll('/', '~'));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(root.folder, folder, { recursive: true, filter: (path) => !/[\\/](target|logs|__pycache__)$/.test(path) });
    const copy = { ...describe(root.name, folder), name: `${root.name} ${round.name}`, dags: root.dags, projects: root.projects };
    const written = writeAnswers(copy, round, hopeless);
    for (const { resource, question, refused } of written) if (refused === 'no place') hopeless.add(`${resource.id} ${question}`);
    return written.length === 0 ? [] : [...readBack(copy, written), ...judge(copy, round.every === true), ...takeBack(root, copy, written)];
  });
}

/** `hopeless` holds what an earlier round found no place for. */
function writeAnswers(copy, round, hopeless) {
  const said = inspect(copy);
  if (said.refused) return [];
  const open = said.resources.flatMap((resource) =>
    resource.questions
      .filter(
        (question) =>
          (round.every ? question.id === 'owner-named' && question.asked : ['unanswered', 'weak'].includes(question.state)) &&
          values[question.id] !== undefined &&
          !hopeless.has(`${resource.id} ${question.id}`),
      )
      .map((question) => ({ resource, question: question.id, value: values[question.id] })),
  );
  const wanted = open.map(({ resource: { id, project }, question, value }, turn) => ({ id, project, question, value, ...round.at(turn) }));
  const done = JSON.parse(answers('write', copy.folder, wanted));
  const written = open.map((answer, turn) => ({ ...answer, ...done[turn] }));
  return round.every ? written.filter(({ refused }) => refused !== 'no place') : written;
}

const writer = join(toolsFolder, 'judged/answers.cjs');

/** Takes the program that writes answers, with the engine as it is now. */
export function takeAnswers() {
  buildSync({ entryPoints: [join(repository, 'test/tools/answers.ts')], bundle: true, platform: 'node', format: 'cjs', outfile: writer });
}

function answers(what, folder, input) {
  const done = spawnSync(process.execPath, [writer, what, folder], { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`The answers could not be written: ${done.stderr.trim().split('\n').slice(-3).join(' / ')}`);
  return done.stdout;
}

function readBack(copy, written) {
  const said = inspect(copy);
  const resources = new Map((said.resources ?? []).map((resource) => [`${resource.project} ${resource.id}`, resource]));
  return written.map(({ resource, question, value, place, refused }) => {
    const now = resources.get(`${resource.project} ${resource.id}`);
    const answer = now?.questions.find((each) => each.id === question);
    // Who owns a group that is joined is another's answer.
    const isOwner = place?.startsWith('join:') || now?.owners.includes(value);
    const answered = answer?.state === 'answered' && (question !== 'owner-named' || isOwner);
    // One task of several: the others are asked about still.
    const partly = place?.startsWith('task:');
    const verdict = answered ? 'right' : refused || partly ? 'unknown' : 'wrong';
    const at = `${now?.file ?? resource.file}:${now?.line ?? resource.line}`;
    const held = answer ? `${answer.state}: ${answer.answer ?? answer.reason ?? 'nothing'}` : 'no such resource any more';
    return {
      root: copy.name,
      tool: resource.framework,
      fact: 'fix',
      id: resource.id,
      at,
      verdict,
      said: `${question} = ${value} at ${place ?? 'no place'}${refused ? `: ${refused}` : ''}`,
      held,
    };
  });
}

/** Takes every answer back, the last first, and compares every byte. */
function takeBack(root, copy, written) {
  const steps = written.filter(({ undo }) => undo);
  answers('back', copy.folder, steps);
  const bytes = (folder, file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file)) : Buffer.alloc(0));
  return [...new Set(steps.map(({ file }) => file))]
    .filter((file) => !bytes(copy.folder, file).equals(bytes(root.folder, file)))
    .map((file) => ({
      root: copy.name,
      tool: 'undo',
      fact: 'fix',
      id: file,
      at: file,
      verdict: 'wrong',
      said: 'undo gives the first bytes',
      held: 'other bytes',
    }));
}
