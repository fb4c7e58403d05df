/** @returns text of the user's files as a lens, pick or status bar may show it: `$(…)` stays text and is no icon, names in backticks lose them. */
export function plainLabel(text: string): string {
  return oneLine(text)
    .replace(/`([^`]+)`/g, '$1')
    .replaceAll('$(', '$\u200b(');
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

/** A name in backticks, or a web address. */
const kept = /`[^`]+`|https?:\/\/[\w.~/?=&%#:@+-]*[\w/]/g;

/** @returns text of the user's files as Markdown that shows it as it is: only names in backticks are set as code, only web addresses are links, and nobody is mentioned. */
export function markdownText(text: string): string {
  const line = oneLine(text);
  const whole = line.match(kept) ?? [];
  const between = line.split(kept).map(escapeMarkup);
  return between.map((part, index) => part + asMarkdown(whole[index])).join('');
}

function asMarkdown(part: string | undefined): string {
  if (part === undefined) return '';
  return part.startsWith('`') ? part : `<${part}>`;
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
