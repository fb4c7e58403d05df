import type { Document, Node } from 'yaml';
import { isMap, isScalar, isSeq, visit } from 'yaml';
import { lineStart } from './lines.ts';
import type { YamlStyle } from './yamlText.ts';

/** @returns how most of the file is written: what is most frequent wins; two columns and double quotes where nothing shows. */
export function measureStyle(doc: Document.Parsed, text: string): YamlStyle {
  const steps = new Map<number, number>();
  const dashes = new Map<number, number>();
  const gaps = new Map<number, number>();
  const quotes = new Map<'"' | "'", number>();
  const column = (at: number) => at - lineStart(text, at);
  visit(doc, {
    Pair(_, pair) {
      const key = pair.key as Node | null;
      const value = pair.value as Node | null;
      if (key?.range == null || value?.range == null) return;
      if (isMap(value) && value.flow !== true) count(steps, column(value.range[0]) - column(key.range[0]));
      if (isSeq(value) && value.flow !== true) count(dashes, column(value.range[0]) - column(key.range[0]));
      if (isScalar(value) && value.type === 'QUOTE_DOUBLE') count(quotes, '"');
      if (isScalar(value) && value.type === 'QUOTE_SINGLE') count(quotes, "'");
    },
    Seq(_, seq) {
      if (seq.srcToken?.type !== 'block-seq') return;
      for (const item of seq.srcToken.items) {
        const dash = item.start.find((token) => token.type === 'seq-item-ind');
        const gap = dash === undefined ? null : /^-( +)[^\s#]/.exec(text.slice(dash.offset, dash.offset + 12));
        if (gap !== null) count(gaps, (gap[1] ?? '').length);
      }
    },
  });
  const dash = mostFrequent(dashes);
  const gap = mostFrequent(gaps) ?? 1;
  const step = mostFrequent(steps) ?? (dash || gap + 1);
  return { step, dash: dash ?? step, gap, quote: mostFrequent(quotes) ?? '"' };
}

function count<T>(counts: Map<T, number>, value: T): void {
  if (typeof value !== 'number' || value >= 0) counts.set(value, (counts.get(value) ?? 0) + 1);
}

function mostFrequent<T>(counts: ReadonlyMap<T, number>): T | undefined {
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
