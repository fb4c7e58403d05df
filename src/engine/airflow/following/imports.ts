import { type Message, t } from '../../l10n.ts';
import type { Statement } from '../../syntax/python.ts';
import { bind, bindingsOf, type Machine, siteOf } from './machine.ts';
import { type Scope, unknown, type Val } from './values.ts';

/** Follows `import a.b as c`. */
export function importNames(machine: Machine, statement: Extract<Statement, { type: 'import' }>, scope: Scope): void {
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

/** Follows `from a import b`. */
export function importFrom(machine: Machine, statement: Extract<Statement, { type: 'from-import' }>, scope: Scope): void {
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
