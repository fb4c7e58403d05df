import type { Found, Known, Retirement, Stated } from '../../facts.ts';
import { t, verbatim } from '../../l10n.ts';
import type { Evidence } from '../../model.ts';
import { entryOf, fieldOf, textOf } from '../../syntax/yaml.ts';
import { type Levels, readingOf } from '../linking/meta.ts';
import type { FactSource } from './factSource.ts';

/** A tag of a resource, with the place that gives it. */
export interface Tag {
  readonly text: string;
  readonly evidence: Evidence;
}

/** @returns the tags of a resource: those of all levels are appended, never replaced. */
export function tagsOf(source: FactSource, meta: Levels): Tag[] {
  return source.levels.flatMap((level) => {
    const value = entryOf(level.value, 'tags')?.value;
    if (!value) return [];
    const items = value.type === 'list' ? value.items : [value];
    return items.flatMap((item) => {
      const reading = readingOf(meta, level, item, 'tags');
      const text = textOf(item);
      return reading.known && text !== null ? [{ text, evidence: reading.evidence }] : [];
    });
  });
}

/** @returns what the first group of a pattern matches in each tag. */
export function tagged(tags: readonly Tag[], pattern: RegExp): Known<Stated>[] {
  return tags.flatMap((tag) => {
    const text = pattern.exec(tag.text)?.[1];
    return text === undefined ? [] : [{ known: true, value: { text }, evidence: { ...tag.evidence, route: t('tag {0}', tag.text) } }];
  });
}

/** @returns that it is going away, by its date or by a tag. */
export function retirementOf(source: FactSource, tags: readonly Tag[]): Found<Retirement>[] {
  const { node, files } = source;
  const holder = node.version?.value ?? (node.version ? undefined : node.placed?.entry.value);
  const value = fieldOf(holder, 'deprecation_date');
  const text = value ? textOf(value) : null;
  const dated: Known<Retirement>[] =
    value && text !== null && node.placed
      ? [
          {
            known: true,
            value: { how: 'date', date: /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? null, text },
            evidence: { span: files.span(node.placed.file, value), route: verbatim('deprecation_date') },
          },
        ]
      : [];
  const tag = tags.find(({ text: name }) => name.toLowerCase() === 'deprecated');
  const marked: Known<Retirement>[] = tag
    ? [{ known: true, value: { how: 'tag', date: null, text: tag.text }, evidence: { ...tag.evidence, route: t('tag {0}', tag.text) } }]
    : [];
  return [...dated, ...marked];
}
