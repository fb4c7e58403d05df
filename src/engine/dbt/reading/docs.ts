import { scanJinja } from '../../syntax/jinja.ts';
import { lineStarts } from '../../text.ts';
import type { DocsFragment } from './fragments.ts';

/** Reads the `{% docs name %}` blocks of a Markdown file. Never throws. */
export function readDocs(text: string): DocsFragment {
  const lines = lineStarts(text);
  if (!text.includes('docs')) return { kind: 'docs', lines, broken: false, problems: [], blocks: [] };
  const { blocks } = scanJinja(text);
  const found = blocks.flatMap((block, index) => {
    if (block.word !== 'docs') return [];
    const name = /^docs\s+(\w+)/.exec(text.slice(block.inner.from, block.inner.to))?.[1];
    const end = blocks[index + 1];
    if (name === undefined || end?.word !== 'enddocs') return [];
    return [{ name, text: text.slice(block.to, end.from).trim(), from: block.to, to: end.from }];
  });
  return { kind: 'docs', lines, broken: false, problems: [], blocks: found };
}
