import type { Content } from '../model.ts';
import { type BriefAnswers, gap } from './answers.ts';

/**
 * @returns what stands in the properties entry of a new model or source table. `meta` is the way to answers inside it; what
 * the folder has `given` already gets no gap.
 */
export function entryContent(answers: BriefAnswers, meta: readonly string[], given: readonly string[] = []): Content {
  const said: Readonly<Record<string, Content>> = {
    owner: answers.owner,
    sla: answers.promise,
    channel: answers.channel,
    consumers: listed(answers.consumers),
    failure_modes: listed(answers.failureModes),
    on_source_change: answers.sourceChange,
  };
  const isOpen = (value: Content) => value === '' || (Array.isArray(value) && value.length === 0);
  const written = Object.entries(said)
    .filter(([key, value]) => !isOpen(value) || !given.includes(key))
    .map(([key, value]) => [key, value === '' ? gap : isOpen(value) ? [gap] : value]);
  const block = meta.reduceRight<Content>((inner, key) => ({ [key]: inner }), Object.fromEntries(written));
  return { description: answers.purpose || gap, ...(block as Readonly<Record<string, Content>>) };
}

/** Several are told apart by `;`, as in a line of a DAG's documentation. */
function listed(text: string): Content {
  return text
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** @returns the SQL of a new model that reads what was named and invents no column, in the case and the shape of a neighbour. */
export function modelSql({ reads }: BriefAnswers, neighbour: string | null): string {
  const upper = neighbour !== null && /\bSELECT\b/.test(neighbour) && !/\bselect\b/.test(neighbour);
  const word = (keyword: string) => (upper ? keyword.toUpperCase() : keyword);
  const select = (from: string, indent: string) => `${indent}${word('select')} *\n${indent}${word('from')} ${from}`;
  const [first, ...others] = reads;
  if (first === undefined) return `${word('select')} 1 ${word('as')} todo  -- ${gap}: what does it read?\n`;
  const note = `-- ${gap}: name the columns, and what one row is`;
  const imports = neighbour !== null && /\bwith\s+\w+\s+as\s*\(\s*select\s+\*\s+from\s+\{\{/i.test(neighbour);
  if (others.length === 0 && !imports) return `${note}\n${select(`{{ ${first} }}`, '')}\n`;
  const parts = reads.map((read) => `${aliasOf(read)} ${word('as')} (\n${select(`{{ ${read} }}`, '    ')}\n)`);
  const left = others.length === 0 ? '' : `  -- ${gap}: join ${others.map(aliasOf).join(', ')}`;
  return `${word('with')} ${parts.join(',\n\n')}\n\n${note}\n${select(aliasOf(first), '')}${left}\n`;
}

/** The last name in `ref('orders')` or `source('shop', 'orders')`. */
function aliasOf(read: string): string {
  return (/'(\w+)'\s*\)$/.exec(read)?.[1] ?? 'input').replace(/^(?=\d)/, '_');
}
