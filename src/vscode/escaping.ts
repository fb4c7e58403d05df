/** @returns text of the user's files as a lens, pick or status bar may show it: `$(…)` stays text and is no icon. */
export function plainLabel(text: string): string {
  return oneLine(text).replaceAll('$(', '$\u200b(');
}

/** @returns text of the user's files for Markdown that is copied elsewhere: nothing in it is markup, a link or a mention of its own. */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|<>~&]/g, (mark) => `\\${mark}`)
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^-/, '\\-');
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}
