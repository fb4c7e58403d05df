import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const call = /\b(?:t|translate)\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g;

/** @returns every sentence that the sources of a folder say, in order: what a translation has to have. */
export function collectTexts(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const texts = files.flatMap((file) =>
    Array.from(readFileSync(join(folder, file), 'utf8').matchAll(call), ([, literal]) => unquoted(literal)),
  );
  return [...new Set(texts)].sort();
}

/** Writes the file that translations are made from, in the form of `vscode.l10n`: each sentence is its own key. */
export function writeBundle() {
  const entries = collectTexts('src').map((text) => [text, text]);
  writeFileSync('l10n/bundle.l10n.json', `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

function unquoted(literal) {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1');
}
