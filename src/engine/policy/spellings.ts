import type { Spelling } from '../model.ts';

/** Reads `meta.steward`, `tag:steward` or `doc:Steward`. @returns null for anything else. */
export function parseSpelling(text: string): Spelling | null {
  const [, how, rest = ''] = /^(meta\.|tag:|doc:)(.+)$/s.exec(text.trim()) ?? [];
  if (how === 'meta.') return { how: 'meta', path: rest.split('.') };
  if (how === 'tag:') return { how: 'tag', prefix: rest.replace(/[:=/]$/, '') };
  return how === 'doc:' ? { how: 'doc', label: rest.trim() } : null;
}

/** @returns what a tag says after its prefix (`steward:anna`, `steward=anna`, `steward/anna`), or null where it has another one. */
export function afterPrefix(tag: string, prefix: string): string | null {
  if (!tag.toLowerCase().startsWith(prefix.toLowerCase())) return null;
  return /^[:=/]\s*(.+)$/.exec(tag.slice(prefix.length))?.[1]?.trim() ?? null;
}
