import { type Message, t } from '../../l10n.ts';
import type { Expr, Statement } from '../../syntax/python.ts';
import { allStatements, partOf } from '../../syntax/pythonBodies.ts';
import { mayMakeTasks } from '../names.ts';
import { setAttribute } from './attributes.ts';
import { keep, register, registerEntered, stray, strayAll } from './comeUpon.ts';
import { callOf } from './construct.ts';
import { clouded, elementsOf, keyOf, partsOf, setOf, truthOf, withItem } from './contents.ts';
import { define, defineClass } from './definitions.ts';
import { longestLoop, notFollowed } from './evaluate.ts';
import { importFrom, importNames } from './imports.ts';
import { alternatives, bind, bindingsOf, type Ended, type Machine, perhaps, read, siteOf, step, under, write } from './machine.ts';
import { plus } from './operators.ts';
import { followLine, makeAgain } from './taskLines.ts';
import { type Arguments, noArguments, type Scope, see, unknown, type Val, words } from './values.ts';

/** Follows statements in order. */
export function execute(machine: Machine, body: readonly Statement[], scope: Scope): Ended {
  const returned: Val[] = [];
  const outer = machine.part;
  const known = machine.conditions.length;
  let falls = true;
  for (const statement of body) {
    if (!step(machine)) break;
    machine.part = partOf(statement);
    const since = machine.handled.length;
    const ended = oneOrAgain(machine, statement, scope);
    machine.handled.length = since;
    if (ended === null) continue;
    returned.push(...ended.returned);
    falls = ended.falls;
    if (!falls) break;
    // `if not wanted: return`: all that follows hangs on it.
    if (statement.type === 'if' && ended.returned.length > 0) machine.conditions.push(conditionOf(statement));
  }
  machine.conditions.length = known;
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
    case 'opaque':
      // `yield dag`; `pass` is not worth a look.
      if (scope.above !== null && statement.to - statement.from > 'pass'.length) strayAll(machine, scope, notFollowed);
      return null;
    case 'break':
    case 'continue':
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
  strayAll(machine, scope, see(expr));
  machine.made.keepsUnread = true;
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
  const set = setOf(machine, before, value, operator.slice(0, -1));
  if (set !== null && before.type === 'list') {
    write(machine, before.cell, set);
    return before;
  }
  if (operator === '|=' && before.type === 'dict') {
    const args: Arguments = { ...noArguments, positional: [value] };
    machine.call({ type: 'method', of: before, name: 'update', site }, args, callOf(target), site);
    return before;
  }
  for (const one of [before, value]) stray(machine, one, see(target));
  return unknown(see(target), site);
}

function bindTarget(machine: Machine, target: Expr, value: Val, scope: Scope): void {
  switch (target.type) {
    case 'name':
      bind(machine, scope, target.name, value);
      if (value.type === 'dag') {
        value.dag.holder ??= target.name;
        if (scope.above === null) machine.made.named.set(value.dag, target.name);
      }
      if (isDeclaredAbove(scope, target.name)) register(machine, value);
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
      else if (of.type !== 'dict') stray(machine, value, see(target));
      if (of.type !== 'dict') return;
      if (of.ofModule === true) keep(machine, value);
      if (isGlobals(target.of, scope)) bindGlobal(machine, keyOf(machine.evaluate(target.index, scope)), value, scope);
      const key = keyOf(machine.evaluate(target.index, scope));
      const content = read(machine, of.cell);
      if (key === null) for (const one of [of, value]) stray(machine, one, see(target));
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
  if (!known) for (const one of [of, ...values]) stray(machine, one, reason);
  const changed = known
    ? { items: [...items.slice(0, at), ...values, ...items.slice(at + 1)], hidden }
    : { items: [], hidden: hidden ?? reason };
  write(machine, of.cell, changed);
}

/** A function that says `global` of a name binds that of the module. */
function isDeclaredAbove(scope: Scope, name: string): boolean {
  if (scope.above === null) return false;
  let top = scope.above;
  while (top.above !== null) top = top.above;
  return top.rebound?.includes(name) === true;
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
  if (parts === null) for (const target of targets) stray(machine, value, see(target));
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

function withBody(machine: Machine, statement: Extract<Statement, { type: 'with' }>, scope: Scope): Ended {
  const depth = machine.inside.length;
  for (const { value: expr, as } of statement.items) {
    const value = machine.evaluate(expr, scope);
    if (as !== null) bindTarget(machine, as, value, scope);
    if (value.type === 'dag') {
      machine.inside.push({ dag: value.dag, group: null });
      registerEntered(machine, value.dag);
    }
    if (value.type === 'group') machine.inside.push({ dag: value.group.dag, group: value.group });
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
  const reason = conditionOf(statement);
  for (const { test, body } of statement.branches) {
    const truth = test === null ? true : testTruth(machine, test, scope);
    if (truth === false) continue;
    const run = () => {
      const ended = machine.execute(body, scope);
      returned.push(...ended.returned);
      return ended.falls;
    };
    covered = truth === true;
    follow.push(covered && follow.length === 0 ? run : under(machine, reason, run));
    if (covered) break;
  }
  const [only] = follow;
  if (only === undefined) return { falls: true, returned };
  if (covered && follow.length === 1) return { falls: only(), returned };
  if (!covered) follow.push(() => true);
  return { falls: alternatives(machine, follow, reason, siteOf(machine, scope, statement)), returned };
}

/** What an `if` hangs on, in words. */
function conditionOf({ branches: [first] }: Extract<Statement, { type: 'if' }>): Message {
  const on = first?.test ? words(leadOf(first.test)) : '…';
  return on === '…' ? t('depends on a condition') : t('depends on {0}', on);
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
  } else {
    stray(machine, over, see(statement.over));
    perhaps(
      machine,
      () => body(unknown(see(statement.over), siteOf(machine, scope, statement.over))),
      t('a loop over {0}', see(statement.over).args[0] ?? ''),
      site,
    );
  }
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
    const reason = t('a {0} block', statement.keyword);
    for (const part of statement.parts)
      perhaps(machine, statement.keyword === 'match' ? under(machine, reason, run(part.body)) : run(part.body), reason, site);
    machine.loops--;
    return { falls: true, returned };
  }
  const bodies = (keyword: string) => statement.parts.filter((part) => part.keyword === keyword).flatMap((part) => [...part.body]);
  const handlers = statement.parts.filter((part) => part.keyword === 'except');
  const tried = [...bodies('try'), ...bodies('else')];
  const reason = t('a try block');
  const falls = importsOnly(bodies('try'))
    ? run(tried)()
    : alternatives(machine, [run(tried), ...handlers.map((part) => under(machine, reason, run(part.body)))], reason, site);
  const finished = run(bodies('finally'))();
  return { falls: falls && finished, returned };
}

/** `try: import a; except ImportError: import b` is one name from one of two versions: the first is taken. */
function importsOnly(body: readonly Statement[]): boolean {
  return body.every((statement) => statement.type === 'from-import' || statement.type === 'import');
}
