import type { DbtNode, ProjectIndex } from './nodes.ts';

const described: ReadonlyMap<string, DbtNode['kind']> = new Map([
  ['models', 'model'],
  ['seeds', 'seed'],
  ['snapshots', 'snapshot'],
]);

/**
 * An entry whose name its own project does not define, or has disabled (`isOff`), describes the resource of that name in any other project that dbt reads with
 * it (`parse_patch` of dbt-core 1.12, parser/schemas.py): teams keep a seed of their own in place of a package's, which describes it.
 */
export function describeOthers(index: ProjectIndex, all: readonly ProjectIndex[], isOff: (node: DbtNode) => boolean): void {
  const rootOf = ({ project }: ProjectIndex) => project.installedIn ?? project.folder;
  const family = all.filter((other) => other !== index && rootOf(other) === rootOf(index));
  if (family.length === 0) return;
  for (const placed of index.entries.values()) {
    const { list, name } = placed.entry;
    const kind = described.get(list);
    if (!kind || index.refable.get(name)?.some((node) => !isOff(node))) continue;
    const entry = index.project.installedIn === null ? placed : { ...placed, ofPackage: true as const };
    for (const { nodes, refable } of family) {
      for (const node of refable.get(name)?.filter((each) => each.kind === kind && each.placed === null) ?? []) {
        const now = { ...node, placed: entry };
        for (const held of [nodes, refable.get(name) ?? []]) held.splice(held.indexOf(node), 1, now);
      }
    }
  }
}
