import type { Resource } from '../model.ts';

/** `A`: asked. `I`: inherits, else not applicable. `-`: does not arise. */
export type Asking = 'A' | 'I' | '-';

/** The columns of the table: what kind of resource, and for models at which layer. */
export type Column = 'source' | 'interior' | 'mart' | 'seed' | 'snapshot' | 'exposure' | 'dag' | 'asset';

const columns: readonly Column[] = ['source', 'interior', 'mart', 'seed', 'snapshot', 'exposure', 'dag', 'asset'];

/** Who is asked what: one row a question, one letter a column, in the order of `columns`. */
const table: Readonly<Record<string, string>> = {
  'source-known': '- A A - - - A A',
  'source-owner-known': 'A I - - I - A -',
  'freshness-promised': 'A I A - I - A A',
  'consumers-known': '- I A - A - A A',
  'source-change-planned': '- A A - - - A -',
  'grain-stated': '- - A - - - - -',
  'failure-modes-known': 'A I A - A - A A',
  'failure-told': 'I I I - I - A A',
  'alert-arrives': '- - - - - - A A',
  'wrong-but-green-caught': 'A I A - A - A -',
  'first-words-ready': '- - A - - A A -',
  'first-step-written': '- - A - - - A -',
  'rerun-safe': '- - A - A - A -',
  'limits-set': '- - - - - - A -',
  'purpose-stated': 'A I A A A A A A',
  'should-exist': '- - A - - - A -',
  'impact-stated': 'I I A - I A A -',
  'value-confirmed': '- - - - - A - -',
  'owner-named': 'A A A A A A A A',
  'owner-is-real': 'A A A A A A A A',
  'owner-still-here': 'A A A A A A A A',
  'reviewed-recently': '- - A - - A A -',
  'health-visible': '- - A - - - A -',
  'change-survivable': '- - A - - - - -',
  'goodbye-planned': 'A A A A A A A A',
};

const rows: ReadonlyMap<string, ReadonlyMap<Column, Asking>> = new Map(
  Object.entries(table).map(([question, row]) => {
    const letters = row.split(' ');
    return [question, new Map(columns.map((column, at) => [column, letters[at] as Asking]))];
  }),
);

/** @returns the column of a resource; null for kinds that are only consumers (metrics, saved queries, functions). */
export function columnOf(resource: Resource): Column | null {
  switch (resource.kind) {
    case 'model':
      return resource.layer === 'mart' ? 'mart' : 'interior';
    case 'metric':
    case 'semantic_model':
    case 'saved_query':
    case 'function':
      return null;
    default:
      return resource.kind;
  }
}

/** @returns whether a question is asked of a resource, inherited by it, or does not arise. */
export function askingOf(question: string, resource: Resource): Asking {
  const column = columnOf(resource);
  return (column === null ? undefined : rows.get(question)?.get(column)) ?? '-';
}
