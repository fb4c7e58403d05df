import type { Alert, Found } from '../../facts.ts';
import { t } from '../../l10n.ts';
import type { Range } from '../../model.ts';
import type { Expr, Statement } from '../../syntax/python.ts';
import { allStatements } from '../../syntax/pythonBodies.ts';
import type { DagMade } from '../following/made.ts';
import { type DagContext, evidence } from './context.ts';
import { isNotifier } from './told.ts';

/** Notifiers that a file of one DAG makes and gives to nobody. */
export function unpassedNotifiers(context: DagContext, dag: DagMade): Found<Alert>[] {
  const { file } = dag.anchor;
  const fragment = context.files.fragment(file);
  if (fragment?.module == null || fragment.anchors.length !== 1) return [];
  const imported = new Set(fragment.imports.flatMap(({ module, names }) => (module.startsWith('airflow.') ? names : [])));
  if (![...imported].some(isNotifier)) return [];
  const built = allStatements(fragment.module.body)
    .flatMap(builtIn)
    .filter(({ words }) => imported.has(words));
  if (built.length === 0) return [];
  const all = JSON.stringify(fragment.module.body);
  // What is not followed may use any name.
  if (all.includes('"type":"opaque"')) return [];
  const unused = built.filter(({ name }) => name === null || timesNamed(all, name) === 1);
  return unused.map(({ range, words, part }) => ({
    known: true,
    value: { level: 'dag', route: 'notifier', channel: null, reaches: 'some', quiet: false, on: 'failure' },
    evidence: evidence(context, { file, part, from: range.from, to: range.to }, t('a notifier')),
    inert: t('{0} is made and never passed on', words),
  }));
}

interface Built {
  readonly part: object;
  /** The variable that holds it; null where nothing does. */
  readonly name: string | null;
  readonly words: string;
  readonly range: Range;
}

function builtIn(statement: Statement): Built[] {
  if (statement.type === 'expression') return builtAs(null, statement.value, statement);
  const [target, ...others] = statement.type === 'assign' ? statement.targets : [];
  if (statement.type !== 'assign' || statement.value === null || target?.type !== 'name' || others.length > 0) return [];
  return builtAs(target.name, statement.value, statement);
}

function builtAs(name: string | null, value: Expr, part: object): Built[] {
  if (value.type !== 'call') return [];
  const { callee } = value;
  const words = callee.type === 'name' || callee.type === 'attribute' ? callee.name : '';
  return isNotifier(words) ? [{ name, words, range: value, part }] : [];
}

function timesNamed(all: string, name: string): number {
  return all.split(`"type":"name","name":${JSON.stringify(name)}`).length - 1;
}
