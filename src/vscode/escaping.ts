/** @returns text of the user's files as a lens, pick or status bar may show it: `$(…)` stays text and is no icon. */
export function plainLabel(text: string): string {
  return oneLine(text).replaceAll('$(', '$\u200b(');
}

/** What fits into the input of a quick pick, in characters (VS Code 1.100, at its default width). */
const placeholderLength = 84;

/** @returns as much of a sentence as an input shows before it cuts it off: whole parts of it, and `…` for the rest. */
export function fittingPlaceholder(text: string): string {
  if (text.length <= placeholderLength) return text;
  const parts = text.split(/(?<=[.;:,]) /);
  let fitting = '';
  for (const part of parts) {
    if (fitting.length + part.length > placeholderLength) break;
    fitting = fitting === '' ? part : `${fitting} ${part}`;
  }
  if (fitting === '') return text;
  return fitting.endsWith('.') ? fitting : `${fitting.slice(0, -1)} …`;
}

const address = /https?:\/\/[\w.~/?=&%#:@+-]*[\w/]/g;

/** @returns text of the user's files as Markdown that shows it as it is: only web addresses become links, and nobody is mentioned. */
export function markdownText(text: string): string {
  const line = oneLine(text);
  const addresses = line.match(address) ?? [];
  const between = line.split(address).map(escapeMarkup);
  return between.map((part, index) => (addresses[index] === undefined ? part : `${part}<${addresses[index]}>`)).join('');
}

function escapeMarkup(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+!|<>~&]/g, (mark) => `\\${mark}`)
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/(?<!\w)@(?=\w)/g, '@\u200b')
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^-/, '\\-');
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}
