import { fieldOf, itemsOf, type MapValue, textOf } from '../../syntax/yaml.ts';
import type { PropertiesEntry } from '../reading/fragments.ts';

/** A version of a versioned model. */
export interface ModelVersion {
  readonly text: string;
  readonly latest: boolean;
  readonly value: MapValue;
}

/** @returns the versions that a model's entry declares, each with the stem of the file that it names or that dbt looks for. */
export function versionsIn(entry: PropertiesEntry): { readonly version: ModelVersion; readonly stem: string }[] {
  const versions = itemsOf(fieldOf(entry.value, 'versions')).flatMap((value) => {
    const text = textOf(fieldOf(value, 'v'));
    return value.type === 'map' && text !== null ? [{ value, text }] : [];
  });
  if (versions.length === 0) return [];
  const texts = versions.map((version) => version.text);
  const latest = textOf(fieldOf(entry.value, 'latest_version')) ?? texts.reduce((a, b) => (isLater(b, a) ? b : a));
  return versions.map(({ value, text }) => ({
    version: { text, value, latest: text === latest },
    stem: textOf(fieldOf(value, 'defined_in')) ?? `${entry.name}_v${text}`,
  }));
}

function isLater(a: string, b: string): boolean {
  const [left, right] = [Number(a), Number(b)];
  return Number.isNaN(left) || Number.isNaN(right) ? a > b : left > right;
}
