import { t, verbatim } from '../l10n.ts';
import type { FileSet, Problem } from '../model.ts';
import { fieldOf, itemsOf, textOf } from '../syntax/yaml.ts';
import { circleProblems } from './linking/circles.ts';
import { configOf } from './linking/configs.ts';
import type { LinkedNode } from './linking/linkedNode.ts';
import { hiddenReason } from './linking/meta.ts';
import type { ProjectIndex } from './linking/nodes.ts';
import { besideProject, dbtignoreOf, manifestOf } from './linking/project.ts';
import type { Scope } from './linking/scope.ts';
import type { DbtFragment } from './reading/fragments.ts';
import type { Ignores } from './reading/ignore.ts';
import { strayProblems } from './strays.ts';

type DbtFiles = FileSet<DbtFragment>;

/** @returns what is wrong in the files of one's own projects: what dbt would refuse, and entries for what does not exist. */
export function problemsOf(
  indexes: readonly ProjectIndex[],
  scopes: ReadonlyMap<string, Scope>,
  linked: readonly LinkedNode[],
  files: DbtFiles,
  gitIgnores: Ignores,
): Problem[] {
  return [
    ...fileProblems(indexes, files, scopes),
    ...danglingProblems(linked, files),
    ...nameClashes(linked, files),
    ...circleProblems(linked, files),
    ...strayProblems(
      files,
      indexes.map(({ project }) => project),
      gitIgnores,
    ),
  ];
}

const entryKinds: ReadonlyMap<string, string> = new Map([
  ['models', 'model'],
  ['seeds', 'seed'],
  ['snapshots', 'snapshot'],
]);

function fileProblems(indexes: readonly ProjectIndex[], files: DbtFiles, scopes: ReadonlyMap<string, Scope>): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const addFile = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { message, ...range } of files.fragment(file)?.problems ?? [])
      problems.push({ file, line: files.span(file, range).line, message });
  };
  for (const index of indexes) {
    if (index.project.installedIn !== null) continue;
    addFile(index.project.file);
    const manifest = manifestOf(index.project, files);
    if (manifest !== null) addFile(manifest);
    for (const file of [...besideProject(index.project), dbtignoreOf(index.project.folder)]) addFile(file);
    for (const file of index.propertiesFiles) addFile(file);
    for (const { file } of [...index.nodes, ...index.macros.values(), ...index.singularTests]) addFile(file);
    problems.push(...index.problems, ...nameProblems(index, files));
    const scope = scopes.get(index.project.folder);
    if (scope) problems.push(...entriesWithoutResource(index, scope, files));
  }
  return problems;
}

function nameProblems(index: ProjectIndex, files: DbtFiles): Problem[] {
  const name = fieldOf(index.project.fragment.root, 'name');
  if (index.project.fragment.broken || (name && textOf(name) !== null)) return [];
  const line = name ? files.span(index.project.file, name).line : 1;
  return [{ file: index.project.file, line, message: t('dbt_project.yml gives the project no name') }];
}

function entriesWithoutResource(index: ProjectIndex, scope: Scope, files: DbtFiles): Problem[] {
  const problems: Problem[] = [];
  for (const { file, entry } of index.entries.values()) {
    const kind = entryKinds.get(entry.list);
    if (!kind) continue;
    const versions = itemsOf(fieldOf(entry.value, 'versions')).length > 0;
    const defined = scope.members.some((member) => member.refable.get(entry.name)?.some((node) => node.kind === kind));
    if (defined || versions || scope.missing.length > 0) continue;
    problems.push({
      file,
      line: files.span(file, entry.nameRange).line,
      message: t('{0} is described here, and no {1} of that name exists', entry.name, verbatim(kind)),
    });
  }
  return problems;
}

function danglingProblems(linked: readonly LinkedNode[], files: DbtFiles): Problem[] {
  return linked.flatMap(({ node, dependencies }) => {
    if (node.project.installedIn !== null) return [];
    return dependencies.dangling
      .filter((part) => !part.conditional && !files.fragment(part.file)?.broken)
      .map((part) => ({
        file: part.file,
        line: files.span(part.file, part).line,
        message: t('{0} names nothing in the workspace', part.name),
      }));
  });
}

/** Two files define one name and nothing says that only one of them is enabled. */
function nameClashes(linked: readonly LinkedNode[], files: DbtFiles): Problem[] {
  const first = new Map<string, LinkedNode>();
  const problems: Problem[] = [];
  for (const item of linked) {
    const { node } = item;
    const enabled = configOf(item.levels, 'enabled')?.value;
    const mayBeOff = item.disabled || (enabled && hiddenReason(enabled) !== null) || node.kind === 'source';
    if (mayBeOff || node.project.installedIn !== null) continue;
    const id = `${node.project.folder}:${node.id}`;
    const before = first.get(id);
    if (before)
      problems.push({
        file: node.file,
        line: files.span(node.file, node.anchor).line,
        message: t('dbt finds {0} twice; the other one is in {1}', node.name, before.node.file),
      });
    else first.set(id, item);
  }
  return problems;
}
