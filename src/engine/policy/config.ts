import * as z from 'zod/mini';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Entry, Range, Value } from '../model.ts';
import { repeatedKeys } from '../syntax/repeatedKeys.ts';
import { fieldOf, itemsOf, readYaml } from '../syntax/yaml.ts';
import { globObjection } from './globs.ts';
import { nearestName } from './nearest.ts';
import { placeholderTest, shippedPlaceholders } from './placeholders.ts';
import { spelling } from './roster.ts';
import { type CheckName, type TeamFileData, teamFileSchema } from './teamFileSchema.ts';
import { listOf } from './teamPolicy.ts';

/** A path from the top of the file: keys and positions in lists. */
export type ConfigPath = readonly PropertyKey[];

export interface ConfigProblem extends Range {
  readonly message: Message;
}

/** What a team file says: null where anything in it is wrong, with every problem and its place. Plain data; offsets are of its text. */
export interface TeamFile {
  readonly data: TeamFileData | null;
  readonly problems: readonly ConfigProblem[];
  /** The text has syntax errors. */
  readonly broken: boolean;
  /** Where the items of these lists stand, and the last days of the waivers, in their order. */
  readonly places: Readonly<Record<'provided' | 'helpers' | 'waivers' | 'asked', readonly Range[]>> & {
    readonly ends: readonly (Range | null)[];
  };
  /** The paths that say where something holds, those of waivers apart. */
  readonly globs: readonly (Range & { readonly glob: string })[];
}

/** Reads a team file; `ids` are the questions that there are. Never throws. */
export function readTeamFile(text: string, ids: readonly string[]): TeamFile {
  const { root, problems, broken } = readYaml(text);
  const places = {
    provided: itemRanges(root, 'provided'),
    helpers: itemRanges(root, 'helpers'),
    waivers: itemRanges(root, 'waivers'),
    asked: itemRanges(root, 'ask'),
    ends: itemsOf(fieldOf(root, 'waivers'))
      .map((waiver) => fieldOf(waiver, 'until') ?? null)
      .map(rangeOnly),
  };
  const globs = globsIn(root);
  if (broken) return { data: null, problems, broken, places, globs };
  if (root === null) return { data: {}, problems, broken, places, globs };
  const second = secondDocument(text);
  if (second) return { data: null, problems: [second], broken, places, globs };
  const repeated = repeatedKeys(text).map(({ key, from, to }) => ({ from, to, message: t('{0} stands here twice; join the two', key) }));
  if (repeated.length > 0) return { data: null, problems: repeated, broken, places, globs };
  const plain = plainOf(root, true);
  const parsed = z.safeParse(teamFileSchema, plain);
  if (!parsed.success)
    return { data: null, problems: parsed.error.issues.flatMap((issue) => issueProblems(issue, root)), broken, places, globs };
  const wrong = meaningProblems(parsed.data, ids, root);
  return { data: wrong.length > 0 ? null : parsed.data, problems: wrong, broken, places, globs };
}

/** YAML may hold several documents; only the first is read, so what stands below it would be left out in silence. */
function secondDocument(text: string): ConfigProblem | null {
  const isEmpty = (part: string) => part.split('\n').every((line) => /^\s*(?:[#%].*|---\s*)?$/.test(line));
  const marks = [...text.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm)];
  const mark = marks.find(({ index }) => !isEmpty(text.slice(0, index)) && !isEmpty(text.slice(index + 3)));
  return mark
    ? { from: mark.index, to: mark.index + 3, message: t('What stands below {0} is not read; make it one document', mark[0]) }
    : null;
}

function globsIn(root: Value | null): TeamFile['globs'] {
  const keys = entriesOf(fieldOf(root, 'paths')).map(({ key, keyRange }) => ({ glob: key, from: keyRange.from, to: keyRange.to }));
  const values = [
    ...entriesOf(fieldOf(root, 'layers')).map(({ value }) => value),
    ...itemsOf(fieldOf(root, 'provided')).flatMap((item) => fieldOf(item, 'paths') ?? []),
  ];
  const texts = values.flatMap((value) => (value.type === 'list' ? value.items : [value]));
  return [...keys, ...texts.flatMap((value) => (value.type === 'text' ? [{ glob: value.value, from: value.from, to: value.to }] : []))];
}

function entriesOf(value: Value | undefined): readonly Entry[] {
  return value?.type === 'map' ? value.entries : [];
}

function itemRanges(root: Value | null, key: string): Range[] {
  const value = root && valueAt(root, [key]);
  return value?.type === 'list' ? value.items.map(({ from, to }) => ({ from, to })) : [];
}

function rangeOnly(value: Value | null): Range | null {
  return value && { from: value.from, to: value.to };
}

/** The values alone. An empty section says nothing, any other empty value is an error: often a text that begins with #. */
function plainOf(value: Value, top = false): unknown {
  switch (value.type) {
    case 'text':
    case 'number':
    case 'boolean':
      return value.value;
    case 'list':
      return value.items.map((item) => plainOf(item));
    case 'map':
      return Object.fromEntries(
        value.entries
          .filter((entry) => !top || entry.value.type !== 'nothing')
          .map((entry) => [entry.key, isOff(entry.value) ? 'off' : plainOf(entry.value)]),
      );
    default:
      return null;
  }
}

/** YAML reads a bare `off` as false; no value of a team file is false. */
function isOff(value: Value): boolean {
  return value.type === 'boolean' && !value.value;
}

type Issue = z.core.$ZodIssue;

function issueProblems(issue: Issue, root: Value): ConfigProblem[] {
  const at = (path: ConfigPath, message: Message): ConfigProblem => ({ ...rangeOf(root, path), message });
  const name = nameOf(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => at([...issue.path, key], unknownKey(key, keysAt(issue.path))));
    case 'invalid_key':
      return [at(issue.path, checkWords(issue.issues[0]?.message as CheckName, String(issue.path.at(-1)), name))];
    case 'invalid_value':
      return [at(issue.path, wrongChoice(name, root, issue.path, issue.values.map(String)))];
    case 'invalid_union':
      return unionProblems(issue.errors, issue.path, root, name);
    case 'custom':
      return [at(issue.path, checkWords(issue.message as CheckName, writtenAt(root, issue.path), name))];
    case 'invalid_type':
      return [at(issue.path, wrongType(name, root, issue.path, issue.expected))];
    case 'too_small':
      return [at(issue.path, t('{0}: the list is empty', name))];
    default:
      return [at(issue.path, t('{0} cannot be used', name))];
  }
}

/** Of the forms that a value may have, the one that it comes nearest to is the one to speak of: a list where a list stands. */
function unionProblems(branches: readonly (readonly Issue[])[], path: ConfigPath, root: Value, name: string): ConfigProblem[] {
  const value = valueAt(root, path);
  const inside = (branch: readonly Issue[]) => branch.every((issue) => issue.path.length > 0 || issue.code !== 'invalid_type');
  const fitting = value && value.type !== 'nothing' ? branches.find(inside) : undefined;
  if (fitting) return fitting.flatMap((issue) => issueProblems({ ...issue, path: [...path, ...issue.path] } as Issue, root));
  const expected = branches.flatMap((branch) => branch.flatMap((issue) => ('expected' in issue ? [issue.expected] : [])));
  return [{ ...rangeOf(root, path), message: wrongType(name, root, path, expected[0] ?? 'string', expected[1]) }];
}

const typeWords: Readonly<Record<string, Message>> = {
  string: t('a text'),
  array: t('a list'),
  object: t('a mapping'),
  record: t('a mapping'),
  number: t('a number'),
  int: t('a whole number'),
};

function wrongType(name: string, root: Value, path: ConfigPath, expected: string, otherwise?: string): Message {
  const wanted = typeWords[expected] ?? verbatim(expected);
  const other = otherwise === undefined ? undefined : typeWords[otherwise];
  const words = other ? t('{0} or {1}', wanted, other) : wanted;
  const value = valueAt(root, path);
  if (path.length === 0) return t('The team file must be a mapping of keys such as preset, questions and roster');
  if (!value) return t('{0} is missing', name);
  if (value.type === 'nothing') return t('{0} is empty; a text that begins with # needs quotes', name);
  if (value.type === 'hidden') return t('{0} cannot be read: {1}', name, value.reason);
  if (expected === 'string' && (value.type === 'number' || value.type === 'boolean'))
    return t('{0} must be {1}: put it in quotes', name, words);
  return t('{0} must be {1}', name, words);
}

function wrongChoice(name: string, root: Value, path: ConfigPath, choices: readonly string[]): Message {
  const written = writtenAt(root, path);
  const near = nearestName(written, choices);
  const list = choices.join(', ');
  if (written === '') return wrongType(name, root, path, 'string');
  return near
    ? t('{0}: {1} is none of {2}; did you mean {3}?', name, written, list, near)
    : t('{0}: {1} is none of {2}', name, written, list);
}

function unknownKey(key: string, known: readonly string[]): Message {
  const near = nearestName(key, known);
  return near ? t('There is no key {0}; did you mean {1}?', key, near) : t('There is no key {0}; here stand {1}', key, known.join(', '));
}

/** The keys that the schema knows at a path. */
function keysAt(path: ConfigPath): readonly string[] {
  let schema: unknown = teamFileSchema;
  for (const step of path) schema = stepInto(unwrapped(schema), step);
  const shape = shapeOf(unwrapped(schema));
  return shape ? Object.keys(shape) : [];
}

interface Definition {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly innerType?: unknown;
  readonly options?: readonly unknown[];
}

function definitionOf(schema: unknown): Definition {
  return (schema as { readonly def?: Definition } | undefined)?.def ?? {};
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  const { shape, options } = definitionOf(schema);
  return shape ?? options?.map(shapeOf).find((found) => found !== undefined);
}

function unwrapped(schema: unknown): unknown {
  const { innerType } = definitionOf(schema);
  return innerType ? unwrapped(innerType) : schema;
}

function stepInto(schema: unknown, step: PropertyKey): unknown {
  const { shape, element, valueType } = definitionOf(schema);
  return shape?.[String(step)] ?? element ?? valueType;
}

function checkWords(check: CheckName, written: string, name: string): Message {
  switch (check) {
    case 'blank':
    case 'question':
      return t('{0} is empty', name);
    case 'date':
      return t('{0}: {1} is no day of the calendar; write it like 2027-01-31', name, written);
    case 'glob':
      return t('{0}: {1}', name, globObjection(written) ?? verbatim(written));
    case 'own-question':
      return t('{0}: {1} must be words of small letters joined by dashes, such as pii-reviewed', name, written);
    case 'spelling':
      return t('{0}: {1} must be a path into meta (meta.steward), a tag (tag:steward) or a label in doc_md (doc:Steward)', name, written);
    case 'days':
      return t('{0} must be between 1 and 3650 days', name);
    case 'short':
      return t('{0} must have 1 to 24 characters: it stands in one line above the code', name);
    case 'link':
      return t('{0}: {1} must begin with https://, http:// or mailto:', name, written);
    case 'call':
      return t('{0}: {1} must be the name of a function, such as get_default_dag_args', name, written);
  }
}

/** What no single value shows: ids that do not exist, waivers that never end, successors that nobody knows. */
function meaningProblems(data: TeamFileData, ids: readonly string[], root: Value): ConfigProblem[] {
  const own = data.ask?.map(({ id }) => id) ?? [];
  const known = [...ids, ...own];
  const at = (path: ConfigPath, message: Message): ConfigProblem => ({ ...rangeOf(root, path), message });
  const unknownId = (path: ConfigPath, id: string): ConfigProblem[] => {
    if (known.includes(id)) return [];
    const near = nearestName(id, known);
    return [at(path, near ? t('There is no question {0}; did you mean {1}?', id, near) : t('There is no question {0}', id))];
  };
  const inMap = (path: ConfigPath, map: object | undefined) => Object.keys(map ?? {}).flatMap((id) => unknownId([...path, id], id));
  const inList = (key: 'provided' | 'helpers' | 'waivers') =>
    (data[key] ?? []).flatMap(({ question }, index) =>
      typeof question === 'string'
        ? unknownId([key, index, 'question'], question)
        : question.flatMap((id, item) => unknownId([key, index, 'question', item], id)),
    );
  return [
    ...inMap(['questions'], data.questions),
    ...Object.entries(data.paths ?? {}).flatMap(([path, { questions }]) => inMap(['paths', path, 'questions'], questions)),
    ...inList('provided'),
    ...inList('helpers'),
    ...inList('waivers'),
    ...own.flatMap((id, index) =>
      ids.includes(id) || own.indexOf(id) !== index ? [at(['ask', index, 'id'], t('There is a question {0} already', id))] : [],
    ),
    ...(data.waivers ?? []).flatMap((waiver, index) => {
      const path = ['waivers', index];
      return [
        ...(waiver.path === undefined && waiver.id === undefined
          ? [at(path, t('{0} needs a path or an id: what it holds for', nameOf(path)))]
          : []),
        ...(waiver.until === undefined && waiver.not_applicable === undefined
          ? [at(path, t('{0} needs an end: until: 2027-01-31, or else not_applicable: true', nameOf(path)))]
          : []),
        ...(waiver.until !== undefined && waiver.not_applicable !== undefined
          ? [at([...path, 'until'], t('{0} has a last day, and not_applicable says that there is none; keep one of them', nameOf(path)))]
          : []),
      ];
    }),
    ...rosterProblems(data, at),
    ...placeholderProblems(data, at),
  ];
}

function placeholderProblems({ placeholders }: TeamFileData, at: ProblemAt): ConfigProblem[] {
  const { add = [], remove = [] } = placeholders ?? {};
  const isOne = placeholderTest(add, []);
  return remove.flatMap((word, index) => {
    const path = ['placeholders', 'remove', index];
    if (add.includes(word)) return [at(path, t('{0} is added and taken away; keep one of them', word))];
    if (isOne(word, '')) return [];
    const near = nearestName(word, shippedPlaceholders);
    return [at(path, near ? t('{0} is no placeholder; did you mean {1}?', word, near) : t('{0} is no placeholder', word))];
  });
}

type ProblemAt = (path: ConfigPath, message: Message) => ConfigProblem;

/** Names that stand for two, and successors that lead nowhere. */
function rosterProblems(data: TeamFileData, at: ProblemAt): ConfigProblem[] {
  const { teams = [], people = [] } = data.roster ?? {};
  const all = [...teams, ...people];
  const names = all.map(({ name }) => name);
  const seen = new Map<string, (typeof all)[number]>();
  const twice = (list: 'teams' | 'people', members: typeof teams) =>
    members.flatMap((member, index) =>
      [member.name, ...listOf(member.also)].flatMap((name) => {
        const other = seen.get(spelling(name)) ?? member;
        seen.set(spelling(name), other);
        return other === member ? [] : [at(['roster', list, index], t('{0} stands in the roster twice', name))];
      }),
    );
  const leadsBack = (name: string) => {
    let next: string | undefined = name;
    for (let steps = 0; steps < all.length && next !== undefined; steps++) {
      next = all.find((member) => member.name === next)?.successor;
      if (next === name) return true;
    }
    return false;
  };
  const check = (list: 'teams' | 'people', members: typeof teams) =>
    members.flatMap(({ successor, name }, index) => {
      if (successor === undefined) return [];
      if (successor !== name && names.includes(successor))
        return leadsBack(name)
          ? [at(['roster', list, index, 'successor'], t('who takes over from {0} leads back to {1}', name, name))]
          : [];
      const near = nearestName(successor, names);
      return [
        at(
          ['roster', list, index, 'successor'],
          near && near !== name
            ? t('{0} is not in the roster; did you mean {1}?', successor, near)
            : t('{0} must be another team or person of the roster', successor),
        ),
      ];
    });
  return [...twice('teams', teams), ...twice('people', people), ...check('teams', teams), ...check('people', people)];
}

/** @returns a path in words: `waivers[2].reason`, counting from 1 as people do; `paths["../x"]`. */
function nameOf(path: ConfigPath): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step + 1}]`;
    const key = String(step);
    if (!/^[\w-]+$/.test(key)) return `${name}["${key}"]`;
    return name === '' ? key : `${name}.${key}`;
  }, '');
}

function valueAt(root: Value, path: ConfigPath): Value | undefined {
  let value: Value | undefined = root;
  for (const step of path) {
    if (value?.type === 'list') value = value.items[Number(step)];
    else if (value?.type === 'map') value = value.entries.find(({ key }) => key === step)?.value;
    else return undefined;
  }
  return value;
}

function writtenAt(root: Value, path: ConfigPath): string {
  const value = valueAt(root, path);
  return value && 'value' in value ? String(value.value) : '';
}

/** The key of an entry, the item of a list; where a key is missing, what it is missing from. */
function rangeOf(root: Value, path: ConfigPath): Range {
  for (let length = path.length; length > 0; length--) {
    const holder = valueAt(root, path.slice(0, length - 1));
    const step = path[length - 1];
    if (holder?.type === 'map') {
      const entry = holder.entries.find(({ key }) => key === step);
      if (entry) return entry.keyRange;
    }
    const item = holder?.type === 'list' ? holder.items[Number(step)] : undefined;
    if (item) return { from: item.from, to: item.to };
  }
  return { from: root.from, to: root.from };
}
