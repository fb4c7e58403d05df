import type { FileSet, Range, Span } from '../../model.ts';
import { placed } from '../../syntax/pythonBodies.ts';
import type { AirflowFragment } from '../reading/fragments.ts';
import type { Site } from './values.ts';

type AirflowFiles = FileSet<AirflowFragment>;

/** @returns where a site stands in the text of its file as it is now. */
export function placeOf(files: AirflowFiles, { file, part, from, to }: Site): Range {
  const module = part === null ? null : files.fragment(file)?.module;
  return part === null || module == null ? { from, to } : placed(module, part, { from, to });
}

/** @returns where a site stands now, with line and column. */
export function spanOf(files: AirflowFiles, site: Site): Span {
  return files.span(site.file, placeOf(files, site));
}

/** @returns a text that two sites share where they begin at the same place. */
export function placeKey(files: AirflowFiles, site: Site): string {
  return `${site.file}:${placeOf(files, site).from}`;
}
