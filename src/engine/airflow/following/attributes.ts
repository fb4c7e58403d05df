import { t } from '../../l10n.ts';
import type { Expr } from '../../syntax/python.ts';
import { isPlainMethod } from '../names.ts';
import { ancestryOf } from './ancestry.ts';
import { stray } from './comeUpon.ts';
import { callOf } from './construct.ts';
import { bind, bindingsOf, type Machine, read, write } from './machine.ts';
import { isNamedTuple } from './records.ts';
import { addTask } from './taskLinks.ts';
import { type ClassMade, noArguments, type Scope, type Site, see, unknown, type Val } from './values.ts';

/** Works out an attribute of a value. */
export function attribute(machine: Machine, of: Val, name: string, site: Site, expr: Expr): Val {
  switch (of.type) {
    case 'external':
      return { type: 'external', path: `${of.path}.${name}`, site };
    case 'module':
      return bindingsOf(machine, of.scope).get(name) ?? unknown(of.scope.hidden ?? see(expr), site);
    case 'class':
      if (name === 'partial' && ancestryOf(of.made).kind === 'operator') return { type: 'method', of, name, site };
      return ofClassItself(machine, of, ofClass(machine, of.made, name, site), site) ?? unknown(see(expr), site);
    case 'instance': {
      if ((name === '_replace' || name === '_asdict') && isNamedTuple(of)) return { type: 'method', of, name, site };
      const own = read(machine, of.cell).get(name);
      return own ?? bound(machine, of, ofField(machine, ofClass(machine, of.of, name, site), site), site) ?? unknown(see(expr), site);
    }
    case 'member':
      if (name === 'value') return of.value;
      return name === 'name' ? { type: 'text', value: of.name, site } : unknown(see(expr), site);
    case 'dag':
      return ofDag(machine, of, name, site) ?? unknown(see(expr), site);
    case 'function':
      return of.made.role === 'task' || of.made.role === 'group' ? { type: 'method', of, name, site } : unknown(see(expr), site);
    case 'task':
      if (name === 'output') return of;
      return /^(?:expand|expand_kwargs|set_upstream|set_downstream|as_setup|as_teardown)$/.test(name)
        ? { type: 'method', of, name, site }
        : (read(machine, of.task.attributes).get(name) ?? { ...unknown(see(expr), site), harmless: true });
    case 'dict':
    case 'list':
    case 'text':
      return { type: 'method', of, name, site };
    case 'call':
      return ofOwnFile(of, name, site) ?? { type: 'external', path: `${of.path}().${name}`, site };
    case 'unknown':
      return of.harmless === true || isPlainMethod(name) ? { ...unknown(see(expr), site), harmless: true } : unknown(see(expr), site);
    default:
      return { ...unknown(see(expr), site), harmless: true };
  }
}

/** `of.name = value`. */
export function setAttribute(machine: Machine, of: Val, name: string, value: Val): void {
  if (of.type === 'dag') write(machine, of.dag.attributes, new Map(read(machine, of.dag.attributes)).set(name, value));
  else if (of.type === 'task' && name === 'dag' && value.type === 'dag') addTask(machine, value.dag, of.task);
  else if (of.type === 'task') write(machine, of.task.attributes, new Map(read(machine, of.task.attributes)).set(name, value));
  else if (of.type === 'instance') write(machine, of.cell, new Map(read(machine, of.cell)).set(name, value));
  else if (of.type === 'class') bind(machine, of.made.attributes, name, value);
  else stray(machine, value, t('an attribute of what is not followed'));
}

/** `Path(__file__).stem` is the name of the file, which is known. */
function ofOwnFile(of: Extract<Val, { type: 'call' }>, name: string, site: Site): Val | null {
  if (!/(?:^|\.)Path$/.test(of.path) || !isOwnFile(of.args.positional[0])) return null;
  const base = baseName(site.file);
  if (name === 'name') return { type: 'text', value: base, site };
  return name === 'stem' ? { type: 'text', value: base.replace(/\.py$/, ''), site } : null;
}

function ofDag(machine: Machine, of: Extract<Val, { type: 'dag' }>, name: string, site: Site): Val | null {
  const assigned = read(machine, of.dag.attributes).get(name);
  if (assigned !== undefined) return assigned;
  if (name === 'default_args') return of.dag.defaults;
  return of.dag.args.named.get(name) ?? (name === 'add_task' ? { type: 'method', of, name, site } : null);
}

/** What a field of a data class holds where nothing is given: `field(default=…)`, `field(default_factory=…)`. */
function ofField(machine: Machine, found: Val | null, site: Site): Val | null {
  if (found?.type !== 'call' || !/(?:^|\.)[fF]ield$/.test(found.path)) return found;
  const factory = found.args.named.get('default_factory') ?? found.args.named.get('factory');
  return factory === undefined ? (found.args.named.get('default') ?? found) : machine.call(factory, noArguments, callOf(found.expr), site);
}

/** A class method that is read off a class keeps it as its first argument. */
function ofClassItself(machine: Machine, of: Val, found: Val | null, site: Site): Val | null {
  const decorators = found?.type === 'function' ? found.made.definition.decorators : [];
  return decorators.some((one) => one.type === 'name' && one.name === 'classmethod') ? bound(machine, of, found, site) : found;
}

/** A method that is read off an instance keeps it as its first argument; a property is followed at once. */
function bound(machine: Machine, self: Val, found: Val | null, site: Site): Val | null {
  if (found?.type !== 'function') return found;
  if (found.made.role === 'property') return machine.callFunction(found.made, noArguments, site, self);
  const [first] = found.made.definition.parameters;
  if (first === undefined || first.stars !== 0) return found;
  const scope: Scope = {
    run: machine.run,
    file: found.made.scope.file,
    names: new Map([[first.name, self]]),
    above: found.made.scope,
    hidden: null,
  };
  const definition = { ...found.made.definition, parameters: found.made.definition.parameters.slice(1) };
  return { ...found, made: { ...found.made, definition, scope } };
}

function ofClass(machine: Machine, made: ClassMade, name: string, site: Site, depth = 0): Val | null {
  const own = bindingsOf(machine, made.attributes).get(name);
  if (own !== undefined) {
    if (own.type === 'function' || own.type === 'class' || own.type === 'member') return own;
    return ancestryOf(made).kind === 'enum' ? { type: 'member', name, value: own, site: own.site } : own;
  }
  for (const base of made.bases) {
    const found = base.type === 'class' && depth < 10 ? ofClass(machine, base.made, name, site, depth + 1) : null;
    if (found !== null) return found;
  }
  return null;
}

/** @returns whether a value is what a decorator or a call of it gives. */
export function pathOf(value: Val): string | null {
  if (value.type === 'external') return value.path;
  return value.type === 'call' ? value.path : null;
}

/** @returns whether a value is `__file__`. */
export function isOwnFile(value: Val | undefined): boolean {
  return value?.type === 'external' && value.path === 'builtins.__file__';
}

/** @returns the last part of a path. */
export function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
