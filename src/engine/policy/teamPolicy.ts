import { type Message, t, verbatim } from '../l10n.ts';
import type { AnswerKey, Layer, Span, Spelling } from '../model.ts';
import { pathMatcher } from './globs.ts';
import { layerOf } from './layers.ts';
import { placeholderTest } from './placeholders.ts';
import { type AskedIn, defaultPolicy, type Policy, type Severity, severityByPreset } from './policy.ts';
import { type Member, rosterOf } from './roster.ts';
import { parseSpelling } from './spellings.ts';
import type { TeamFileData } from './teamFileSchema.ts';

/** What the policy is made from: the values of a valid team file, the folder that it holds for, and where its items stand. */
export interface TeamSource {
  /** With a final `/`; '' for the root. */
  readonly folder: string;
  readonly data: TeamFileData;
  readonly provided: readonly Span[];
  readonly helpers: readonly Span[];
  readonly waivers: readonly Span[];
  readonly ends: readonly (Span | null)[];
}

/** Makes what a team has decided out of its team file. */
export function teamPolicy({ data, folder, provided, helpers, waivers, ends }: TeamSource, today: string): Policy {
  const base = defaultPolicy(today);
  const known = helpersOf(data.helpers ?? [], helpers);
  return {
    ...base,
    preset: data.preset ?? base.preset,
    roster: data.roster ? rosterOf(membersOf(data.roster)) : null,
    reviewDays:
      typeof data.review_days === 'number' ? sameForAll(data.review_days) : { ...base.reviewDays, ...definedOf(data.review_days) },
    isPlaceholder: placeholderTest(data.placeholders?.add ?? [], data.placeholders?.remove ?? []),
    layerOf: layersOf(data.layers, folder),
    severity: severitiesOf(data, folder),
    provided: providedOf(data.provided ?? [], provided, folder),
    helpers: known,
    helped: helpedBy(known),
    keys: keysOf(data.keys),
    waivers: (data.waivers ?? []).map((waiver, index) => ({
      questions: listOf(waiver.question),
      ids: listOf(waiver.id),
      covers: coversOf(waiver, folder),
      reason: waiver.reason,
      until: waiver.until ?? null,
      evidence: { span: waivers[index] ?? nowhere, route: t('waiver in the team file') },
      end: ends[index] ?? null,
    })),
  };
}

const nowhere: Span = { file: '', from: 0, to: 0, line: 1, column: 1 };

/** @returns the items of what may be written as one item or as a list. */
export function listOf<T extends string>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function membersOf({ teams = [], people = [] }: NonNullable<TeamFileData['roster']>): Member[] {
  const memberOf = (kind: Member['kind'], member: (typeof teams)[number]): Member => ({
    kind,
    name: member.name,
    also: listOf(member.also),
    channel: member.channel ?? null,
    link: member.link ?? null,
    left: member.left ?? null,
    successor: member.successor ?? null,
  });
  return [...teams.map((team) => memberOf('team', team)), ...people.map((person) => memberOf('person', person))];
}

function sameForAll(days: number): Policy['reviewDays'] {
  return { 1: days, 2: days, 3: days };
}

function definedOf<T extends object>(value: T | undefined): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, held]) => held !== undefined)) as { [K in keyof T]: NonNullable<T[K]> };
}

/** The team's globs come first; what matches none keeps the layer of its folder or prefix. */
function layersOf(layers: TeamFileData['layers'], folder: string): Policy['layerOf'] {
  if (!layers) return layerOf;
  const matchers = (['staging', 'intermediate', 'mart'] as const).map((layer): readonly [Layer, (file: string) => boolean] => [
    layer,
    pathMatcher(listOf(layers[layer]), folder),
  ]);
  return (file, name) => matchers.find(([, matches]) => matches(file))?.[0] ?? layerOf(file, name);
}

/** The last matching path wins, for the preset and for every question apart; a severity beats a preset. */
function severitiesOf(data: TeamFileData, folder: string): Policy['severity'] {
  const levels = Object.entries(data.paths ?? {}).map(([glob, level]) => ({ matches: pathMatcher([glob], folder), ...level }));
  const all = [{ matches: () => true, preset: data.preset, questions: data.questions }, ...levels].reverse();
  // Questions are asked file by file.
  let last: { readonly file: string; readonly matching: typeof all } | null = null;
  return (question: AskedIn, file: string): Severity => {
    if (last?.file !== file) last = { file, matching: all.filter(({ matches }) => matches(file)) };
    const { matching } = last;
    const stated = matching.map(({ questions }) => questions?.[question.id]).find((severity) => severity !== undefined);
    if (stated !== undefined) return stated;
    const preset = matching.find((level) => level.preset !== undefined)?.preset ?? 'core';
    return severityByPreset(question, preset);
  };
}

function providedOf(items: NonNullable<TeamFileData['provided']>, spans: readonly Span[], folder: string): Policy['provided'] {
  const all = items.map((item, index) => ({
    questions: listOf(item.question),
    matches: item.paths === undefined ? () => true : pathMatcher(listOf(item.paths), folder),
    answer: verbatim(item.answer),
    evidence: { span: spans[index] ?? nowhere, route: providedRoute(item.evidence) },
  }));
  return (question, file) => all.findLast(({ questions, matches }) => questions.includes(question) && matches(file)) ?? null;
}

function helpersOf(items: NonNullable<TeamFileData['helpers']>, spans: readonly Span[]): Policy['helpers'] {
  return items.map(({ call, question, answer }, index) => ({
    call,
    questions: listOf(question),
    answer: verbatim(answer),
    evidence: { span: spans[index] ?? nowhere, route: t('what {0}() gives', call) },
  }));
}

/** A reason that names the call, bare or behind its module, is about its result. */
function helpedBy(helpers: Policy['helpers']): Policy['helped'] {
  const all = helpers.map((helper) => ({ ...helper, names: new RegExp(`(?<!\\w)${helper.call.replaceAll('.', '\\.')}(?!\\w)`) }));
  return (question, reason) => all.find(({ questions, names }) => questions.includes(question) && names.test(reason)) ?? null;
}

function providedRoute(evidence: string): Message {
  return t('provided: {0}', evidence);
}

function keysOf(keys: TeamFileData['keys']): ReadonlyMap<AnswerKey, readonly Spelling[]> {
  const entries = Object.entries(keys ?? {}).map(([key, spellings]): [AnswerKey, Spelling[]] => [
    key as AnswerKey,
    listOf(spellings).flatMap((text) => parseSpelling(text) ?? []),
  ]);
  return new Map(entries.filter(([, spellings]) => spellings.length > 0));
}

function coversOf(waiver: NonNullable<TeamFileData['waivers']>[number], folder: string): (file: string, id: string) => boolean {
  const matches = pathMatcher(listOf(waiver.path), folder);
  const ids = new Set(listOf(waiver.id));
  return (file, id) => ids.has(id) || matches(file);
}
