import type { FileSet } from '../../model.ts';
import { fieldOf, textOf } from '../../syntax/yaml.ts';
import { joinPath } from '../paths.ts';
import type { DbtFragment } from '../reading/fragments.ts';
import type { Project } from './project.ts';

/** @returns the warehouses that the project's own profiles.yml names (`snowflake`, `duckdb` …); none where it has none. */
export function adaptersOf(project: Project, files: FileSet<DbtFragment>): string[] {
  const fragment = files.fragment(joinPath(project.folder, 'profiles.yml') ?? 'profiles.yml');
  if (fragment?.kind !== 'packages' || fragment.root?.type !== 'map') return [];
  const outputs = fragment.root.entries.map((profile) => fieldOf(profile.value, 'outputs'));
  const types = outputs.flatMap((output) =>
    output?.type === 'map' ? output.entries.map((target) => textOf(fieldOf(target.value, 'type'))) : [],
  );
  return [...new Set(types.filter((type) => type !== null))];
}
