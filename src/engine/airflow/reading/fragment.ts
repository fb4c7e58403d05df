import { t } from '../../l10n.ts';
import type { Expr, PythonModule, Statement } from '../../syntax/python.ts';
import { allStatements, partOf, placed } from '../../syntax/pythonBodies.ts';
import { bestBase, type ParsedPython, parsePython } from '../../syntax/pythonReading.ts';
import { readYaml } from '../../syntax/yaml.ts';
import { lineStarts } from '../../text.ts';
import { anchorOf } from '../following/construct.ts';
import { isAssetDecorator, isDagClass, isDagDecorator } from '../names.ts';
import { docPathsIn } from './docFiles.ts';
import type { AirflowFragment, Anchor, Imported } from './fragments.ts';
import { readSettings } from './settings.ts';
import { headOf, yamlDagsIn, yamlLoader } from './yamlFiles.ts';
import { callbackModules } from './yamlValues.ts';

/** An import of Airflow or Cosmos, and something that makes a DAG or an asset, renames its class or is derived from it. Airflow's own test is looser still: it reads any file with both words. */
const importsAirflow = /\bfrom\s+(?:airflow|cosmos)\b|\bimport\s+(?:airflow|cosmos)\b/;
const makesDag =
  /(?:DAG|Dag)(?:\s*\(|\s+as\s+\w)|@\s*(?:\w+\.)*(?:dag|asset)\b|\bclass\s+\w+\s*\([^():]*(?:DAG|Dag)\b|\bimport\s[^\n]*\b(?:dag|asset)\s+as\s/;

/** A call at the top level or in a loop there, for its outcome, its effect or its `with` body, or a `with` body of a name: what a file that only calls a factory or adds to a DAG looks like. */
const callsAtTop =
  /^(?:(?:globals\(\)\[[^\n]*\]|\w+)\s*=\s*\w[\w.]*\(|with\s+\w[\w.]*\s*[(:]|for\s|(?!(?:print|def|class|logging|logger|log|sys|os|warnings|load_dotenv)\b)\w[\w.]*\()|^\s+globals\(\)\[/m;

/**
 * Makes the function that reads one text: what it gives depends on text and reader alone, and it never throws.
 * The last text in order is remembered, so that while somebody types only what changed is parsed again.
 */
export function createReader(): (reader: string, text: string) => AirflowFragment {
  let last: ParsedPython | undefined;
  return (reader, text) =>
    readFragment(reader, text, (python) => {
      const parsed = parsePython(python, last);
      last = bestBase(last, parsed);
      return parsed.module;
    });
}

function readFragment(reader: string, text: string, parse: (text: string) => PythonModule): AirflowFragment {
  const python = reader === 'scan' || reader === 'module';
  const makesDags = python && importsAirflow.test(text) && makesDag.test(text);
  const mayCall = python && !makesDags && /airflow/i.test(text) && /dag/i.test(text) && callsAtTop.test(text);
  const headed = python && text.startsWith('# ---');
  const looks = python && reader === 'scan' && !makesDags;
  // Lines of files that are only looked at are never asked for, and there can be very many of them.
  const base = {
    lines: looks && !headed ? [0] : lineStarts(text),
    broken: false,
    problems: [],
    module: null,
    makesDags,
    namesAirflow: /airflow/i.test(text),
    mayCall,
    imports: [],
    anchors: [],
    settings: [],
    loader: python ? yamlLoader(text) : null,
    yaml: headed ? readYaml(headOf(text)).root : null,
    globals: [],
    docPaths: [],
    text: reader === 'markdown' ? text : null,
  };
  if (reader === 'dag-factory' || reader === 'gusty') return { ...base, ...readDagYaml(reader, text), docPaths: docPathsIn(text) };
  if (reader === 'gusty-part') return { ...base, yaml: readYaml(headOf(text)).root };
  if (!python) return { ...base, settings: readSettings(reader, text) };
  if (looks) return base.namesAirflow && /dag/i.test(text) ? { ...base, imports: importsIn(text) } : base;
  const module = parse(text);
  const all = allStatements(module.body);
  const imports = importsOf(all);
  return {
    ...base,
    module,
    broken: module.errors.length > 0,
    problems: module.errors.slice(0, 1).map((range) => ({ ...range, message: t('syntax error') })),
    imports,
    anchors: makesDags ? anchorsOf(module, all) : [],
    globals: globalsIn(text),
    docPaths: makesDags ? docPathsIn(text) : [],
  };
}

/** The imports of a text that is not parsed, one to a line. */
function importsIn(text: string): Imported[] {
  return [...text.matchAll(/^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+)?import[ \t]+\(?([\w., \t]*)/gm)].flatMap(
    ([, dots, module, list = '']) => {
      const names = list.split(',').map((name) => name.trim().split(/\s/)[0] ?? '');
      return module === undefined
        ? names.map((name) => ({ module: name, level: 0, names: [] }))
        : [{ module, level: (dots ?? '').length, names: names.filter((name) => /^\w+$/.test(name)) }];
    },
  );
}

function globalsIn(text: string): string[] {
  if (!text.includes('global') && !text.includes('nonlocal')) return [];
  return [...text.matchAll(/^[ \t]+(?:global|nonlocal)[ \t]+([\w, \t]+)/gm)].flatMap((found) =>
    (found[1] ?? '').split(',').map((name) => name.trim()),
  );
}

function readDagYaml(
  reader: 'dag-factory' | 'gusty',
  text: string,
): Pick<AirflowFragment, 'yaml' | 'broken' | 'problems' | 'anchors' | 'imports'> {
  const { root, broken, problems } = readYaml(text);
  const first = root?.type === 'map' ? root.entries[0] : undefined;
  const anchors =
    reader === 'dag-factory'
      ? yamlDagsIn(root).map(({ name, key }) => ({ name, from: key.from, to: key.to }))
      : first === undefined
        ? []
        : [{ name: first.key, from: first.keyRange.from, to: first.keyRange.to }];
  const imports = [...new Set(callbackModules(root))].map((module) => ({ module, level: 0, names: [] }));
  return { yaml: root, broken, problems: problems.slice(0, 1), anchors, imports };
}

function importsOf(all: readonly Statement[]): Imported[] {
  const found: Imported[] = [];
  for (const statement of all) {
    if (statement.type === 'import') for (const { name } of statement.names) found.push({ module: name, level: 0, names: [] });
    else if (statement.type === 'from-import') {
      found.push({ module: statement.module, level: statement.level, names: statement.names.map(({ name }) => name) });
    }
  }
  return found;
}

/** The constructors and decorators of a text, with no other file at hand: classes that are imported count by their name. */
function anchorsOf(module: PythonModule, all: readonly Statement[]): Anchor[] {
  const names = importedNames(all);
  const found = new Map<number, Anchor>();
  const calls: CallExpr[] = [];
  const add = (statement: Statement, callee: Expr, name: string) => {
    const { from, to } = placed(module, partOf(statement), anchorOf(callee));
    if (to > from) found.set(from, { from, to, name });
  };
  for (const statement of all) {
    if (statement.type === 'function') {
      for (const decorator of statement.decorators) {
        const path = pathIn(decorator.type === 'call' ? decorator.callee : decorator, names);
        if (path !== null && (isDagDecorator(path) || isAssetDecorator(path))) add(statement, decorator, statement.name);
      }
    }
    calls.length = 0;
    collectCalls(statement, calls);
    for (const call of calls) {
      const path = pathIn(call.callee, names);
      if (path !== null && isDagClass(path)) add(statement, call.callee, idIn(call) ?? holderIn(statement) ?? path);
    }
  }
  return [...found.values()].sort((a, b) => a.from - b.from);
}

function holderIn(statement: Statement): string | null {
  if (statement.type === 'assign' && statement.targets[0]?.type === 'name') return statement.targets[0].name;
  return statement.type === 'with' && statement.items[0]?.as?.type === 'name' ? statement.items[0].as.name : null;
}

function idIn(call: CallExpr): string | null {
  const id = call.keywords.find((keyword) => keyword.name === 'dag_id')?.value ?? call.args[0];
  return id?.type === 'string' ? id.value : null;
}

/** What the names of a file stand for: dotted paths of imports, and classes of the file that are derived from a DAG. */
function importedNames(all: readonly Statement[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const statement of all) {
    if (statement.type === 'import') {
      for (const { name, alias } of statement.names)
        names.set(alias ?? name.split('.')[0] ?? name, alias === null ? (name.split('.')[0] ?? name) : name);
    } else if (statement.type === 'from-import') {
      for (const { name, alias } of statement.names) names.set(alias ?? name, `${'.'.repeat(statement.level)}${statement.module}.${name}`);
    } else if (statement.type === 'class') {
      const base = statement.bases.map((expr) => pathIn(expr, names)).find((path) => path !== null && isDagClass(path));
      if (base !== undefined) names.set(statement.name, `.${statement.name}.DAG`);
    }
  }
  return names;
}

function pathIn(expr: Expr, names: ReadonlyMap<string, string>): string | null {
  if (expr.type === 'name') return names.get(expr.name) ?? null;
  if (expr.type !== 'attribute') return null;
  const of = pathIn(expr.of, names);
  return of === null ? null : `${of}.${expr.name}`;
}

type CallExpr = Extract<Expr, { type: 'call' }>;

/** The calls in the expressions of one statement; bodies are statements of their own. */
export function callsIn(statement: Statement): CallExpr[] {
  const found: CallExpr[] = [];
  collectCalls(statement, found);
  return found;
}

function collectCalls(statement: Statement, found: CallExpr[]): void {
  for (const expr of expressionsOf(statement)) collect(expr, found);
}

function expressionsOf(statement: Statement): readonly Expr[] {
  switch (statement.type) {
    case 'assign':
      return statement.value === null ? [] : [statement.value];
    case 'expression':
      return [statement.value];
    case 'return':
      return statement.value === null ? [] : [statement.value];
    case 'with':
      return statement.items.map((item) => item.value);
    case 'for':
      return [statement.over];
    default:
      return [];
  }
}

function collect(expr: Expr, found: CallExpr[]): void {
  switch (expr.type) {
    case 'call':
      found.push(expr);
      collect(expr.callee, found);
      for (const arg of expr.args) collect(arg, found);
      for (const keyword of expr.keywords) collect(keyword.value, found);
      return;
    case 'attribute':
    case 'subscript':
    case 'splat':
    case 'not':
      collect(expr.of, found);
      return;
    case 'walrus':
      collect(expr.value, found);
      return;
    case 'list':
    case 'tuple':
    case 'set':
      for (const item of expr.items) collect(item, found);
      return;
    case 'dict':
      for (const entry of expr.entries) collect(entry.value, found);
      return;
    case 'binary':
      collect(expr.left, found);
      collect(expr.right, found);
      return;
    case 'conditional':
      collect(expr.then, found);
      collect(expr.otherwise, found);
      return;
    case 'comprehension':
      collect(expr.element, found);
      for (const { over } of expr.loops) collect(over, found);
      return;
    case 'lambda':
      collect(expr.body, found);
      return;
    default:
  }
}
