import type { FileSet, Range, Span } from '../../model.ts';
import { fieldOf, itemsOf, textOf } from '../../syntax/yaml.ts';
import { lineStarts } from '../../text.ts';
import { fileName, folderOf, isBelow } from '../paths.ts';
import type { DbtFragment, PinFragment } from '../reading/fragments.ts';
import { manifestOf, type Project } from './project.ts';

/** Which dbt versions a project may run on: `from` counts in, `below` does not; minor versions as major * 1000 + minor. */
export interface DbtVersion {
  readonly text: string;
  readonly span: Span;
  readonly from: number;
  readonly below: number;
}

const pinFiles =
  /^(?:requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|poetry\.lock|uv\.lock|Pipfile|Pipfile\.lock|constraints[\w.-]*\.txt)$/;

/** @returns whether a file of that name may pin dbt. */
export function mayPinDbt(file: string): boolean {
  return pinFiles.test(fileName(file));
}

/** Finds the pin of dbt-core in a requirements or lock file. */
export function readPins(text: string): PinFragment {
  const match =
    /^[ \t"'-]*dbt-core(?:\[[^\]]*\])?["']?[ \t]*(?:=[ \t]*["']|:[ \t]*\{[^}]*"version":[ \t]*")?((?:[=<>~!^]=?=?[ \t]*)?\d[\w.*]*(?:[ \t]*,[ \t]*[<>=!~]=?[ \t]*[\w.*]+)*)/m.exec(
      text,
    ) ?? /name = "dbt-core"\s+version = "([^"]+)"/.exec(text);
  const spec = match?.[1];
  const pin = match && spec !== undefined ? { from: match.index, to: match.index + match[0].length, spec } : null;
  return { kind: 'pins', lines: lineStarts(text), broken: false, problems: [], pin };
}

/**
 * @returns the versions that a project runs on as far as the workspace says it: those that both its own requirement and its pins allow;
 * without a pin, the version that wrote the manifest, where the requirement allows it.
 */
export function versionOf(project: Project, files: FileSet<DbtFragment>): DbtVersion | null {
  const required = requiredVersion(project, files);
  const pinned = pinnedVersion(project, files) ?? lastVersion(project, files, required);
  return required && pinned ? both(required, pinned) : (required ?? pinned);
}

/** What both allow, in the words of the narrower; that one alone where nothing is left. Of two without an end the later is narrower. */
function both(one: DbtVersion, other: DbtVersion): DbtVersion {
  const widths = [one, other].map(({ from, below }) => below - from);
  const [a = 0, b = 0] = widths;
  const narrower = a < b || (a === b && one.from > other.from) ? one : other;
  const from = Math.max(one.from, other.from);
  const below = Math.min(one.below, other.below);
  return from < below ? { ...narrower, from, below } : narrower;
}

function requiredVersion(project: Project, files: FileSet<DbtFragment>): DbtVersion | null {
  const value = fieldOf(project.fragment.root, 'require-dbt-version');
  if (!value) return null;
  const parts = value.type === 'list' ? itemsOf(value).map(textOf) : [textOf(value)];
  const text = parts.filter((part) => part !== null).join(',');
  return text === '' ? null : toVersion(text, files.span(project.file, value));
}

/** The nearest files that pin dbt: in the project's folder, or in one above it. A lock beside a requirement says more than that. */
function pinnedVersion(project: Project, files: FileSet<DbtFragment>): DbtVersion | null {
  const pins = files.all
    .filter(
      (file) =>
        mayPinDbt(file) &&
        (isBelow(project.folder === '' ? '' : `${project.folder}/x`, folderOf(file)) || folderOf(file) === project.folder),
    )
    .sort((a, b) => (a < b ? -1 : 1))
    .flatMap((file) => {
      const fragment = files.fragment(file);
      if (fragment?.kind !== 'pins' || !fragment.pin) return [];
      return [{ folder: folderOf(file), version: toVersion(fragment.pin.spec, files.span(file, fragment.pin as Range)) }];
    });
  const nearest = pins.toSorted((a, b) => b.folder.length - a.folder.length)[0];
  const near = pins.filter(({ folder }) => folder === nearest?.folder).map(({ version }) => version);
  return near.reduce<DbtVersion | null>((found, version) => (found ? both(found, version) : version), null);
}

function lastVersion(project: Project, files: FileSet<DbtFragment>, required: DbtVersion | null): DbtVersion | null {
  const file = manifestOf(project, files);
  const fragment = file === null ? undefined : files.fragment(file);
  if (file === null || fragment?.kind !== 'manifest' || fragment.dbtVersion === null) return null;
  const version = toVersion(fragment.dbtVersion, files.span(file, { from: 0, to: 1 }));
  const allowed = !required || (version.from >= required.from && version.below <= required.below);
  return version.from > 0 && allowed ? version : null;
}

function toVersion(text: string, span: Span): DbtVersion {
  let from = 0;
  let below = Number.POSITIVE_INFINITY;
  for (const part of text.split(',')) {
    const match = /^\s*(>=|<=|>|<|===?|~=|\^|!=)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\w+|\*))?/.exec(part);
    if (!match || match[1] === '!=') continue;
    const [, sign, major = '0', minor, patch] = match;
    const at = Number(major) * 1000 + Number(minor ?? 0);
    if (sign === '>=' || sign === '>') from = Math.max(from, at);
    else if (sign === '<') below = Math.min(below, patch && /^[1-9]/.test(patch) ? at + 1 : at);
    else if (sign === '<=') below = Math.min(below, at + 1);
    else {
      const wide = sign === '^' || (sign === '~=' && patch === undefined) || minor === undefined;
      from = Math.max(from, at);
      below = Math.min(below, wide ? (Number(major) + 1) * 1000 : at + 1);
    }
  }
  return { text: text.replace(/\s+/g, ''), span, from, below };
}

/** @returns whether every version that may run is older (`yes`), none is (`no`), or it cannot be said. */
export function isOlderThan(version: DbtVersion | null, major: number, minor: number): 'yes' | 'no' | 'unknown' {
  if (!version) return 'unknown';
  const at = major * 1000 + minor;
  if (version.below <= at) return 'yes';
  return version.from >= at ? 'no' : 'unknown';
}
