import { t } from '../../l10n.ts';
import type { Range } from '../../model.ts';
import type { Expr, Parameter, Statement } from '../../syntax/python.ts';
import { parsePython } from '../../syntax/pythonReading.ts';
import { lineStarts } from '../../text.ts';
import { alone, type Collected, collectCalls, nothingCollected } from './calls.ts';
import type { PythonFragment } from './fragments.ts';
import { firstWord } from './sql.ts';

/** Reads a Python model: `dbt.ref`, `dbt.source` and `dbt.config` anywhere in it, as dbt's own reader finds them. Never throws. */
export function readPythonModel(text: string): PythonFragment {
  const { module } = parsePython(text);
  const collected = nothingCollected();
  for (const statement of module.body) collectStatement(statement, text, collected);
  const { refs, sources, configs, passed } = onlyOfDbt(collected, text);
  const problems = module.errors.slice(0, 5).map((range) => ({ ...range, message: t('This does not follow the grammar of Python') }));
  return {
    kind: 'python',
    checksums: [],
    lines: lineStarts(text),
    broken: problems.length > 0,
    problems,
    anchor: anchorOf(module.body, text),
    empty: text.trim() === '',
    refs,
    sources,
    configs,
    calls: [],
    passed,
    variables: [],
  };
}

/** Only what is called on the parameter of `model` counts; a function of one's own may be called `ref` too. */
function onlyOfDbt(collected: Collected, text: string): Collected {
  const isDbt = (range: Range) => text.startsWith('dbt.', range.from);
  return {
    ...collected,
    refs: collected.refs.filter(isDbt),
    sources: collected.sources.filter(isDbt),
    configs: collected.configs.filter(isDbt),
    passed: collected.passed.filter(isDbt),
  };
}

function anchorOf(body: readonly Statement[], text: string): Range {
  const model = body.find((statement) => statement.type === 'function' && statement.name === 'model');
  return model?.type === 'function' ? model.nameRange : firstWord(text);
}

function collectStatement(statement: Statement, text: string, into: Collected): void {
  for (const expression of expressionsOf(statement)) collectCalls(expression, alone(text), into);
  for (const inner of statementsOf(statement)) collectStatement(inner, text, into);
}

function expressionsOf(statement: Statement): readonly Expr[] {
  switch (statement.type) {
    case 'assign':
      return statement.value ? [...statement.targets, statement.value] : statement.targets;
    case 'expression':
      return [statement.value];
    case 'with':
      return statement.items.map((item) => item.value);
    case 'function':
      return [...statement.decorators, ...statement.parameters.flatMap((parameter: Parameter) => parameter.default ?? [])];
    case 'if':
      return statement.branches.flatMap((branch) => branch.test ?? []);
    case 'for':
      return [statement.over];
    case 'return':
      return statement.value ? [statement.value] : [];
    default:
      return [];
  }
}

function statementsOf(statement: Statement): readonly Statement[] {
  switch (statement.type) {
    case 'with':
    case 'function':
    case 'class':
    case 'for':
      return statement.body;
    case 'block':
      return statement.parts.flatMap((part) => part.body);
    case 'if':
      return statement.branches.flatMap((branch) => branch.body);
    default:
      return [];
  }
}
