import { type Message, t } from '../../l10n.ts';
import type { FileSet } from '../../model.ts';
import type { PythonModule, Statement } from '../../syntax/python.ts';
import { allStatements } from '../../syntax/pythonBodies.ts';
import { folderOf, type Resolved, resolveModule } from '../folders.ts';
import { callsIn } from '../reading/fragment.ts';
import type { AirflowFragment } from '../reading/fragments.ts';
import { attribute } from './attributes.ts';
import { call, callFunction } from './calls.ts';
import { docstringOf } from './construct.ts';
import { evaluate } from './evaluate.ts';
import { execute } from './execute.ts';
import { type Machine, newCell, started, tooMuch } from './machine.ts';
import type { Made, TaskLines } from './made.ts';
import { type Attributes, noArguments, noDocstring, type Run, type Scope, type Val } from './values.ts';

/** Statements and expressions of one file that are followed before all else is unknown. Real DAG files take hundreds to some thousands. */
const budget = { least: 60_000, perLine: 40, most: 1_000_000 };

/** Task lines that are newly kept with one change, of the file itself and of those that import it: to keep one takes longer than to follow it, which nobody should feel. */
const newLines = 250;

/** Imports are followed this deep into each other. */
const deepestImport = 40;

/** Files of one cycle of imports that are followed. Cycles that work in Python are of a few files. */
const longestCycle = 100;

/** What the statements of the workspace's files do, each file followed once and only when asked for. */
export interface Programs {
  /** @returns what a file makes and binds; null where it was not read as Python. */
  of(file: string): Program | null;
  /** Lets these files, which were read anew, and every file that imports them be followed again. @returns all of them. */
  forget(changed: readonly string[]): ReadonlySet<string>;
}

export interface Program {
  readonly scope: Scope;
  readonly made: Made;
  readonly machine: Machine;
}

/** What following a file gave, and what it rests on: every import that was looked up and every file that was followed for it. */
interface Remembered {
  readonly file: string;
  readonly program: Program;
  readonly all: readonly string[];
  readonly lookUps: ReadonlyMap<string, LookUp>;
}

interface LookUp {
  readonly module: string;
  readonly level: number;
  readonly from: string;
  readonly resolved: Resolved;
  readonly program: Program | null;
}

/** What was followed before, by the fragment that it was read from. What has not changed, nor anything it rests on, is not followed again. */
export type Memory = WeakMap<AirflowFragment, Remembered>;

/** A file whose statements are being followed, or were, as part of a cycle of imports that another file in it began. */
interface Following {
  readonly file: string;
  readonly program: Program;
  readonly lookUps: Map<string, LookUp>;
  /** The lowest place among the files that are being followed which its outcome hangs on; its own where it hangs on none that began before it. */
  back: number;
  cyclic: boolean;
}

/**
 * Follows files as Python would import them, each by itself as if it were the first, which is how Airflow imports DAG files: in processes of
 * their own. What a file makes never hangs on which other was asked for before it. In a cycle, that means: the file that is asked for begins,
 * and sees the others whole, while they see what it has bound so far; asked for by themselves, they are followed anew.
 */
export function createPrograms(files: FileSet<AirflowFragment>, memory: Memory = new WeakMap()): Programs {
  const done = new Map<string, Program>();
  const checked = new Map<string, Remembered | null>();
  const following: Following[] = [];
  /** What is being followed, and what was followed for it that rests on it in turn, in the order in which it was begun. */
  const open = new Map<string, Following>();
  const importers = new Map<string, Set<string>>();
  const found = new Map<string, Resolved>();
  /** Files that were read anew, and those that import them: somebody types, and they are followed with every letter. */
  const again = new Set<string>();
  const lines: TaskLines = { known: new WeakMap(), room: 0 };

  function of(file: string): Program | null {
    const known = done.get(file);
    if (known !== undefined) return known;
    const begun = open.get(file);
    if (begun !== undefined) {
      leadBack(begun.back);
      return begun.program;
    }
    const fragment = files.fragment(file);
    if (fragment === undefined || fragment.module === null) return null;
    if (following.length > deepestImport || open.size > longestCycle) {
      leadBack(0);
      return null;
    }
    const before = remembered(file);
    if (before === null) return follow(file, fragment, fragment.module);
    done.set(file, before.program);
    for (const lookUp of before.lookUps.values()) noteImport(file, lookUp.resolved);
    return before.program;
  }

  function noteImport(file: string, resolved: Resolved): void {
    if (resolved.type === 'file') importers.set(resolved.file, (importers.get(resolved.file) ?? new Set()).add(file));
  }

  function forget(changed: readonly string[]): ReadonlySet<string> {
    const reached = new Set(changed);
    for (const file of reached) {
      again.add(file);
      for (const importer of importers.get(file) ?? []) reached.add(importer);
      for (const touched of done.get(file)?.made.touched ?? []) reached.add(touched);
      done.delete(file);
      checked.delete(file);
    }
    lines.room = newLines;
    return reached;
  }

  /** Nothing is followed while this is found out, so the order in which files are followed stays that of a first link. */
  function remembered(file: string): Remembered | null {
    const known = checked.get(file);
    if (known !== undefined) return known;
    const fragment = files.fragment(file);
    const before = fragment === undefined ? undefined : memory.get(fragment);
    const holds =
      before !== undefined && before.file === file && [...before.lookUps.values()].every((lookUp) => stillFinds(lookUp, before.all));
    checked.set(file, holds ? before : null);
    return holds ? before : null;
  }

  /** What is remembered rests on what was remembered before it, so this ends: files in a cycle are never remembered. */
  function stillFinds({ module, level, from, resolved, program }: LookUp, all: readonly string[]): boolean {
    const now = all === files.all ? resolved : resolveModule(files, module, level, from);
    if (now.type !== 'file' || resolved.type !== 'file') return now.type === resolved.type && now.type !== 'several';
    const fragment = files.fragment(now.file);
    if (now.file !== resolved.file || fragment === undefined) return false;
    if (program === null) return fragment.module === null;
    return memory.get(fragment)?.program === program && remembered(now.file)?.program === program;
  }

  function follow(file: string, fragment: AirflowFragment, module: PythonModule): Program {
    const run: Run = { file, heap: new Map(), scopes: new Map() };
    const scope: Scope = { run, file, names: new Map(), above: null, hidden: null, rebound: fragment.globals };
    const steps = Math.min(budget.least + budget.perLine * fragment.lines.length, budget.most);
    const machine = createMachine(run, steps, again.has(file) ? lines : null);
    const program: Program = { scope, made: machine.made, machine };
    const note: Following = { file, program, lookUps: new Map(), back: following.length, cyclic: false };
    open.set(file, note);
    following.push(note);
    scope.names.set('__doc__', docstringOf(file, module.body) ?? noDocstring(file));
    machine.execute(module.body, scope);
    if (fragment.makesDags) followUncalled(machine, scope);
    if (machine.steps <= 0) for (const dag of machine.made.dags) dag.hiddenTasks.push({ reason: tooMuch, site: dag.call });
    following.pop();
    if (close(note)) memory.set(fragment, { file, program, all: files.all, lookUps: note.lookUps });
    for (const touched of machine.made.touched) forgetTouched(touched);
    return program;
  }

  /** What another file put into the DAGs of this one is no outcome of its own text. */
  function forgetTouched(file: string): void {
    const fragment = files.fragment(file);
    if (fragment !== undefined) memory.delete(fragment);
  }

  /** The file that is being followed looked at one whose outcome hangs on that of the file in this place. */
  function leadBack(place: number): void {
    const note = following.at(-1);
    if (note === undefined) return;
    note.back = Math.min(note.back, place);
    note.cyclic = true;
  }

  /** Keeps what was followed, unless it hangs on a file that is still being followed: then it holds for that one alone. @returns whether it is in no cycle. */
  function close(note: Following): boolean {
    const begun = [...open.values()];
    const since = begun.slice(begun.indexOf(note));
    if (note.back < following.length) {
      for (const one of since) one.back = Math.min(one.back, note.back);
      leadBack(note.back);
      return false;
    }
    for (const { file } of since) open.delete(file);
    done.set(note.file, note.program);
    return since.length === 1 && !note.cyclic;
  }

  function createMachine(run: Run, steps: number, lines: TaskLines | null): Machine {
    const machine: Machine = {
      run,
      steps,
      ...started(),
      lines,
      evaluate: (expr, scope) => evaluate(machine, expr, scope),
      execute: (body, scope) => execute(machine, body, scope),
      callFunction: (made, args, site, self) => callFunction(machine, made, args, site, self),
      call: (callee, args, expr, site) => call(machine, callee, args, expr, site),
      attribute: (value, name, site, expr) => attribute(machine, value, name, site, expr),
      importModule: (module, level, file) => importModule(machine, module, level, file),
    };
    return machine;
  }

  /** Where an import leads hangs on the folder of the file that it stands in. */
  function resolve(module: string, level: number, from: string): Resolved {
    const key = `${folderOf(from)} ${level} ${module}`;
    const known = found.get(key) ?? resolveModule(files, module, level, from);
    found.set(key, known);
    return known;
  }

  function importModule(machine: Machine, module: string, level: number, from: string): Scope | Message | null {
    const resolved = resolve(module, level, from);
    const program = resolved.type === 'file' ? of(resolved.file) : null;
    const note = following.at(-1);
    note?.lookUps.set(`${from} ${level} ${module}`, { module, level, from, resolved, program });
    if (note !== undefined) noteImport(note.file, resolved);
    if (resolved.type === 'none') return null;
    if (resolved.type === 'several') return t('{0} and {1} both match', resolved.files[0] ?? '', resolved.files[1] ?? '');
    if (program === null) return t('see {0}', resolved.file);
    takeOver(machine, program);
    return program.scope;
  }

  return { of, forget };
}

/** What an imported file changed in things of other files stays changed for the one that imports it. */
function takeOver(machine: Machine, program: Program): void {
  machine.seesDags ||= program.machine.seesDags;
  for (const [cell, content] of program.machine.run.heap) {
    if (cell.run !== program.machine.run && cell.run !== machine.run && !machine.run.heap.has(cell)) machine.run.heap.set(cell, content);
  }
  for (const [scope, names] of program.machine.run.scopes) {
    if (scope.run !== program.machine.run && scope.run !== machine.run && !machine.run.scopes.has(scope))
      machine.run.scopes.set(scope, new Map(names));
  }
}

/** Functions that make DAGs and that nothing in the file calls: other files may, so they are followed with arguments that are not known. */
function followUncalled(machine: Machine, scope: Scope): void {
  for (const value of [...scope.names.values()]) {
    const methods = value.type === 'class' ? [...value.made.attributes.names.values()] : [value];
    const self: Val | undefined =
      value.type === 'class'
        ? { type: 'instance', of: value.made, cell: newCell<Attributes>(machine, new Map()), site: value.site }
        : undefined;
    for (const held of methods) {
      if (held.type !== 'function' || held.made.role !== 'plain' || held.made.scope.file !== scope.file) continue;
      if (machine.called.has(held.made.part) || !constructs(held.made.definition.body)) continue;
      machine.parametric = held.made;
      machine.callFunction(held.made, { ...noArguments, hidden: t('passed to {0}()', held.made.definition.name) }, held.site, self);
    }
  }
  machine.parametric = null;
}

function constructs(body: readonly Statement[]): boolean {
  for (const statement of allStatements(body)) {
    if (statement.type === 'function' && statement.decorators.length > 0) return true;
    if (
      callsIn(statement).some((made) =>
        /(?:DAG|Dag)$/.test(made.callee.type === 'name' || made.callee.type === 'attribute' ? made.callee.name : ''),
      )
    )
      return true;
  }
  return false;
}
