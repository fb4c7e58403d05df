import type { Found, Stated } from '../facts.ts';
import type { Spelling } from '../model.ts';
import { afterPrefix } from '../policy/spellings.ts';
import { fieldOf, textOf } from '../syntax/yaml.ts';
import { type Levels, mapReadings, readingOf, readMeta, wordsOf } from './meta.ts';

/** @returns what stands under one of the team's own spellings, what wins first; labels in documentation are Airflow's. */
export function statedUnder(spelling: Spelling, source: Levels): Found<Stated>[] {
  switch (spelling.how) {
    case 'meta':
      return mapReadings(readMeta(source, [spelling.path]), (value) => ({ text: wordsOf(value) }));
    case 'tag':
      return tagged(spelling.prefix, source);
    case 'doc':
      return [];
  }
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
