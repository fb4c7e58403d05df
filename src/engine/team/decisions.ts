import type { Graph } from '../graph/graph.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Content, Place, Resource } from '../model.ts';
import { isDate } from '../policy/dates.ts';
import type { Decision, DecisionKind } from '../views.ts';
import type { Team } from './team.ts';
import type { TeamFilePlace } from './teamFiles.ts';
import { type LapsedWaiver, lapsedWaivers } from './waiving.ts';

/** More folders than this are a list to scroll, not a choice. */
const mostFolders = 3;

/** What places are chosen from. */
export interface DecisionSource {
  readonly resource: Resource;
  readonly question: string;
  readonly teamFile: TeamFilePlace;
  /** Waivers of the question that have ended. */
  readonly lapsed: readonly LapsedWaiver[];
  /** Lists of waivers in the resource's own metadata. */
  readonly inMeta: readonly Place[];
  /** Another resource begins in the same line: a comment above it would be about both. */
  readonly sharesLine: boolean;
  /** @returns how many resources stand below a folder (with a final `/`; '' for all). */
  count(folder: string): number;
}

/** Gathers what the places of a question about a resource are chosen from. */
export function decisionSource(
  resource: Resource,
  question: string,
  teamFile: TeamFilePlace,
  graph: Graph,
  team: Pick<Team, 'rulesFor'>,
): DecisionSource {
  const { anchor } = resource;
  const { policy } = team.rulesFor(anchor.file);
  const beside = graph.inFile(anchor.file).filter((one) => one.anchor.file === anchor.file && one.anchor.line === anchor.line);
  return {
    resource,
    question,
    teamFile,
    lapsed: lapsedWaivers(question, resource, graph, policy),
    inMeta: graph.linkedOf(resource).waiverPlaces?.(resource) ?? [],
    sharesLine: beside.length > 1,
    count: (folder) => graph.resources.filter((one) => !one.unasked && one.anchor.file.startsWith(folder)).length,
  };
}

/** @returns where a team can say this, best first. */
export function decisionPlaces(how: DecisionKind, source: DecisionSource): Place[] {
  switch (how) {
    case 'waive':
      return [...source.lapsed.flatMap(renewed), ...source.inMeta, ...inTeamFile(source, 'waivers'), ...asComment(source)];
    case 'not-applicable':
      return [...source.inMeta, ...inTeamFile(source, 'waivers'), ...asComment(source)];
    case 'provided':
      return folders(source, 'provided');
    case 'ask':
      return [teamPlace(source.teamFile, 'ask', 'ask', t('asked of every {0} below it', source.resource.kind))];
  }
}

/** The reason stays, and the day is another. */
function renewed({ end, route }: LapsedWaiver): Place[] {
  if (!end) return [];
  return [
    {
      id: `renew:${end.file}:${end.from}`,
      file: end.file,
      creates: false,
      label: t('{0}:{1}: another last day', end.file, end.line),
      detail: t('{0}; its reason stays', route),
      target: { writer: 'day', range: { from: end.from, to: end.to } },
    },
  ];
}

function asComment({ resource, sharesLine }: DecisionSource): Place[] {
  const { file, from } = resource.anchor;
  if (sharesLine || !/\.(?:sql|py)$/.test(file)) return [];
  const detail = file.endsWith('.sql') ? t('makes the model modified for CI that compares states') : t('above {0}', resource.name);
  return [{ id: 'comment', file, creates: false, label: t('a comment in {0}', file), detail, target: { writer: 'comment', above: from } }];
}

function inTeamFile(source: DecisionSource, list: string): Place[] {
  const { teamFile, resource } = source;
  return [teamPlace(teamFile, 'team', list, t('{0} only', resource.name)), ...folders(source, list)];
}

/** The folders that hold the resource, the innermost first, and then everything. */
function folders(source: DecisionSource, list: string): Place[] {
  const { teamFile, resource } = source;
  const parts = resource.anchor.file.slice(teamFile.folder.length).split('/').slice(0, -1);
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/')).reverse();
  const place = (path: string, count: number) => {
    const label = path === '' ? t('everything, {0} resources', count) : t('the whole folder {0}, {1} resources', path, count);
    return teamPlace(teamFile, `team:${path === '' ? '**' : `${path}/**`}`, list, label);
  };
  return [
    ...paths.slice(0, mostFolders).map((path) => place(path, source.count(`${teamFile.folder}${path}/`))),
    ...(list === 'provided' ? [place('', source.count(teamFile.folder))] : []),
  ];
}

function teamPlace({ file, creates }: TeamFilePlace, id: string, list: string, label: Message): Place {
  return { id, file, creates, label, detail: verbatim(file), target: { writer: 'yaml', path: [list], shape: 'list' } };
}

/** @returns why this cannot be said, or null. */
export function decisionObjection({ how, text, more }: Decision, today: string): Message | null {
  if (text.trim() === '')
    return how === 'provided' || how === 'ask' ? t('There is nothing to write.') : t('Say why: a waiver needs a reason.');
  if (how === 'not-applicable') return null;
  if (more.trim() === '') return how === 'waive' ? t('Say until when: a waiver needs a last day.') : t('Say why.');
  if (how !== 'waive') return null;
  if (!isDate(more)) return t('{0} is no day of the calendar; write it like 2027-01-31', more);
  return more < today ? t('{0} is over already', more) : null;
}

/** @returns what is written at the place; `taken` are the ids that a question of the team's own cannot have. */
export function decisionContent(
  decision: Decision,
  { id, target }: Place,
  resource: Resource,
  question: string,
  taken: readonly string[],
): Content {
  const { how, text, more } = decision;
  const end = how === 'waive' ? { until: more } : { not_applicable: true };
  if (target.writer === 'day') return more;
  if (target.writer === 'comment')
    return how === 'waive' ? `coach: waive ${question} until ${more} because ${text}` : `coach: not-applicable ${question} because ${text}`;
  if (how === 'ask') return [ownQuestion(text, more, resource, taken)];
  const path = id.startsWith('team:') ? id.slice('team:'.length) : null;
  if (how === 'provided') return [{ ...(path === '**' ? {} : { paths: path }), question, answer: text, evidence: more }];
  if (path !== null) return [{ question, path, reason: text, ...end }];
  return id === 'team' ? [{ question, id: resource.id, reason: text, ...end }] : [{ question, reason: text, ...end }];
}

/** Its id, key and kind are made of its words and of what it was first asked of, so that it is in force at once. */
function ownQuestion(question: string, why: string, resource: Resource, taken: readonly string[]): Content {
  const words = question.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const named = words.length > 1 && /^[a-z]/.test(words[0] ?? '') ? words : ['we', 'ask', ...words];
  const stem = named.slice(0, 6).join('-');
  const id = [stem, ...taken.map((_, index) => `${stem}-${index + 2}`)].find((one) => !taken.includes(one)) ?? stem;
  const short = shortOf(question);
  return {
    id,
    short,
    question,
    why,
    keys: resource.framework === 'dbt' ? `meta.${id.replaceAll('-', '_')}` : `doc:${short.replace(/\W+$/, '')}`,
    kinds: resource.kind === 'model' && resource.layer === 'mart' ? 'mart' : resource.kind,
  };
}

/** As many whole words as fit into a lens; the dots say that there are more, and a title that ends in them would be one that waits. */
function shortOf(question: string): string {
  if (question.length <= 24) return question;
  const words = question.replace(/\W+$/, '').slice(0, 23).split(' ');
  return `${(words.length > 1 ? words.slice(0, -1) : words).join(' ').slice(0, 22)}…?`;
}
