import type { Check, Found, Known, OutputContract, SchemaGuard, Stated } from '../../facts.ts';
import { t, verbatim } from '../../l10n.ts';
import type { Range, Value } from '../../model.ts';
import { fieldOf, itemsOf, textOf } from '../../syntax/yaml.ts';
import { configOf } from '../linking/configs.ts';
import { configReadings, type Levels, mapReadings, readMeta, wordsOf } from '../linking/meta.ts';
import type { DbtNode } from '../linking/nodes.ts';
import type { FactSource } from './factSource.ts';

/** @returns the places where a primary key is declared. */
export function primaryKeys(node: DbtNode): Range[] {
  return constraintsOf(node).filter((type) => textOf(type) === 'primary_key');
}

/** @returns the names of the columns that the entry of a resource lists. */
export function columnsOf({ node: { table, placed }, files }: FactSource): Found<Stated>[] {
  if (!placed) return [];
  return itemsOf(fieldOf(table?.value ?? placed.entry.value, 'columns')).flatMap((column): Found<Stated>[] => {
    const name = fieldOf(column, 'name');
    const text = textOf(name);
    if (!name || text === null) return [{ known: false, reason: t('a column has no name that can be read') }];
    return [{ known: true, value: { text }, evidence: { span: files.span(placed.file, name), route: verbatim('columns') } }];
  });
}

/** The types of the constraints of a resource and its columns. */
function constraintsOf(node: DbtNode): Value[] {
  const value = node.placed?.entry.value;
  const holders = [value, ...itemsOf(fieldOf(value, 'columns'))];
  return holders.flatMap((holder) => itemsOf(fieldOf(holder, 'constraints'))).flatMap((constraint) => fieldOf(constraint, 'type') ?? []);
}

/** What holds the shape of what comes out: a contract, versions; constraints alone hold nothing. */
export function outputContractOf(source: FactSource, meta: Levels): Found<OutputContract>[] {
  const { node, files } = source;
  const contract = configReadings(meta, 'contract').flatMap((found): Found<OutputContract>[] => {
    if (!found.known) return [found];
    return textOf(fieldOf(found.value, 'enforced')) === 'true' ? [{ ...found, value: { how: 'contract', text: 'contract' } }] : [];
  });
  const at = (range: Range, how: 'versions' | 'constraints', text: string): Known<OutputContract> => ({
    known: true,
    value: { how, text },
    evidence: { span: files.span(node.placed?.file ?? node.file, range), route: verbatim(how) },
  });
  const versions = node.version ? [at(node.version.value, 'versions', `v${node.version.text}`)] : [];
  const [constraint] = contract.length > 0 ? [] : constraintsOf(node);
  const constraints = constraint
    ? [{ ...at(constraint, 'constraints', 'constraints'), inert: t('constraints do nothing without an enforced contract') }]
    : [];
  return [...contract, ...versions, ...constraints];
}

/** What notices, or decides, when the columns of the source change. */
export function schemaGuardsOf(source: FactSource, meta: Levels, checks: readonly Found<Check>[]): Found<SchemaGuard>[] {
  const guards: Found<SchemaGuard>[] = [];
  for (const found of configReadings(meta, 'contract')) {
    if (!found.known) guards.push(found);
    else if (textOf(fieldOf(found.value, 'enforced')) === 'true') guards.push({ ...found, value: { how: 'contract', text: 'contract' } });
  }
  const materialized = configOf(source.levels, 'materialized');
  const inert =
    materialized && materialized.value.type === 'text' && materialized.value.value !== 'incremental'
      ? { inert: t('on_schema_change does nothing on a {0}', materialized.value.value) }
      : {};
  for (const found of configReadings(meta, 'on_schema_change')) {
    guards.push(found.known ? { ...found, ...inert, value: { how: 'on-schema-change', text: textOf(found.value) ?? '' } } : found);
  }
  guards.push(...mapReadings(readMeta(meta, [['on_source_change']]), (value): SchemaGuard => ({ how: 'stated', text: wordsOf(value) })));
  for (const check of checks) {
    if (check.known && check.value.mode === 'changed') guards.push({ ...check, value: { how: 'schema-test', text: check.value.by } });
  }
  return [...guards, ...typedColumns(source, checks), ...columnList(source)];
}

/** Source columns with data types say what is expected; the tests beside them notice when it is not. */
function typedColumns({ node, files }: FactSource, checks: readonly Found<Check>[]): Known<SchemaGuard>[] {
  if (node.kind !== 'source' || !node.placed || !checks.some((check) => check.known && !check.inert)) return [];
  const typed = itemsOf(fieldOf(node.table?.value, 'columns')).flatMap((column) => fieldOf(column, 'data_type') ?? []);
  const [first] = typed;
  return first
    ? [
        {
          known: true,
          value: { how: 'typed-columns', text: t('typed columns with tests').message },
          evidence: { span: files.span(node.placed.file, first), route: verbatim('data_type') },
        },
      ]
    : [];
}

/** What the SQL itself does about columns that come and go. */
function columnList({ node, files, dependencies }: FactSource): Found<SchemaGuard>[] {
  const { sql } = node;
  if (!sql || node.kind !== 'model' || sql.projection?.how === 'star') return [];
  const evidence = { span: files.span(node.file, sql.projection ?? node.anchor), route: t('the SELECT') };
  if (sql.projection?.how === 'list')
    return [{ known: true, value: { how: 'column-list', text: t('a list of columns').message }, evidence }];
  return dependencies.found.length + sql.relations.length > 0
    ? [{ known: false, reason: t('which columns it takes is not written out'), evidence }]
    : [];
}
