import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@lezer/python';
import { parseDocument } from 'yaml';

/**
 * What nobody who reads these files can do without: `read` reads the bytes of every file, `parse` also parses YAML with yaml, and
 * Python and the expressions of Jinja with Lezer. One thread, nothing kept.
 */
const [what, folder] = process.argv.slice(2);

const parsers = {
  yml: (text) => parseDocument(text),
  py: (text) => parser.parse(text),
  sql: (text) => {
    for (const [, expression] of text.matchAll(/\{[{%]-?(.*?)-?[%}]\}/gs)) parser.parse(expression);
  },
};

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
  if (what === 'parse') parsers[entry.name.split('.').at(-1)]?.(text);
}
