import { isMap, isScalar, parseDocument, visit } from 'yaml';
import type { Range } from '../model.ts';

/** A key that stands twice in one mapping. The range is that of the later one, whose value alone would count. */
export interface RepeatedKey extends Range {
  readonly key: string;
}

/** @returns every repeated key of a text that `readYaml` found no fault with, from top to bottom. */
export function repeatedKeys(text: string): RepeatedKey[] {
  const found: RepeatedKey[] = [];
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, strict: false, prettyErrors: false, logLevel: 'silent' });
  visit(document, {
    Map(_, map) {
      if (!isMap(map)) return;
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key) || typeof key.value !== 'string' || !key.range) continue;
        if (seen.has(key.value)) found.push({ key: key.value, from: key.range[0], to: key.range[1] });
        seen.add(key.value);
      }
    },
  });
  return found;
}
