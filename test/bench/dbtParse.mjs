import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environments, toolsFolder } from '../tools/environments.mjs';

const profile = 'bench:\n  target: here\n  outputs:\n    here: {type: duckdb, path: ":memory:"}\n';

/** Runs a command and prints the CPU time (ms) and the peak memory (MB) of it and its children, which Node does not tell. */
const measured = `
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=sys.stderr)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"cpu": (usage.ru_utime + usage.ru_stime) * 1000, "memory": usage.ru_maxrss / 1024}))
sys.exit(done.returncode)
`;

/**
 * Has the newest real dbt that `npm run test:tools` has put into `.tools` parse a project from nothing, once: it takes minutes.
 * @param scratch a folder to write into
 * @returns its name and what it took (ms, MB); null where there is none
 */
export function dbtParse(folder, scratch) {
  const dbt = environments.find(({ name, tool }) => tool === 'dbt' && existsSync(join(toolsFolder, name, 'bin/dbt')));
  if (!dbt) return null;
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, 'profiles.yml'), profile);
  const program = (name) => join(toolsFolder, dbt.name, 'bin', name);
  const flags = ['--no-partial-parse', '--profiles-dir', scratch, '--target-path', join(scratch, 'target'), '--log-path', scratch];
  const command = [program('dbt'), '--no-send-anonymous-usage-stats', 'parse', ...flags];
  const started = performance.now();
  const done = spawnSync(program('python'), ['-c', measured, ...command], { cwd: folder, encoding: 'utf8' });
  const wall = performance.now() - started;
  if (done.status !== 0) throw new Error(`dbt parse ended with ${done.status}:\n${done.stderr.slice(-2000)}`);
  return { name: dbt.name, wall, ...JSON.parse(done.stdout) };
}
