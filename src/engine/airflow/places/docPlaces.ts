import { t } from '../../l10n.ts';
import type { FixKey, Place, Range, Resource } from '../../model.ts';
import type { Expr } from '../../syntax/python.ts';
import type { DagContext } from '../facts/context.ts';
import { ofDag } from '../facts/effective.ts';
import type { DagMade } from '../following/made.ts';
import { placeOf } from '../following/sites.ts';
import { isNoDocstring, type Site, type Val } from '../following/values.ts';
import { docFile } from '../reading/docFiles.ts';
import { entryOf, mapIn } from '../reading/yamlValues.ts';
import { isBare, isInside, keywordOf, type Sharing, takesNew } from './takes.ts';

/** The label under which an answer stands as a line of `doc_md`. */
const docLabels: Readonly<Partial<Record<FixKey, string>>> = {
  owner: 'Owner',
  channel: 'Alerts',
  sla: 'SLA',
  consumers: 'Consumers',
  failure_modes: 'Failure modes',
  runbook: 'Runbook',
  tier: 'Tier',
  impact: 'Impact',
  on_source_change: 'Source changes',
  last_reviewed: 'Last reviewed',
  source: 'Source',
  source_owner: 'Source owner',
  contact: 'Tell first',
  rerun: 'Rerun',
  decision: 'Decisions',
  monitoring: 'Monitoring',
  retirement: 'Retire',
};

function labelOf(key: FixKey): string | undefined {
  return key.startsWith('doc:') ? key.slice('doc:'.length).trim() : docLabels[key];
}

/** A list of a line, to which a value is added; else the value takes the place of what stands there. */
function isList(key: FixKey): boolean {
  return key === 'consumers' || key === 'failure_modes';
}

type Text = Extract<Val, { type: 'text' }>;

/** Where a line of the documentation of a DAG can be written, best first: what holds for this DAG alone before what others take too. */
export function docPlaces(context: DagContext, dag: DagMade, resource: Resource, key: FixKey, sharing: Sharing): Place[] {
  const label = labelOf(key);
  const outcome = ofDag(context.machine, dag, 'doc_md');
  if (label === undefined || outcome.type === 'hidden' || (dag.args.spread && resource.template)) return [];
  const line: Line = { label, adds: isList(key), known: true };
  const value = outcome.type === 'value' ? outcome.value : null;
  if (value === null) {
    if (isBare(dag) || !takesNew(dag, resource, 'doc_md')) return [];
    return [place(context, dag, null, line, resource.template ? all : t('starts the documentation of this DAG'))];
  }
  if (isNoDocstring(value)) return docstringPlaces(context, dag, value.site, line, resource, sharing);
  if (value.type !== 'text') return [];
  const file = docFileOf(context, value);
  if (file !== null) return [docFilePlace(file, line)];
  if (value.value.trim().endsWith('.md')) return [];
  const literal = literalOf(context, value);
  const users = literal ? sharing.documented(literal.site) : { dags: 0, wholly: false };
  const there =
    literal?.site.file === dag.call.file && users.wholly
      ? [place(context, dag, placeOf(context.files, literal.site), line, covers(resource, users.dags))]
      : [];
  const given = value === dag.args.named.get('doc_md') ? keywordOf(dag, 'doc_md') : undefined;
  const isOwn = there.length > 0 && (users.dags < 2 || says(value, label));
  if (!given || isOwn || (there.length === 0 && says(value, label)) || !isSummand(given)) return there;
  const range = placeOf(context.files, { ...dag.call, from: given.from, to: given.to });
  return [{ ...place(context, dag, range, line, covers(resource, 1)), id: there.length > 0 ? 'own-doc_md' : 'doc_md' }, ...there];
}

/** `__doc__` of a file whose first statement is no text, which a text there becomes: for all DAGs that take it. */
function docstringPlaces(context: DagContext, dag: DagMade, site: Site, line: Line, resource: Resource, sharing: Sharing): Place[] {
  const { dags, wholly } = sharing.documented(site);
  if (site.file !== dag.call.file || !wholly) return [];
  const starts = t('starts the documentation of this DAG');
  return [place(context, dag, placeOf(context.files, site), line, dags > 1 || resource.template ? covers(resource, dags) : starts)];
}

const all = t('all DAGs that this makes');

function covers({ template }: Resource, dags: number) {
  return dags > 1 ? t('holds for {0} DAGs', dags) : template ? all : t('a line in the documentation of this DAG');
}

function says({ value }: Text, label: string): boolean {
  return new RegExp(`^\\W*${label}\\W*:`, 'im').test(value);
}

/** What a text can be added to with `+`, and needs no brackets. */
function isSummand(expr: Expr): boolean {
  return expr.type === 'binary' ? /^[+%]$/.test(expr.operator) : /^(?:name|attribute|subscript|call|f?string)$/.test(expr.type);
}

/** @returns the text that is written out, or what is written out at its end. */
function literalOf(context: DagContext, value: Text): Text | null {
  if (value.content !== undefined) return value;
  const { last } = value;
  return last?.type === 'text' && last.value !== '' && isInside(context, last.site, value.site) ? literalOf(context, last) : null;
}

/** @returns the Markdown file that a text names, where it is there. */
function docFileOf(context: DagContext, { value }: Text): string | null {
  const file = value.endsWith('.md') ? docFile(context.files, value) : null;
  return file !== null && context.files.has(file) ? file : null;
}

interface Line {
  readonly label: string;
  readonly adds: boolean;
  readonly known: true;
}

function place(context: DagContext, dag: DagMade, literal: Range | null, line: Line, detail: Place['detail']): Place {
  const { file } = dag.call;
  return {
    id: 'doc_md',
    file,
    creates: false,
    label: t('{0}: {1} in doc_md', file, line.label),
    detail,
    target: { writer: 'doc', literal, call: placeOf(context.files, dag.call), ...line },
  };
}

function docFilePlace(file: string, line: Line): Place {
  return {
    id: 'doc_md',
    file,
    creates: false,
    label: t('{0}: {1}', file, line.label),
    detail: t('a line in the documentation of this DAG'),
    target: { writer: 'doc', literal: null, call: { from: 0, to: 0 }, ...line },
  };
}

/** The documentation of a DAG in YAML is a text of its own entry; what it takes from a `default` block is others' too. */
export function yamlDocPlaces(context: DagContext, dag: DagMade, resource: Resource, key: FixKey, isOwn: boolean): Place[] {
  const { file } = dag.anchor;
  const label = labelOf(key);
  const outcome = ofDag(context.machine, dag, 'doc_md');
  if (label === undefined || outcome.type === 'hidden') return [];
  const line: Line = { label, adds: isList(key), known: true };
  const named = outcome.type === 'value' && outcome.value.type === 'text' ? docFileOf(context, outcome.value) : null;
  if (named !== null) return [docFilePlace(named, line)];
  const root = context.files.fragment(file)?.yaml ?? undefined;
  const there = entryOf(isOwn ? root : mapIn(root, resource.name), 'doc_md')?.value;
  if (there ? there.type !== 'text' || there.shared || /\.md\s*$/.test(there.value) : outcome.type !== 'absent') return [];
  return [
    {
      id: 'doc_md',
      file,
      creates: false,
      label: t('{0}: {1} in doc_md', file, label),
      detail: there ? t('a line in the documentation of this DAG') : t('starts the documentation of this DAG'),
      target: { writer: 'yaml-doc', path: isOwn ? ['doc_md'] : [resource.name, 'doc_md'], label, adds: line.adds },
    },
  ];
}
