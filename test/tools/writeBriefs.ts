import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BriefAnswers, nothingSaid as none } from '../../src/engine/brief/answers.ts';
import { dagFile, dagText } from '../../src/engine/brief/dagText.ts';
import { entryContent, modelSql } from '../../src/engine/brief/dbtText.ts';
import { type Coach, createCoach } from '../../src/engine/coach.ts';
import type { Edit } from '../../src/engine/model.ts';
import type { ResourceName } from '../../src/engine/views.ts';
import { applyEdits } from '../../src/engine/writers/apply.ts';
import { nodeWorkspace } from '../../src/node/workspace.ts';

/**
 * Briefs new pipelines in every folder of a root, each once with all answers and once with none, and writes them.
 * Prints what was briefed as JSON: the id by which the tool must know it, and why nothing was written where that is so.
 */
interface Briefed {
  readonly id: string;
  readonly file: string;
  readonly refused?: string;
}

const today = '2026-11-22';
const all: BriefAnswers = {
  purpose: 'Decides "which" offers stay: it\'s #1',
  reads: [],
  consumers: 'the shop team; the board',
  owner: 'judge-team',
  promise: 'daily by 08:00 UTC',
  channel: '#judge-alerts',
  failureModes: 'late; twice \\ wrong',
  sourceChange: 'fail: nobody knows the new columns',
};

async function main(root: string): Promise<void> {
  const coach = createCoach({ workspace: nodeWorkspace(root), today });
  await coach.load();
  const names = coach.names();
  const briefed: Briefed[] = [];
  for (const folder of foldersOf(names, 'model')) briefed.push(...(await briefModels(coach, root, folder, names)));
  for (const folder of foldersOf(names, 'dag')) briefed.push(...(await briefDags(coach, root, folder)));
  process.stdout.write(JSON.stringify(briefed));
}

function foldersOf(names: readonly ResourceName[], kind: string): string[] {
  const files = names.filter(
    (one) => one.kind === kind && /\.(?:sql|py)$/.test(one.file) && !/example_dags|(?:^|\/)tests?\//.test(one.file),
  );
  return [...new Set(files.map(({ file }) => dirname(file)))];
}

let count = 0;

async function briefModels(coach: Coach, root: string, folder: string, names: readonly ResourceName[]): Promise<Briefed[]> {
  const near = names.find((one) => one.kind === 'model' && dirname(one.file) === folder && !one.name.includes('.v'));
  const project = near?.id.split('.')[1];
  if (near === undefined || project === undefined || coach.resource(near.key)?.unasked) return [];
  const found: Briefed[] = [];
  for (const answers of [all, none]) {
    const name = `coach_brief_${++count}`;
    const plan = await coach.newPipeline('model', folder, name);
    const id = `model.${project}.${name}`;
    if ('refused' in plan || !('entry' in plan) || plan.file === null) {
      found.push({ id, file: folder, refused: 'refused' in plan ? plan.refused : 'no file' });
      continue;
    }
    const entry = await coach.entryEdits(plan.entry.file, plan.entry.path, entryContent(answers, plan.entry.meta, plan.given));
    if ('refused' in entry) {
      found.push({ id, file: plan.entry.file, refused: entry.refused });
      continue;
    }
    const reads = answers === all ? [`ref('${near.name}')`] : [];
    put(root, plan.file, modelSql({ ...answers, reads }, plan.siblingText));
    await change(coach, root, entry.edits);
    found.push({ id, file: plan.file });
  }
  for (const [answers, table] of [
    [all, `coach_briefs_${count}.first`],
    [none, `coach_briefs_${count}.second`],
  ] as const) {
    const plan = await coach.newPipeline('source', folder, table);
    const id = `source.${project}.${table}`;
    if ('refused' in plan || !('entry' in plan)) {
      found.push({ id, file: folder, refused: 'refused' in plan ? plan.refused : 'no place' });
      continue;
    }
    const entry = await coach.entryEdits(plan.entry.file, plan.entry.path, entryContent(answers, plan.entry.meta, plan.given));
    if ('refused' in entry) found.push({ id, file: plan.entry.file, refused: entry.refused });
    else {
      await change(coach, root, entry.edits);
      found.push({ id, file: plan.entry.file });
    }
  }
  return found;
}

async function briefDags(coach: Coach, root: string, folder: string): Promise<Briefed[]> {
  const found: Briefed[] = [];
  for (const answers of [all, none]) {
    const name = `coach_brief_${++count}`;
    const plan = await coach.newPipeline('dag', folder, name);
    if (!('exemplar' in plan)) {
      found.push({ id: `dag.${name}`, file: folder, refused: 'refused' in plan ? plan.refused : 'no shape' });
      continue;
    }
    const file = dagFile(folder, name, plan.exemplar);
    put(root, file, dagText(name, answers, plan.exemplar, plan.exemplarText, today));
    found.push({ id: `dag.${name}`, file });
  }
  return found;
}

async function change(coach: Coach, root: string, edits: readonly Edit[]): Promise<void> {
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const theirs = edits.filter((edit) => edit.file === file);
    put(root, file, applyEdits(theirs.some(({ create }) => create) ? '' : readFileSync(join(root, file), 'utf8'), theirs));
  }
  await coach.load();
  await coach.changed([...new Set(edits.map((edit) => edit.file))]);
}

function put(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

void main(process.argv[2] ?? '.');
