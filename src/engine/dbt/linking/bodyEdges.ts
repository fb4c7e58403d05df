import { type Message, t } from '../../l10n.ts';
import type { Glimpse, Range } from '../../model.ts';
import type { Body, Branch, MacroCall, MacroDefinition, Passed, VariableUse } from '../reading/fragments.ts';
import { anything, type Handing, handedOver, termOfValue } from '../reading/terms.ts';
import { verdictOf } from './conditions.ts';
import { type At, addNamed, type Dependencies, type Dependency, type Named, namedBy, resolveNamed } from './dependencies.ts';
import { type Meaning, meaningsOf, textsIn, type World, worldsOf } from './meanings.ts';
import { findFunction, findMacros, leadsTo, type Scope } from './scope.ts';

/** Packages whose macros take relations and never make a `ref` of what they are handed. */
const harmlessPackages: ReadonlySet<string> = new Set(['dbt_utils', 'dbt_date', 'dbt_expectations', 'dbt_audit_helper', 'audit_helper']);
const deepestCall = 20;

const whatever: readonly Glimpse[] = [
  { call: 'ref', like: anything },
  { call: 'source', like: anything },
];

/** How a part of a node is reached: where it is said to stand, and whether dbt is sure to come there. */
interface Way {
  readonly range: Range;
  readonly conditional: boolean;
  readonly atRun: boolean;
  readonly world: World;
  /** The macro that was called; null in the node itself. */
  readonly macro: string | null;
}

/** Adds all that a text reads: its own refs, and those of the macros that it calls. `place`: where all of it stands, if not where it says. */
export function bodyDependencies(body: Body, at: At, place?: Range): void {
  const world: World = {
    parameters: new Map(),
    loops: new Map(),
    variable(name) {
      const value = at.scope.variables.of(name, at.own.project.name);
      return value && termOfValue(value);
    },
    returned: (call, here) => returnedBy(call, here, at),
    depth: 0,
    budget: at.budget,
  };
  follow(body, (part) => ({ range: place ?? part, conditional: false, atRun: false, world, macro: null }), at);
}

/** Every way to what a macro returns counts: which one it takes may hang on where dbt runs. */
function returnedBy(call: Handing, world: World, at: At): readonly Meaning[] | null {
  const definition = findMacros(at.scope, at.own, call)[0]?.definition;
  if (!definition || definition.returns.length === 0 || world.depth >= deepestCall) return null;
  const inside = worldInside(definition, call, world);
  const returned = definition.returns.flatMap((term) => [...worldsOf([term], inside)].flatMap((inner) => meaningsOf(term, inner)));
  return definition.returns.length === 1 ? returned : returned.map((meaning) => ({ ...meaning, doubt: meaning.doubt || 1 }));
}

function worldInside(definition: MacroDefinition, call: Handing, world: World): World {
  return { ...world, parameters: handed(definition, call, world), loops: new Map(), depth: world.depth + 1 };
}

/** @returns a part with what its condition comes to in a world; null where it is not rendered there. */
function branchIn<T extends Branch>(world: World, part: T): T | null {
  if (!part.when) return part;
  const { is } = verdictOf(part.when, world, 'what is certain');
  return is === false ? null : is ? { ...part, conditional: false } : part;
}

function follow(body: Body, wayTo: (part: Range) => Way, at: At): void {
  const add = (named: Named, part: Range & Branch) => {
    const { range, conditional, world } = wayTo(part);
    const branch = branchIn(world, part);
    if (branch) addNamed(named, { conditional: conditional || branch.conditional, range }, at);
  };
  for (const ref of body.refs) add(namedBy(ref), ref);
  for (const source of body.sources) add({ call: 'source', names: [source.source, source.table], version: null }, source);
  for (const passed of body.passed) addPassed(passed, wayTo(passed), at);
  if (at.scope.variables.holdTemplates) for (const use of body.variables) followVariable(use, wayTo(use), at);
  for (const call of body.calls) followCall(call, wayTo(call), at);
}

/**
 * Follows a macro of the workspace: its own refs, and those that it is handed the names of.
 * A macro that a model defines for itself is none to dbt 1.12: calling it finds nothing.
 */
function followCall(call: MacroCall, way: Way, at: At): void {
  const found = findMacros(at.scope, at.own, call);
  if (found.length === 0) {
    if (call.package === null && call.name === 'function') addFunctions(call, way, at);
    hideMissing(call, way, at);
    return;
  }
  const reading = found.filter(({ definition }) => mayRead(definition, at));
  const isSure = found.length === 1;
  const ways = isSure ? [at] : reading.map(() => ({ ...at, into: { found: [], hidden: [], dangling: [] } }));
  reading.forEach(({ definition }, index) => {
    for (const world of worldsOf(handedOver(call), way.world)) {
      const branch = branchIn(world, call);
      if (branch) followInto(definition, branch, { ...way, world }, ways[index] ?? at);
    }
  });
  if (!isSure)
    addVariants(
      ways.map(({ into }) => into),
      found.length,
      at.into,
    );
}

/** What every macro reads that the adapter may choose is read; the rest is, perhaps. */
function addVariants(variants: readonly Dependencies[], outOf: number, into: Dependencies): void {
  const isInAll = (edge: Dependency) =>
    variants.length === outOf && variants.every(({ found }) => found.some(({ node, conditional }) => node === edge.node && !conditional));
  for (const { found, hidden, dangling } of variants) {
    for (const edge of found) into.found.push(isInAll(edge) ? edge : { ...edge, conditional: true });
    into.hidden.push(...hidden);
    for (const part of dangling) into.dangling.push({ ...part, conditional: true });
  }
}

function addFunctions(call: MacroCall, { range, conditional, world }: Way, at: At): void {
  const branch = branchIn(world, call);
  if (!branch) return;
  const names = call.args.slice(-1).flatMap((term) => meaningsOf(term, world).map(({ is }) => is));
  for (const name of names) {
    const node = typeof name === 'string' ? findFunction(at.scope, at.own, name) : undefined;
    const edge = { via: 'function', conditional: conditional || branch.conditional || names.length > 1, file: at.file, range };
    if (node) at.into.found.push({ node, ...edge });
  }
}

function followInto(definition: MacroDefinition, call: MacroCall, way: Way, at: At): void {
  if (way.world.depth >= deepestCall || --at.budget.left < 0) {
    hide(whatever, t('the macro {0} chooses what is read', call.name), way, at);
    return;
  }
  const inner = {
    range: way.range,
    conditional: way.conditional || call.conditional,
    atRun: way.atRun || call.atRun,
    world: worldInside(definition, call, way.world),
    macro: call.name,
  };
  follow(definition, () => inner, at);
}

function mayRead(definition: MacroDefinition, { own, scope }: At): boolean {
  return leadsTo(
    definition,
    own,
    scope,
    scope.readingMacros,
    ({ refs, sources, passed, variables, calls }) =>
      refs.length + sources.length + passed.length + (scope.variables.holdTemplates ? variables.length : 0) > 0 ||
      calls.some((call) => isMissing(call, scope) || call.name === 'function'),
  );
}

function isMissing(call: MacroCall, scope: Scope): boolean {
  return call.package !== null && scope.missing.length > 0 && !scope.byName.has(call.package) && !harmlessPackages.has(call.package);
}

/** A macro that is not here may make refs of the texts that it is handed. */
function hideMissing(call: MacroCall, way: Way, at: At): void {
  if (!isMissing(call, at.scope) || !branchIn(way.world, call)) return;
  const texts = handedOver(call).flatMap((term) => meaningsOf(term, way.world).flatMap(textsIn));
  const glimpses = [...new Set(call.splat ? [anything] : texts)].flatMap((text): Glimpse[] => [
    { call: 'ref', like: text },
    { call: 'source', like: `${anything}.${text}` },
  ]);
  hide(glimpses, t('the macro {0}.{1} is in a package that is not installed here', call.package ?? '', call.name), way, at);
}

/** A variable may hold a template, such as `{{ ref('stg_orders') }}`: what it reads is conditional, because the command line may say something else. */
function followVariable(use: VariableUse, way: Way, at: At): void {
  if (!branchIn(way.world, use)) return;
  const inner = { ...way, conditional: true, atRun: way.atRun || use.atRun, world: { ...way.world, depth: way.world.depth + 1 } };
  for (const world of worldsOf([use.name], way.world)) {
    for (const { is } of meaningsOf(use.name, world)) {
      if (typeof is !== 'string') continue;
      const isUnsure = is.includes(anything) || way.world.depth >= deepestCall || --at.budget.left < 0;
      const body = isUnsure ? null : at.scope.variables.templateOf(is, at.own.project.name);
      if (body) follow(body, () => inner, at);
      else if (isUnsure && !inner.atRun) hide(whatever, t('which variable is read is known only when dbt runs'), way, at);
    }
  }
}

/** What each parameter is given: by position, by name, by its default. */
function handed(definition: MacroDefinition, call: Handing, world: World): Map<string, readonly Meaning[]> {
  const values = new Map<string, readonly Meaning[]>();
  if (call.splat) for (const name of definition.parameters) values.set(name, [{ is: anything, doubt: 1 }]);
  call.args.forEach((term, index) => {
    const name = definition.parameters[index];
    if (name !== undefined && !call.splat) values.set(name, meaningsOf(term, world));
  });
  for (const { name, value } of call.keywords) values.set(name, meaningsOf(value, world));
  const inside = { ...world, parameters: values, loops: new Map() };
  for (const [name, term] of Object.entries(definition.defaults)) if (!values.has(name)) values.set(name, meaningsOf(term, inside));
  return values;
}

/**
 * What a variable names is conditional: the command line may name something else. What dbt comes to only when it runs it must have
 * seen while it parsed (`RuntimeRefResolver.validate` of dbt-core 1.12), so that nothing is hidden there.
 */
function addPassed(passed: Passed, way: Way, at: At): void {
  const hidden = new Set<string>();
  for (const world of worldsOf(passed.args, way.world)) {
    const branch = branchIn(world, passed);
    if (!branch) continue;
    for (const choice of everyChoice(passed.args.map((term) => meaningsOf(term, world)))) {
      if (--at.budget.left < 0) hidden.add(anything);
      else addChoice(branch, choice, way, hidden, at);
    }
    if (at.budget.left < 0) break;
  }
  if (hidden.size === 0 || way.atRun || passed.atRun) return;
  const reason = way.macro === null ? passed.reason : t('the macro {0} chooses what is read', way.macro);
  hide(
    [...hidden].map((like) => ({ call: passed.call, like })),
    reason,
    way,
    at,
  );
}

/** Adds what one choice of arguments names; `hidden` takes what is known of a name of which a part is not. */
function addChoice(passed: Passed, choice: readonly Meaning[], way: Way, hidden: Set<string>, at: At): void {
  const names = choice.map(({ is }) => is).filter((is) => typeof is === 'string');
  if (names.length < choice.length) return;
  const like = (passed.call === 'source' ? names.join('.') : names.at(-1)) ?? anything;
  if (like.includes(anything)) {
    hidden.add(like);
    return;
  }
  const doubt = Math.max(...choice.map((meaning) => meaning.doubt));
  const named = { call: passed.call, names, version: passed.version };
  const resolved = resolveNamed(named, at);
  if (doubt === 2 && resolved.nodes.length === 0) hidden.add(anything);
  else addNamed(named, { conditional: way.conditional || passed.conditional || doubt > 0, range: way.range }, at, resolved);
}

function everyChoice(lists: readonly (readonly Meaning[])[]): readonly (readonly Meaning[])[] {
  return lists.reduce<(readonly Meaning[])[]>((rows, list) => rows.flatMap((row) => list.map((meaning) => [...row, meaning])), [[]]);
}

function hide(mayRead: readonly Glimpse[], reason: Message, { range }: Way, at: At): void {
  at.into.hidden.push({ file: at.file, from: range.from, to: range.to, reason, mayRead });
}
