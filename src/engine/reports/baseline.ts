import * as z from 'zod/mini';
import { itemKey, type OpenItem } from './openItems.ts';

const baselineSchema = z.object({
  version: z.literal(1),
  date: z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/)),
  open: z.array(z.string()),
});

/** What was open on a day: a check can look only at what came since. */
export interface Baseline {
  /** ISO date. */
  readonly date: string;
  readonly keys: ReadonlySet<string>;
}

/** @returns the text of a baseline file: one line a question, so that changes can be read in a diff. */
export function baselineText(items: readonly OpenItem[], today: string): string {
  return `${JSON.stringify({ version: 1, date: today, open: items.map(itemKey).sort() }, null, 2)}\n`;
}

/** @returns the baseline that a text holds, or null where it is none. */
export function readBaseline(text: string): Baseline | null {
  try {
    const parsed = z.safeParse(baselineSchema, JSON.parse(text));
    return parsed.success ? { date: parsed.data.date, keys: new Set(parsed.data.open) } : null;
  } catch {
    return null;
  }
}
