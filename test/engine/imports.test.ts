import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** One forbidden import per rule of the house; the first is where the file would stand. */
const forbidden: readonly (readonly [string, string])[] = [
  ['src/engine/planted.ts', 'vscode'],
  ['src/engine/planted.ts', 'node:fs'],
  ['src/engine/planted.ts', '../cli/main.ts'],
  ['src/engine/graph/planted.ts', '../../vscode/extension.ts'],
  ['src/engine/text.ts', './syntax/yaml.ts'],
  ['src/engine/syntax/planted.ts', '../dbt/dbt.ts'],
  ['src/engine/dbt/planted.ts', '../airflow/airflow.ts'],
  ['src/engine/dbt/planted.ts', '../questions/list.ts'],
  ['src/engine/airflow/planted.ts', '../dbt/dbt.ts'],
  ['src/engine/airflow/planted.ts', 'node:path'],
  ['src/engine/questions/planted.ts', '../syntax/yaml.ts'],
  ['src/engine/questions/planted.ts', '../dbt/dbt.ts'],
  ['src/engine/policy/planted.ts', '../questions/list.ts'],
  ['src/engine/team/planted.ts', '../dbt/dbt.ts'],
  ['src/engine/writers/planted.ts', '../dbt/places.ts'],
  ['src/engine/reports/planted.ts', '../coach.ts'],
  ['src/vscode/planted.ts', '../engine/dbt/dbt.ts'],
  ['src/node/planted.ts', '../vscode/extension.ts'],
  ['src/cli/planted.ts', '../engine/questions/list.ts'],
];

suite('import directions', () => {
  test('every forbidden import is refused by the linter, and an allowed one is not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'imports-'));
    copyFileSync('biome.json', join(folder, 'biome.json'));
    const planted = forbidden.map(([file, specifier], index) => plant(folder, `${dirname(file)}/planted${index}.ts`, file, specifier));
    const allowed = plant(folder, 'src/engine/questions/allowed.ts', '', '../l10n.ts');
    const refused = lint(folder);
    rmSync(folder, { recursive: true });
    for (const [index, file] of planted.entries())
      assert.ok(
        refused.some((path) => path.endsWith(file)),
        `${forbidden[index]?.join(' may import ')}`,
      );
    assert.ok(!refused.some((path) => path.endsWith(allowed)), 'an allowed import is refused');
  });
});

/** Files that have a rule of their own are planted under their own name, in a folder of their own. */
function plant(folder: string, path: string, file: string, specifier: string): string {
  const target = file.endsWith('planted.ts') || file === '' ? path : file;
  mkdirSync(join(folder, dirname(target)), { recursive: true });
  writeFileSync(join(folder, target), `import { planted } from '${specifier}';\n\nexport const used = planted;\n`);
  return target;
}

/** @returns the files in which the linter refuses an import. */
function lint(folder: string): string[] {
  const biome = join(process.cwd(), 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github', '.'];
  const { stdout } = spawnSync(process.execPath, [biome, ...args], { cwd: folder, encoding: 'utf8' });
  return [...stdout.matchAll(/title=lint\/(?:style\/noRestrictedImports|correctness\/noNodejsModules),file=([^,]+)/g)].map(
    (match) => match[1] ?? '',
  );
}
