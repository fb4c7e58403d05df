import type { Check, Known } from '../../facts.ts';
import { t } from '../../l10n.ts';
import type { FileSet, Value } from '../../model.ts';
import { fieldOf, itemsOf, textOf } from '../../syntax/yaml.ts';
import type { Level } from '../linking/configs.ts';
import { dependenciesOfBody } from '../linking/edges.ts';
import { isDisabled } from '../linking/levels.ts';
import type { DbtNode, PlacedEntry, ProjectIndex } from '../linking/nodes.ts';
import { resolveRef, type Scope } from '../linking/scope.ts';
import type { DbtFragment } from '../reading/fragments.ts';
import { checkOf, severityIn } from './checks.ts';

type DbtFiles = FileSet<DbtFragment>;

/** @returns unit tests and singular tests, by the key of the model or source table that they look at. */
export function checksElsewhere(
  indexes: readonly ProjectIndex[],
  scopes: ReadonlyMap<string, Scope>,
  files: DbtFiles,
): Map<string, Known<Check>[]> {
  const checks = new Map<string, Known<Check>[]>();
  const add = (key: string, check: Known<Check>) => {
    const held = checks.get(key);
    if (held) held.push(check);
    else checks.set(key, [check]);
  };
  for (const index of indexes) {
    const scope = scopes.get(index.project.folder);
    if (!scope) continue;
    for (const placed of index.unitTests) {
      const { file, entry } = placed;
      const fqn = [index.project.name, ...placed.folders, textOf(fieldOf(entry.value, 'model')) ?? '', entry.name];
      const levels = [...levelsOfEntry(placed), ...index.configs.levels('unit_tests', fqn)];
      const check: Known<Check> = {
        known: true,
        value: { mode: 'wrong', by: entry.name, severity: 'error', keyOnly: false },
        evidence: { span: files.span(file, entry.nameRange), route: t('unit test {0}', entry.name) },
        ...(isDisabled(levels) ? { inert: t('the test {0} is disabled', entry.name) } : {}),
      };
      for (const node of testedBy(entry.value, scope, index)) add(node.key, check);
    }
    for (const test of index.singularTests) {
      const name = test.fqn.at(-1) ?? '';
      const range = test.fragment.anchor;
      const levels = levelsOfTest(test, index);
      const check = checkOf(
        { name, column: null, severity: severityIn(levels), enabled: !isDisabled(levels), value: null, ...range },
        files.span(test.file, range),
      );
      const told = {
        ...check,
        value: { ...check.value, mode: 'wrong' as const, keyOnly: false },
        evidence: { ...check.evidence, route: t('singular test {0}', name) },
        ...(test.fragment.selectsNothing ? { inert: t('the test {0} is still to be completed', name) } : {}),
      };
      const { found } = dependenciesOfBody(test.fragment, test.file, index, scope);
      for (const key of new Set(found.map(({ node }) => node.key))) {
        add(key, told);
        if (check.value.mode === 'late') add(key, { ...told, value: { ...told.value, mode: 'late' } });
      }
    }
  }
  return checks;
}

/** @returns what a unit test is about: every version of its model, but for those that it leaves out (parser/unit_tests.py of dbt-core 1.8 to 1.12). */
function testedBy(test: Value, scope: Scope, index: ProjectIndex): readonly DbtNode[] {
  const [latest] = resolveRef(scope, index, { package: null, name: textOf(fieldOf(test, 'model')) ?? '', version: null }).nodes;
  const all = latest ? (scope.byName.get(latest.project.name)?.refable.get(latest.name) ?? []) : [];
  const named = (key: string) => itemsOf(fieldOf(fieldOf(test, 'versions'), key)).map(textOf);
  const [included, excluded] = [named('include'), named('exclude')];
  return all.filter(({ version }) => {
    if (version === null) return true;
    return excluded.length > 0 ? !excluded.includes(version.text) : included.length === 0 || included.includes(version.text);
  });
}

function levelsOfTest(test: ProjectIndex['singularTests'][number], index: ProjectIndex): Level[] {
  const own: Level[] = test.fragment.configs.map((call) => ({
    where: 'file',
    file: test.file,
    value: call.value,
    label: '',
    depth: 0,
    conditional: call.conditional,
  }));
  const name = test.fqn.at(-1) ?? '';
  const entry = index.entries.get(`data_tests:${name}`) ?? index.entries.get(`tests:${name}`);
  return [...own, ...levelsOfEntry(entry), ...index.configs.levels('data_tests', test.fqn)];
}

function levelsOfEntry(placed: PlacedEntry | undefined): Level[] {
  const value = fieldOf(placed?.entry.value, 'config');
  return placed && value ? [{ where: 'entry', file: placed.file, value, label: '', depth: 0, conditional: false }] : [];
}
