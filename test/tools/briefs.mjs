import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { toolsFolder } from './environments.mjs';
import { describe, repository } from './roots.mjs';

const writer = join(toolsFolder, 'judged/briefs.cjs');

/** Bundles writeBriefs.ts from this checkout. */
export function takeBriefs() {
  buildSync({
    entryPoints: [join(repository, 'test/tools/writeBriefs.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: writer,
  });
}

/**
 * Briefs new models, sources and DAGs in a copy of the root, and asks the judges for them.
 * @param judge compares a root with what the tools hold of it
 * @returns its findings, and one for each pipeline that was briefed: a tool must hold it.
 */
export function applyBriefs(root, judge) {
  const folder = join(toolsFolder, 'work', 'briefed', root.name.replaceAll('/', '~'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(root.folder, folder, { recursive: true, filter: (path) => !/[\\/](target|logs|__pycache__)$/.test(path) });
  const done = spawnSync(process.execPath, [writer, folder], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const briefed =
    done.status === 0 ? JSON.parse(done.stdout) : [{ id: 'briefs', file: '.', refused: done.stderr.trim().split('\n').at(-1) }];
  const copy = { ...describe(root.name, folder), name: `${root.name} after briefs`, dags: root.dags, projects: root.projects };
  const findings = judge(copy);
  const asked = new Set(findings.map(({ tool }) => tool));
  const held = new Set(findings.filter(({ fact, verdict }) => fact === 'id' && verdict === 'right').map(({ id }) => id));
  const made = briefed.flatMap(({ id, file, refused }) => {
    const tool = id.startsWith('dag.') ? 'airflow' : 'dbt';
    if (!refused && !asked.has(tool)) return [];
    const verdict = refused ? 'unknown' : held.has(id) ? 'right' : 'wrong';
    return [
      {
        root: copy.name,
        tool,
        fact: 'brief',
        id,
        at: file,
        verdict,
        said: refused ?? 'it was written',
        held: verdict === 'right' ? 'it' : 'nothing of that name',
      },
    ];
  });
  return [...findings, ...made];
}
