/** @returns text of the user's files as a lens, pick or status bar may show it: `$(…)` stays text and is no icon. */
export function plainLabel(text: string): string {
  return oneLine(text).replaceAll('$(', '$\u200b(');
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
