import type { Value } from '../../model.ts';
import { entryOf, fieldOf, itemsOf } from '../../syntax/yaml.ts';
import type { Body } from '../reading/fragments.ts';
import { readSql } from '../reading/sql.ts';
import type { Level } from './configs.ts';
import type { Scope } from './scope.ts';

/** A hook of a node's configs, with its place. */
export interface Hook {
  readonly body: Body;
  readonly file: string;
  readonly value: Value;
}

const keys = ['pre_hook', 'post_hook', 'pre-hook', 'post-hook'];

/** @returns whether a level may give hooks. */
export function givesHooks({ value }: Level): boolean {
  return value.type === 'map' && value.entries.some(({ key }) => key.endsWith('hook'));
}

/** @returns the hooks that all levels together give: dbt renders each while it parses, and what it reads counts (parser/base.py, 1.5 to 1.12). */
export function hooksIn(levels: readonly Level[], scope: Scope): Hook[] {
  return levels.filter(givesHooks).flatMap(({ value, file }) =>
    keys.flatMap((key) => {
      const given = entryOf(value, key)?.value;
      const texts = given?.type === 'list' ? itemsOf(given) : given ? [given] : [];
      return texts.flatMap((item): Hook[] => {
        const text = item.type === 'map' ? fieldOf(item, 'sql') : item;
        if (text?.type !== 'text' || !text.value.includes('{{')) return [];
        const body = scope.hooks.get(text.value) ?? readSql(text.value);
        scope.hooks.set(text.value, body);
        return [{ body, file: text.file ?? file, value: text }];
      });
    }),
  );
}
