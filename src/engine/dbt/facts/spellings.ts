import type { Found, Stated } from '../../facts.ts';
import type { Spelling, Value } from '../../model.ts';
import { afterPrefix } from '../../policy/spellings.ts';
import { fieldOf, textOf } from '../../syntax/yaml.ts';
import type { Level } from '../linking/configs.ts';
import { type Levels, mapReadings, namesIn, readingOf, readMeta, wordsOf } from '../linking/meta.ts';

/** @returns what stands under one of the team's own spellings, what wins first; labels in documentation are Airflow's. */
export function statedUnder(spelling: Spelling, source: Levels): Found<Stated>[] {
  switch (spelling.how) {
    case 'meta':
      return mapReadings(readMeta(source, [spelling.path]), (value) => ({
        text: namesPeople(value) ? namesIn(value).join(', ') : wordsOf(value),
      }));
    case 'tag':
      return tagged(spelling.prefix, source);
    case 'doc':
      return [];
  }
}

/** Somebody with a name or an address, or a list of them: the name is what is said. */
function namesPeople(value: Value): boolean {
  if (value.type === 'list') return value.items.some(namesPeople);
  return value.type === 'map' && (fieldOf(value, 'name') ?? fieldOf(value, 'email')) !== undefined;
}

function tagged(prefix: string, source: Levels): Found<Stated>[] {
  return source.levels.flatMap((level) => {
    const tags = fieldOf(level.value, 'tags');
    const items = tags?.type === 'list' ? tags.items : tags ? [tags] : [];
    return items.flatMap((item): Found<Stated>[] => {
      const text = afterPrefix(textOf(item) ?? '', prefix);
      const reading = readingOf(source, level, item, 'tags');
      return text !== null && reading.known ? [{ ...reading, value: { text } }] : [];
    });
  });
}

/** @returns the keys that stand in `meta`, and for how many resources of the workspace each. */
export function metaKeysOf(all: readonly { readonly levels: readonly Level[] }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { levels } of all) {
    const keys = new Set(levels.flatMap((level) => keysOf(fieldOf(level.value, 'meta'))));
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function keysOf(meta: Value | undefined): string[] {
  return meta?.type === 'map' ? meta.entries.map(({ key }) => key) : [];
}
