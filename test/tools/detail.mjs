/** Compares what the engine reads (facts.ts) with what a tool holds, fact by fact and task by task: more than `inspect` says. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { toolsFolder } from './environments.mjs';
import { repository } from './roots.mjs';

export const detailFacts = [
  ...['meta', 'group', 'tags', 'access', 'contract', 'materialized', 'tests'],
  ...['loaded', 'task ids', 'owner of a task', 'retries', 'email', 'email_on_failure', 'execution_timeout', 'trigger_rule', 'sla'],
  ...['callbacks', 'callbacks of a task', 'description', 'doc_md', 'dagrun_timeout', 'catchup', 'schedule', 'assets in', 'assets out'],
];

const printer = join(toolsFolder, 'judged/facts.cjs');

/** Bundles facts.ts from this checkout. */
export function takeFacts() {
  buildSync({ entryPoints: [join(repository, 'test/tools/facts.ts')], bundle: true, platform: 'node', format: 'cjs', outfile: printer });
}

/** @returns what the engine reads of a root, or null where that fails. */
export function tellFacts(root) {
  const done = spawnSync(process.execPath, [printer, root.folder], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return done.status === 0 ? JSON.parse(done.stdout) : null;
}

/** @param told what `tellFacts` gave @param held what a tool holds, with `detail` in each resource */
export function compareDetail(held, told, folder, version) {
  const tool = held.resources[0]?.tool ?? 'dbt';
  return tool === 'dbt' ? compareNodes(held, told.dbt, folder, version) : compareDags(held, told.airflow);
}

function compareNodes(held, nodes, folder, version) {
  const byId = new Map(nodes.filter((node) => node.project === folder).map((node) => [node.id, node]));
  return held.resources.flatMap((resource) => {
    const said = byId.get(resource.id);
    if (!said) return [];
    const { detail } = resource;
    const judge = judgeOf('dbt', resource.id, resource.file);
    const model = resource.kind === 'model';
    // Which places of meta count here before dbt 1.10 is a matter of the version, which facts.ts leaves out: the owner is judged by inspect's.
    const lateMeta = ['source', 'exposure'].includes(resource.kind) && Number(version.split('.')[1]) < 10;
    const keys = lateMeta ? [] : [...new Set([...Object.keys(said.meta), ...Object.keys(detail.meta)])];
    return [
      ...keys.map((key) => judge('meta', said.meta[key], detail.meta[key])),
      judge('tags', said.tags, [...new Set(detail.tags)].sort()),
      ...(['model', 'seed', 'snapshot'].includes(resource.kind) ? [judge('group', said.group, detail.group)] : []),
      ...(model ? [judge('access', said.access ?? { known: 'protected' }, detail.access)] : []),
      ...(model ? [judge('contract', enforced(said.contract), detail.contract)] : []),
      ...(model && said.materialized ? [judge('materialized', said.materialized, detail.materialized)] : []),
      ...(said.tests ? [judge('tests', { known: said.tests }, detail.tests)] : []),
    ];
  });
}

function enforced(contract) {
  return contract?.known === undefined ? (contract ?? { known: false }) : { known: contract.known?.enforced === true };
}

/** One that makes many is told several times: it is judged where the id is that of one DAG alone. */
function compareDags(held, dags) {
  const known = dags.filter((dag) => !dag.template && dag.id?.known !== undefined);
  return held.resources.flatMap((resource) => {
    const same = known.filter((dag) => dag.id.known === resource.detail.id);
    return same.length === 1 ? compareDag(resource, same[0]) : [];
  });
}

function compareDag(resource, said) {
  const dag = resource.detail;
  const judge = judgeOf('airflow', resource.id, resource.file);
  const ids = said.tasks.map((task) => task.id).sort();
  const own = (id) => id.slice(id.lastIndexOf('.') + 1).replace(/__\d+$/, '');
  const times = (list, id) => list.filter((each) => each === id).length;
  const real = dag.tasks.map((task) => own(task.id)).sort();
  const tasks = said.tasks
    .filter((task) => task.id !== null && times(ids, task.id) === 1 && times(real, task.id) === 1)
    .map((task) => [task, dag.tasks.find((each) => own(each.id) === task.id)]);
  return [
    judge('task ids', said.whole ? { known: ids } : { unknown: 'it may have more tasks' }, real),
    judge('description', said.description ?? { known: null }, dag.description),
    ...(said.docMd ? [judge('doc_md', squeezed(said.docMd), squeeze(dag.docMd))] : []),
    judge('tags', said.tags?.known ? { known: [...said.tags.known].sort() } : (said.tags ?? { known: [] }), dag.tags),
    judge('dagrun_timeout', said.dagrunTimeout ?? { known: null }, dag.dagrunTimeout),
    ...(said.catchup ? [judge('catchup', said.catchup, dag.catchup)] : []),
    ...scheduleOf(said, dag, judge),
    judge('callbacks', counted(said.callbacks), dag.callbacks.failure.length),
    ...tasks.flatMap(([task, there]) => compareTask(task, there, judge)),
  ];
}

function compareTask(said, task, judge) {
  const given = (key, none) => said[key] ?? { known: none };
  return [
    judge('owner of a task', given('owner', 'airflow'), task.owner),
    judge('retries', given('retries', 0), task.retries),
    judge('email', given('email', null), task.email),
    judge('email_on_failure', given('email_on_failure', true), task.emailOnFailure),
    judge('execution_timeout', given('execution_timeout', null), task.executionTimeout),
    ...(said.trigger_rule ? [judge('trigger_rule', said.trigger_rule, task.triggerRule)] : []),
    ...(task.sla === null ? [] : [judge('sla', given('sla', null), task.sla)]),
    judge('callbacks of a task', counted(said.callbacks), task.callbacks.failure.length),
    ...assetsOf('assets in', said.inlets, task.inlets, judge),
    ...assetsOf('assets out', said.outlets, task.outlets, judge),
  ];
}

function counted(count) {
  return count === null ? { unknown: 'how many cannot be known' } : { known: count };
}

/** An asset is told by its name, or by its uri where it has none. */
function assetsOf(fact, said, real, judge) {
  if (said === null) return [judge(fact, { unknown: 'which cannot be known' }, [])];
  const one = (name) => real.find((asset) => asset.name === name || asset.uri === name);
  const named = said.map((name) => one(name)?.name ?? one(name)?.uri ?? name).sort();
  return [judge(fact, { known: named }, real.map((asset) => asset.name ?? asset.uri).sort())];
}

/** Only the kind is judged, and the text of a cron expression. */
function scheduleOf(said, dag, judge) {
  const text = said.schedule?.known;
  const { kind } = dag.schedule;
  if (/^(Asset|Dataset|Partitioned)/.test(kind)) return assetsOf('assets in', said.scheduledBy, dag.schedule.assets, judge);
  if (said.schedule === undefined) return [];
  if (text === undefined) return [judge('schedule', said.schedule, kind)];
  if (text === null) return [judge('schedule', { known: 'NullTimetable' }, kind)];
  if (text === '@once') return [judge('schedule', { known: 'OnceTimetable' }, kind)];
  if (text === '@continuous') return [judge('schedule', { known: 'ContinuousTimetable' }, kind)];
  if (typeof text === 'number') return [judge('schedule', { known: true }, kind.startsWith('Delta'))];
  if (text.startsWith('@')) return [judge('schedule', { known: true }, kind.startsWith('Cron'))];
  return [judge('schedule', { known: text }, text.endsWith('Timetable') ? kind : dag.schedule.text)];
}

function squeezed(told) {
  return told.known ? { known: squeeze(told.known) } : told;
}

function squeeze(text) {
  return typeof text === 'string' ? text.trim().replace(/\s+/g, ' ') : text;
}

function judgeOf(tool, id, file) {
  return (fact, said, held) => {
    const about = { tool, fact, id, at: file };
    if (said?.unknown !== undefined) return { ...about, verdict: 'unknown', said: said.unknown, held: JSON.stringify(held ?? null) };
    const [ours, theirs] = [said?.known, held].map((value) => JSON.stringify(value ?? null));
    return { ...about, verdict: ours === theirs ? 'right' : said === undefined ? 'missed' : 'wrong', said: ours, held: theirs };
  };
}
