import type { Exemplar } from '../../linked.ts';
import type { FileSet, Range } from '../../model.ts';
import type { Expr, PythonModule, Statement } from '../../syntax/python.ts';
import { allStatements, partOf, placed } from '../../syntax/pythonBodies.ts';
import { folderOf } from '../folders.ts';
import type { DagMade } from '../following/made.ts';
import { placeOf } from '../following/sites.ts';
import { callsIn } from '../reading/fragment.ts';
import type { AirflowFragment } from '../reading/fragments.ts';

/** A DAG that others may be written like. `name` is null where its id cannot be read. */
export interface Candidate {
  readonly dag: DagMade;
  readonly name: string | null;
}

type Call = Extract<Expr, { type: 'call' }>;

/**
 * Chooses among the DAGs of a folder, or of all where it has none: the way in which most of them are made, then the
 * `default_args` that most of them take. DAGs of loops and YAML files show no statement that could be written again.
 */
export function exemplarOf(
  folder: string,
  all: readonly Candidate[],
  files: FileSet<AirflowFragment>,
  major: (file: string) => number | null,
): Exemplar | null {
  const usable = all.filter(({ dag }) => dag.by !== 'yaml' && dag.by !== 'cosmos' && !dag.inLoop);
  const near = usable.filter(({ dag }) => folderOf(dag.madeFor) === folder);
  const found = (near.length > 0 ? near : usable).flatMap((candidate) => exemplarIn(candidate, files, major) ?? []);
  const way = mostOf(found, ({ shape, takes }) => `${shape} ${takes === null ? '-' : 'defaults'}`);
  const alike = mostOf(way, ({ takes }) => takes ?? '');
  // Defaults that are imported are meant to be shared; a dict of a file's own would be copied.
  const best = alike.find(({ exemplar }) => exemplar.defaults === null) ?? alike[0];
  return best?.exemplar ?? null;
}

interface Found {
  readonly exemplar: Exemplar;
  readonly shape: Exemplar['shape'];
  /** The name of its `default_args`; null where it has none. */
  readonly takes: string | null;
}

function mostOf(all: readonly Found[], keyOf: (found: Found) => string): Found[] {
  const groups = new Map<string, Found[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

function exemplarIn({ dag, name }: Candidate, files: FileSet<AirflowFragment>, major: (file: string) => number | null): Found | null {
  const file = dag.madeFor;
  const module = files.fragment(file)?.module;
  if (!module || name === null) return null;
  const body = module.body;
  const call = dag.call.file === file ? callAt(body, dag) : factoryCall(body, name);
  if (!call) return null;
  const { statement, expr } = call;
  const here = (range: Range) => placed(module, partOf(statement), range);
  const shape =
    dag.call.file !== file ? 'factory' : statement.type === 'with' ? 'with' : statement.type === 'function' ? 'decorator' : 'assign';
  const keywords =
    expr?.keywords.flatMap(({ name: word, value, from, to }) => (word === null ? [] : [{ name: word, value, from, to }])) ?? [];
  const given = keywords.find((one) => one.name === 'default_args')?.value;
  const assigned = given?.type === 'name' ? dictOf(module, given.name) : null;
  const id =
    keywords.find((one) => one.name === 'dag_id')?.value ??
    [...(expr?.args ?? []), ...keywords.map(({ value }) => value)].find((arg) => isText(arg, name));
  const exemplar: Exemplar = {
    file,
    shape,
    callee: expr ? here(expr.callee) : placeOf(files, dag.call),
    statement: here(statement),
    name,
    id: id && isText(id, name) ? here(id) : null,
    idKeyword: keywords.some((one) => one.name === 'dag_id'),
    keywords: keywords.map(({ name: word, value, from, to }) => ({ name: word, value: here(value), ...here({ from, to }) })),
    defaults: assigned?.statement ?? null,
    owner: assigned?.owner ?? ownerIn(given, here) ?? ownerKeyword(keywords, here),
    imports: importsOf(body),
    major: major(file),
  };
  return { exemplar, shape, takes: given === undefined ? null : given.type === 'name' ? given.name : given.type };
}

interface CallFound {
  readonly statement: Statement;
  /** Null for a bare decorator. */
  readonly expr: Call | null;
}

/** Statements of functions do not run by themselves: only those at the top count, and what hangs on conditions there does not. */
function callAt(body: readonly Statement[], { call }: DagMade): CallFound | null {
  for (const statement of body) {
    if (statement.type === 'function') {
      if (call.part !== statement) continue;
      const decorator = statement.decorators.find((one) => one.from === call.from || one.to === call.to);
      if (decorator) return { statement, expr: decorator.type === 'call' ? decorator : null };
    } else {
      if (call.part !== partOf(statement)) continue;
      const expr = callsIn(statement).find((one) => one.from === call.from && one.to === call.to);
      if (expr) return { statement, expr };
    }
  }
  return null;
}

function factoryCall(body: readonly Statement[], name: string): CallFound | null {
  for (const statement of body) {
    if (statement.type !== 'assign' && statement.type !== 'expression') continue;
    const expr = callsIn(statement).find(({ args, keywords }) =>
      [...args, ...keywords.map(({ value }) => value)].some((arg) => isText(arg, name)),
    );
    if (expr) return { statement, expr };
  }
  return null;
}

function dictOf(module: PythonModule, name: string): { readonly statement: Range; readonly owner: Range | null } | null {
  const here = (statement: Statement) => (range: Range) => placed(module, partOf(statement), range);
  const found = module.body.flatMap((statement) =>
    statement.type === 'assign' &&
    statement.value?.type === 'dict' &&
    statement.targets.some((target) => target.type === 'name' && target.name === name)
      ? [{ statement: here(statement)(statement), owner: ownerIn(statement.value, here(statement)) }]
      : [],
  );
  return found.at(-1) ?? null;
}

function ownerIn(expr: Expr | undefined, here: (range: Range) => Range): Range | null {
  if (expr?.type !== 'dict') return null;
  const entry = expr.entries.findLast(({ key }) => key?.type === 'string' && key.value === 'owner');
  return entry ? here(entry.value) : null;
}

function ownerKeyword(keywords: readonly { readonly name: string; readonly value: Expr }[], here: (range: Range) => Range): Range | null {
  const owner = keywords.find(({ name }) => name === 'owner')?.value;
  return owner ? here(owner) : null;
}

function importsOf(body: readonly Statement[]): Exemplar['imports'] {
  return allStatements(body).flatMap((statement): Exemplar['imports'] => {
    if (statement.type === 'import') return [{ module: null, names: statement.names }];
    return statement.type === 'from-import' ? [{ module: '.'.repeat(statement.level) + statement.module, names: statement.names }] : [];
  });
}

function isText(expr: Expr, text: string): boolean {
  return expr.type === 'string' && expr.value === text;
}
