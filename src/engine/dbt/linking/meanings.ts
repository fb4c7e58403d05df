import { anything, type Handing, partsOf, type Term } from '../reading/terms.ts';

/**
 * One of the things that a term can come to. `doubt`: 0 where it is certain, 1 where a branch decides between several, 2 where the
 * command line may say something else.
 */
export interface Meaning {
  readonly is:
    | string
    | null
    | false
    | { readonly literal: boolean | null }
    | { readonly list: readonly (readonly Meaning[])[] }
    | { readonly dict: ReadonlyMap<string, readonly Meaning[]> };
  readonly doubt: 0 | 1 | 2;
}

/** What is known where a term is put together. */
export interface World {
  /** What a macro is handed; a parameter that is not among them is handed nothing. */
  readonly parameters: ReadonlyMap<string, readonly Meaning[]>;
  /** Of each loop, what it has come to. */
  readonly loops: ReadonlyMap<number, Meaning>;
  /** @returns what a project gives a variable, or undefined where none does. */
  variable(name: string): Term | undefined;
  /** @returns what a macro returns, all that it may; null where that cannot be told. */
  returned(call: Handing, world: World): readonly Meaning[] | null;
  /** How many macros lead here. */
  readonly depth: number;
  /** Steps of work that are left. */
  readonly budget: { left: number };
}

/** Beyond so many, which one it is cannot be told. */
const most = 400;

/** @returns all that a term can come to in a world. */
export function meaningsOf(term: Term, world: World): readonly Meaning[] {
  if (term === null || typeof term !== 'object') return [{ is: term, doubt: 0 }];
  if (--world.budget.left < 0) return [{ is: anything, doubt: 1 }];
  if ('literal' in term) return [{ is: term, doubt: 0 }];
  if ('join' in term) return term.join.map((part) => meaningsOf(part, world)).reduce((left, right) => product(left, right, joined));
  if ('either' in term) return limited(term.either.flatMap((part) => meaningsOf(part, world).map((meaning) => doubted(meaning, 1))));
  if ('list' in term) return [{ is: { list: term.list.map((item) => meaningsOf(item, world)) }, doubt: 0 }];
  if ('dict' in term) return [{ is: { dict: new Map(term.dict.map(([key, value]) => [key, meaningsOf(value, world)])) }, doubt: 0 }];
  if ('item' in term) return product(meaningsOf(term.item, world), meaningsOf(term.at, world), itemOf);
  if ('pairs' in term) return meaningsOf(term.pairs, world).map(pairsOf);
  if ('each' in term) {
    const now = world.loops.get(term.loop);
    return now ? [now] : limited(itemsOf(term.each, world).map((item) => doubted(item, 1)));
  }
  if ('parameter' in term) return world.parameters.get(term.parameter) ?? [{ is: null, doubt: 0 }];
  if ('returned' in term) return world.returned(term.returned, world) ?? [{ is: anything, doubt: 1 }];
  const given = world.variable(term.variable);
  return meaningsOf(given === undefined ? term.otherwise : given, world).map((meaning) => doubted(meaning, 2));
}

/** @returns the world once for everything that the loops around some terms run through, so that what belongs together stays together. */
export function* worldsOf(terms: readonly Term[], world: World): Generator<World> {
  const open = terms.map((term) => openLoop(term, world)).find((loop) => loop !== null);
  if (!open) {
    yield world;
    return;
  }
  for (const item of itemsOf(open.each, world)) yield* worldsOf(terms, { ...world, loops: new Map(world.loops).set(open.loop, item) });
}

/** @returns texts that stand anywhere in a meaning, the keys of dicts among them. */
export function textsIn({ is }: Meaning): readonly string[] {
  if (typeof is === 'string') return [is];
  if (!is) return [];
  if ('literal' in is) return [];
  if ('list' in is) return is.list.flat().flatMap(textsIn);
  return [...is.dict].flatMap(([key, values]) => [key, ...values.flatMap(textsIn)]);
}

/** @returns the outermost loop in a term that has not come to anything yet. */
function openLoop(term: Term, world: World): { readonly each: Term; readonly loop: number } | null {
  if (term === null || typeof term !== 'object' || --world.budget.left < 0) return null;
  if ('each' in term) return openLoop(term.each, world) ?? (world.loops.has(term.loop) ? null : term);
  for (const part of partsOf(term)) {
    const open = openLoop(part, world);
    if (open) return open;
  }
  return null;
}

function product(
  left: readonly Meaning[],
  right: readonly Meaning[],
  combine: (left: Meaning, right: Meaning) => readonly Meaning[],
): readonly Meaning[] {
  if (left.length * right.length > most) return [{ is: anything, doubt: 1 }];
  return limited(left.flatMap((one) => right.flatMap((other) => combine(one, other))));
}

function limited(meanings: readonly Meaning[]): readonly Meaning[] {
  return meanings.length > most ? [{ is: anything, doubt: 1 }] : meanings;
}

function doubted(meaning: Meaning, doubt: Meaning['doubt']): Meaning {
  return meaning.doubt >= doubt ? meaning : { ...meaning, doubt };
}

function both(left: Meaning, right: Meaning): Meaning['doubt'] {
  return left.doubt > right.doubt ? left.doubt : right.doubt;
}

/** What is written as a word stands for no text that anybody would make a name of. */
function isNoText(is: Meaning['is']): is is null | { readonly literal: boolean | null } {
  return is === null || (typeof is === 'object' && 'literal' in is);
}

function joined(left: Meaning, right: Meaning): readonly Meaning[] {
  const doubt = both(left, right);
  if (isNoText(left.is) || isNoText(right.is)) return [{ is: null, doubt }];
  if (typeof left.is === 'object' && typeof right.is === 'object') {
    if ('list' in left.is && 'list' in right.is) return [{ is: { list: [...left.is.list, ...right.is.list] }, doubt }];
    if ('dict' in left.is && 'dict' in right.is) return [{ is: { dict: new Map([...left.is.dict, ...right.is.dict]) }, doubt }];
  }
  const [begin, end] = [left.is, right.is].map((part) => (typeof part === 'string' ? part : anything));
  return [{ is: `${begin}${end}`, doubt }];
}

function itemOf(of: Meaning, at: Meaning): readonly Meaning[] {
  const doubt = both(of, at);
  const key = typeof at.is === 'string' ? at.is : anything;
  if (isNoText(of.is)) return [{ is: null, doubt }];
  if (of.is === false || (typeof of.is === 'string' && of.is.includes(anything))) return [{ is: anything, doubt }];
  if (typeof of.is === 'string') return [{ is: null, doubt }];
  if (key.includes(anything) || ('list' in of.is && /\D/.test(key))) return [{ is: anything, doubt }];
  const values = 'dict' in of.is ? of.is.dict.get(key) : of.is.list[Number(key)];
  return values?.map((value) => doubted(value, doubt)) ?? [{ is: null, doubt }];
}

function pairsOf({ is, doubt }: Meaning): Meaning {
  if (is === null || typeof is !== 'object' || !('dict' in is)) return { is: isNoText(is) ? null : anything, doubt };
  const pairs = [...is.dict].map(([key, values]): Meaning[] => [{ is: { list: [[{ is: key, doubt: 0 }], values] }, doubt: 0 }]);
  return { is: { list: pairs }, doubt };
}

function itemsOf(over: Term, world: World): readonly Meaning[] {
  return meaningsOf(over, world).flatMap((meaning): readonly Meaning[] => {
    const { is, doubt } = meaning;
    if (is === false || (typeof is === 'string' && is.includes(anything))) return [{ is: anything, doubt: 1 }];
    if (isNoText(is) || typeof is === 'string') return [];
    const items = 'list' in is ? is.list.flat() : [...is.dict.keys()].map((key): Meaning => ({ is: key, doubt: 0 }));
    return items.map((item) => doubted(item, doubt));
  });
}
