import type { Content, Target } from '../model.ts';

export type ContentMap = { readonly [key: string]: Content };

export function isContentMap(content: Content): content is ContentMap {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}

/** @returns the content with a mapping around it for every key of the path. */
export function nested(path: readonly string[], content: Content): Content {
  return path.reduceRight<Content>((inner, key) => ({ [key]: inner }), content);
}

/** @returns whether a key or a text in the content, at any depth, matches. */
export function mentions(content: Content, pattern: RegExp): boolean {
  if (typeof content === 'string') return pattern.test(content);
  if (typeof content !== 'object' || content === null) return false;
  return Object.entries(content).some(([key, value]) => pattern.test(key) || mentions(value, pattern));
}

/** What a typed value becomes where it is written: a list where the place holds one. */
export function contentOf(target: Target, value: string): Content {
  return target.writer === 'yaml' && target.shape === 'list' ? [value] : value;
}
