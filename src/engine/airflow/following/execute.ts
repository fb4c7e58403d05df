import { type Message, t } from '../../l10n.ts';
import type { Expr, Statement } from '../../syntax/python.ts';
import { allStatements, partOf } from '../../syntax/pythonBodies.ts';
import { mayMakeTasks } from '../names.ts';
import { setAttribute } from './attributes.ts';
import { callOf } from './construct.ts';
import { clouded, elementsOf, keyOf, partsOf, truthOf, withItem } from './contents.ts';
import { define, defineClass } from './definitions.ts';
import { longestLoop } from './evaluate.ts';
import { alternatives, bind, bindingsOf, type Ended, type Machine, perhaps, read, siteOf, step, write } from './machine.ts';
import { plus } from './operators.ts';
import { followLine, makeAgain } from './taskLines.ts';
import { type Arguments, noArguments, type Scope, see, unknown, type Val, words } from './values.ts';

/** Follows statements in order. */
export function execute(machine: Machine, body: readonly Statement[], scope: Scope): Ended {
  const returned: Val[] = [];
  const outer = machine.part;
  let falls = true;
  for (const statement of body) {
    if (!step(machine)) break;
    machine.part = partOf(statement);
    const ended = oneOrAgain(machine, statement, scope);
    if (ended === null) continue;
    returned.push(...ended.returned);
    falls = ended.falls;
    if (!falls) break;
  }
  machine.part = outer;
  return { falls, returned };
}

function oneOrAgain(machine: Machine, statement: Statement, scope: Scope): Ended | null {
  const { lines } = machine;
  if (lines === null || (statement.type !== 'assign' && statement.type !== 'expression')) return one(machine, statement, scope);
  if (!makeAgain(machine, lines, statement, scope)) followLine(machine, lines, statement, scope, () => one(machine, statement, scope));
  return null;
}

/** @returns how a statement ended where it could leave, null where it only falls through. */
function one(machine: Machine, statement: Statement, scope: Scope): Ended | null {
  switch (statement.type) {
    case 'assign':
      assign(machine, statement, scope);
      return null;
    case 'expression':
      forgetChanged(machine, statement.value, machine.evaluate(statement.value, scope));
      forgetExecuted(machine, statement.value, scope);
      return null;
    case 'import':
      importNames(machine, statement, scope);
      return null;
    case 'from-import':
      importFrom(machine, statement, scope);
      return null;
    case 'with':
      return withBody(machine, statement, scope);
    case 'function':
      define(machine, statement, scope);
      return null;
    case 'class':
      defineClass(machine, statement, scope);
      return null;
    case 'if':
      return branches(machine, statement, scope);
    case 'for':
      return loop(machine, statement, scope);
    case 'block':
      return block(machine, statement, scope);
    case 'return':
      return {
        falls: false,
        returned: [
          statement.value === null ? { type: 'none', site: siteOf(machine, scope, statement) } : machine.evaluate(statement.value, scope),
        ],
      };
    case 'raise':
      return { falls: false, returned: [] };
    case 'delete':
      for (const target of statement.targets) remove(machine, target, scope);
      return null;
    case 'break':
    case 'continue':
    case 'opaque':
      return null;
  }
}

/** A function that is not followed and is called for its effect may change the dicts that it is handed. */
function forgetChanged(machine: Machine, expr: Expr, value: Val): void {
  if (expr.type !== 'call' || value.type !== 'call' || !mayMakeTasks(value.path)) return;
  for (const arg of [...value.args.positional, ...value.args.named.values()]) {
    if (arg.type === 'dict') write(machine, arg.cell, clouded(read(machine, arg.cell), see(expr)));
  }
}

/** `exec` may bind any name again. Functions, classes and modules are mostly left alone by it, and DAGs stay made. */
function forgetExecuted(machine: Machine, expr: Expr, scope: Scope): void {
  if (expr.type !== 'call' || expr.callee.type !== 'name' || expr.callee.name !== 'exec') return;
  for (const [name, value] of bindingsOf(machine, scope)) {
    if (/^(?:text|number|boolean|none|dict|list|member|call|instance)$/.test(value.type))
      bind(machine, scope, name, unknown(see(expr), siteOf(machine, scope, expr)));
  }
  scope.hidden ??= see(expr);
}

function assign(machine: Machine, statement: Extract<Statement, { type: 'assign' }>, scope: Scope): void {
  if (statement.value === null) return;
  const value = machine.evaluate(statement.value, scope);
  for (const target of statement.targets) {
    if (statement.operator === '=') bindTarget(machine, target, value, scope);
    else bindTarget(machine, target, augmented(machine, target, value, statement.operator, scope), scope);
  }
}

function augmented(machine: Machine, target: Expr, value: Val, operator: string, scope: Scope): Val {
  const site = siteOf(machine, scope, target);
  const before = machine.evaluate(target, scope);
  if (operator === '+=') {
    const sum = plus(machine, before, value, site) ?? unknown(see(target), site);
    if (before.type !== 'list' || before.tuple === true || sum.type !== 'list') return sum;
    write(machine, before.cell, read(machine, sum.cell));
    return before;
  }
  if (operator === '|=' && before.type === 'dict') {
    const args: Arguments = { ...noArguments, positional: [value] };
    machine.call({ type: 'method', of: before, name: 'update', site }, args, callOf(target), site);
    return before;
  }
  return unknown(see(target), site);
}

function bindTarget(machine: Machine, target: Expr, value: Val, scope: Scope): void {
  switch (target.type) {
    case 'name':
      bind(machine, scope, target.name, value);
      if (value.type === 'dag') value.dag.holder ??= target.name;
      return;
    case 'tuple':
    case 'list':
      unpack(machine, target.items, value, scope);
      return;
    case 'attribute':
      setAttribute(machine, machine.evaluate(target.of, scope), target.name, value);
      return;
    case 'subscript': {
      const of = machine.evaluate(target.of, scope);
      if (of.type === 'list') putAt(machine, of, machine.evaluate(target.index, scope), [value], see(target));
      if (of.type !== 'dict') return;
      if (isGlobals(target.of, scope)) bindGlobal(machine, keyOf(machine.evaluate(target.index, scope)), value, scope);
      const key = keyOf(machine.evaluate(target.index, scope));
      const content = read(machine, of.cell);
      write(
        machine,
        of.cell,
        key === null ? clouded(content, see(target)) : withItem(content, key, { value, key: siteOf(machine, scope, target.index) }),
      );
      return;
    }
    default:
      return;
  }
}

/** Puts values in the place of one item of a list; none take it away. */
function putAt(machine: Machine, of: Extract<Val, { type: 'list' }>, index: Val, values: readonly Val[], reason: Message): void {
  const { items, hidden, unordered } = read(machine, of.cell);
  const at = index.type === 'number' ? (index.value < 0 ? items.length + index.value : index.value) : -1;
  const known = hidden === null && unordered !== true && at >= 0 && at < items.length;
  const changed = known
    ? { items: [...items.slice(0, at), ...values, ...items.slice(at + 1)], hidden }
    : { items: [], hidden: hidden ?? reason };
  write(machine, of.cell, changed);
}

/** Outside functions, `locals()` and `vars()` are what `globals()` is. */
function isGlobals(expr: Expr, scope: Scope): boolean {
  if (expr.type !== 'call' || expr.callee.type !== 'name' || expr.args.length > 0) return false;
  return expr.callee.name === 'globals' || (scope.above === null && /^(?:locals|vars)$/.test(expr.callee.name));
}

/** `globals()["name"] = value`; under a name that is not known stand DAGs, as a rule, which nothing looks up. */
function bindGlobal(machine: Machine, name: string | null, value: Val, scope: Scope): void {
  let top = scope;
  while (top.above !== null) top = top.above;
  if (name !== null) bind(machine, top, name, value);
}

function unpack(machine: Machine, targets: readonly Expr[], value: Val, scope: Scope): void {
  const parts = partsOf(machine, value, targets);
  targets.forEach((target, at) => {
    bindTarget(
      machine,
      target.type === 'splat' ? target.of : target,
      parts?.[at] ?? unknown(see(target), siteOf(machine, scope, target)),
      scope,
    );
  });
}

function remove(machine: Machine, target: Expr, scope: Scope): void {
  if (target.type === 'name') bind(machine, scope, target.name, undefined);
  if (target.type !== 'subscript') return;
  const of = machine.evaluate(target.of, scope);
  const index = machine.evaluate(target.index, scope);
  const key = keyOf(index);
  if (of.type === 'list') putAt(machine, of, index, [], see(target));
  if (of.type !== 'dict') return;
  const content = read(machine, of.cell);
  if (key === null) {
    write(machine, of.cell, clouded(content, see(target)));
    return;
  }
  const items = new Map(content.items);
  items.delete(key);
  write(machine, of.cell, { items, hidden: content.hidden });
}

function importNames(machine: Machine, statement: Extract<Statement, { type: 'import' }>, scope: Scope): void {
  const site = siteOf(machine, scope, statement);
  for (const { name, alias } of statement.names) {
    const found = machine.importModule(name, 0, scope.file);
    const value: Val = found === null ? { type: 'external', path: name, site } : moduleVal(machine, found, scope, statement);
    const [top = name, ...rest] = name.split('.');
    if (alias !== null) bind(machine, scope, alias, value);
    else if (rest.length === 0) bind(machine, scope, name, value);
    else if (found === null) bind(machine, scope, top, { type: 'external', path: top, site });
    else bindDotted(machine, scope, top, rest, value);
  }
}

/** `import a.b` binds `a`, which then has `b`. */
function bindDotted(machine: Machine, scope: Scope, top: string, rest: readonly string[], value: Val): void {
  let at = scope;
  let name = top;
  for (const next of rest) {
    const held = bindingsOf(machine, at).get(name);
    const inner: Scope =
      held?.type === 'module'
        ? held.scope
        : { run: machine.run, file: scope.file, names: new Map(), above: null, hidden: t('see {0}', top) };
    if (held?.type !== 'module') bind(machine, at, name, { type: 'module', scope: inner, site: value.site });
    at = inner;
    name = next;
  }
  bind(machine, at, name, value);
}

function moduleVal(machine: Machine, found: Scope | Message, scope: Scope, statement: Statement): Val {
  const site = siteOf(machine, scope, statement);
  return 'message' in found ? unknown(found, site) : { type: 'module', scope: found, site };
}

function importFrom(machine: Machine, statement: Extract<Statement, { type: 'from-import' }>, scope: Scope): void {
  const site = siteOf(machine, scope, statement);
  const { module, level } = statement;
  const found = machine.importModule(module, level, scope.file);
  for (const { name, alias } of statement.names) {
    if (name === '*') {
      importAll(machine, found, module, level, scope);
      continue;
    }
    bind(
      machine,
      scope,
      alias ?? name,
      importedVal(machine, found, statement, name, scope) ?? unknown(t('see {0}', `${'.'.repeat(level)}${module}`), site),
    );
  }
}

function importedVal(
  machine: Machine,
  found: Scope | Message | null,
  statement: Extract<Statement, { type: 'from-import' }>,
  name: string,
  scope: Scope,
): Val | null {
  const { module, level } = statement;
  const site = siteOf(machine, scope, statement);
  const inner = machine.importModule(module === '' ? name : `${module}.${name}`, level, scope.file);
  const own = found !== null && !('message' in found) ? bindingsOf(machine, found).get(name) : undefined;
  if (own !== undefined) return own;
  if (inner !== null) return moduleVal(machine, inner, scope, statement);
  if (found === null) return level === 0 ? { type: 'external', path: `${module}.${name}`, site } : null;
  return 'message' in found ? unknown(found, site) : unknown(found.hidden ?? t('see {0}', found.file), site);
}

function importAll(machine: Machine, found: Scope | Message | null, module: string, level: number, scope: Scope): void {
  if (found !== null && !('message' in found)) {
    for (const [name, value] of bindingsOf(machine, found)) if (!name.startsWith('_')) bind(machine, scope, name, value);
    scope.hidden ??= found.hidden;
  } else scope.hidden ??= found ?? t('see {0}', `${'.'.repeat(level)}${module}`);
}

function withBody(machine: Machine, statement: Extract<Statement, { type: 'with' }>, scope: Scope): Ended {
  const depth = machine.inside.length;
  for (const { value: expr, as } of statement.items) {
    const value = machine.evaluate(expr, scope);
    if (as !== null) bindTarget(machine, as, value, scope);
    if (value.type === 'dag') machine.inside.push({ dag: value.dag, group: null });
    else if (value.type === 'group') machine.inside.push({ dag: value.group.dag, group: value.group });
  }
  const plain = machine.inside.length === depth;
  const ended = machine.execute(statement.body, scope);
  machine.inside.length = depth;
  // What is raised may be caught: `with suppress(KeyError)`.
  return plain && ended.returned.length === 0 ? { ...ended, falls: true } : ended;
}

function branches(machine: Machine, statement: Extract<Statement, { type: 'if' }>, scope: Scope): Ended {
  const returned: Val[] = [];
  const follow: (() => boolean)[] = [];
  let covered = false;
  for (const { test, body } of statement.branches) {
    const truth = test === null ? true : testTruth(machine, test, scope);
    if (truth === false) continue;
    follow.push(() => {
      const ended = machine.execute(body, scope);
      returned.push(...ended.returned);
      return ended.falls;
    });
    covered = truth === true;
    if (covered) break;
  }
  const [only] = follow;
  if (only === undefined) return { falls: true, returned };
  if (covered && follow.length === 1) return { falls: only(), returned };
  if (!covered) follow.push(() => true);
  const first = statement.branches[0]?.test;
  const on = first ? words(leadOf(first)) : '…';
  const reason = on === '…' ? t('depends on a condition') : t('depends on {0}', on);
  return { falls: alternatives(machine, follow, reason, siteOf(machine, scope, statement)), returned };
}

/** Of `names and len(names) > 0` the first part says what it hangs on. */
function leadOf(test: Expr): Expr {
  return test.type === 'binary' && (test.operator === 'and' || test.operator === 'or') ? leadOf(test.left) : test;
}

/** What stands below `if __name__ == "__main__"` and `if TYPE_CHECKING` does not happen when Airflow imports the file. */
function testTruth(machine: Machine, test: Expr, scope: Scope): boolean | null {
  if (test.type === 'binary' && test.left.type === 'name' && test.left.name === '__name__') return false;
  if (test.type === 'name' && test.name === 'TYPE_CHECKING') return false;
  if (test.type === 'attribute' && test.name === 'TYPE_CHECKING') return false;
  return truthOf(machine, machine.evaluate(test, scope));
}

function loop(machine: Machine, statement: Extract<Statement, { type: 'for' }>, scope: Scope): Ended {
  const over = machine.evaluate(statement.over, scope);
  const content = elementsOf(machine, over);
  const returned: Val[] = [];
  const site = siteOf(machine, scope, statement);
  machine.loops++;
  const body = (item: Val) => {
    bindTarget(machine, statement.target, item, scope);
    const ended = machine.execute(statement.body, scope);
    returned.push(...ended.returned);
    return ended.falls;
  };
  if (content !== null && content.hidden === null && content.items.length <= longestLoop && !leaves(statement.body)) {
    for (const item of content.items) body(item);
  } else
    perhaps(
      machine,
      () => body(unknown(see(statement.over), siteOf(machine, scope, statement.over))),
      t('a loop over {0}', see(statement.over).args[0] ?? ''),
      site,
    );
  machine.loops--;
  return { falls: true, returned };
}

/** With `break` or `continue` it is not known how often the rest is reached. */
function leaves(body: readonly Statement[]): boolean {
  for (const statement of allStatements(body)) if (statement.type === 'break' || statement.type === 'continue') return true;
  return false;
}

function block(machine: Machine, statement: Extract<Statement, { type: 'block' }>, scope: Scope): Ended {
  const returned: Val[] = [];
  const site = siteOf(machine, scope, statement);
  const run = (body: readonly Statement[]) => () => {
    const ended = machine.execute(body, scope);
    returned.push(...ended.returned);
    return ended.falls;
  };
  if (statement.keyword !== 'try') {
    for (const { test } of statement.parts) if (test !== undefined) machine.evaluate(test, scope);
    machine.loops++;
    for (const part of statement.parts) perhaps(machine, run(part.body), t('a {0} block', statement.keyword), site);
    machine.loops--;
    return { falls: true, returned };
  }
  const bodies = (keyword: string) => statement.parts.filter((part) => part.keyword === keyword).flatMap((part) => [...part.body]);
  const handlers = statement.parts.filter((part) => part.keyword === 'except');
  const tried = [...bodies('try'), ...bodies('else')];
  const falls = importsOnly(bodies('try'))
    ? run(tried)()
    : alternatives(machine, [run(tried), ...handlers.map((part) => run(part.body))], t('a try block'), site);
  const finished = run(bodies('finally'))();
  return { falls: falls && finished, returned };
}

/** `try: import a; except ImportError: import b` is one name from one of two versions: the first is taken. */
function importsOnly(body: readonly Statement[]): boolean {
  return body.every((statement) => statement.type === 'from-import' || statement.type === 'import');
}
