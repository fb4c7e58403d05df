import { spelling } from '../policy/roster.ts';
import type { Findings } from '../views.ts';

/** What a first team file is made from. */
export interface InitSource extends Pick<Findings, 'resources'> {
  /** Owners in use without placeholders, most used first. */
  values(question: string): readonly string[];
  metaKeys(): ReadonlyMap<string, number>;
}

/** Keys of meta that people use for an answer, beside those that are read anyway. */
const commonSpellings: Readonly<Record<string, readonly string[]>> = {
  owner: [
    'steward',
    'data_steward',
    'maintainer',
    'maintainers',
    'maintained_by',
    'responsible',
    'accountable',
    'owned_by',
    'owner_team',
    'squad',
    'domain_owner',
    'model_owner',
    'table_owner',
    'business_owner',
    'technical_owner',
    'product_owner',
  ],
  channel: ['slack', 'slack_channel', 'alert_channel', 'alerts_channel', 'teams_channel', 'notify'],
  sla: ['freshness_sla', 'sla_hours', 'delivery_time', 'available_by', 'expected_by', 'data_sla'],
  consumers: ['used_by', 'users', 'stakeholders', 'downstream_users'],
  runbook: ['playbook', 'runbook_url', 'on_failure'],
  tier: ['criticality', 'priority', 'importance', 'tier_level'],
  impact: ['business_impact'],
  last_reviewed: ['reviewed', 'reviewed_at', 'reviewed_on', 'last_review', 'review_date'],
};

const mostOwners = 50;
const mostGivers = 8;

/** @returns the text of a first team file: what the repository already does, and comments that say what else there is. */
export function initText(source: InitSource, today: string): string {
  return `${[...head(today), ...rosterLines(source), ...keyLines(source), ...providedLines(source), ...more].join('\n')}\n`;
}

function head(today: string): string[] {
  return [
    `# What this team has decided about its pipelines. Begun by pipeline-coach init on ${today}.`,
    '# Every key may be left out. Paths are relative to this file: * is any name, ** any folders.',
    '',
    '# core asks what every pipeline should answer; standard asks everything.',
    'preset: core',
    '',
    '# How loudly a question is asked: off, hint, info or warning.',
    '# questions:',
    '#   wrong-but-green-caught: warning',
    '',
    '# What holds for some paths only; the last match wins.',
    '# paths:',
    '#   models/legacy/**:',
    '#     questions: {freshness-promised: off}',
    '',
  ];
}

function rosterLines(source: InitSource): string[] {
  const owners = oneSpellingEach(source.values('owner-named')).slice(0, mostOwners);
  const how = [
    '# Who there is. With a roster, standard also asks whether an owner is a team that will answer, and still here.',
    '# Who goes keeps their line, with left: 2026-06-30 and successor: who takes over. Teams and people may have a channel: and a link:.',
  ];
  if (owners.length === 0) return [...how, '# roster:', '#   teams:', '#     - name: finance-data', '#       channel: "#finance-data"', ''];
  const people = owners.filter(isPerson);
  const teams = owners.filter((owner) => !isPerson(owner));
  const list = (key: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`  ${key}:`, ...names.map((name) => `    - name: ${quoted(name)}`)];
  return [...how, 'roster:', ...list('teams', teams), ...list('people', people), ''];
}

/** The roster takes names in any case, with or without an @; the one used most stands for the others. */
function oneSpellingEach(names: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const name of names) if (!seen.has(spelling(name))) seen.set(spelling(name), name);
  return [...seen.values()];
}

/** Words by which a name or a mailbox is a team's, whatever it looks like. */
const teamWords =
  /team|group|squad|guild|tribe|crew|data|analytic|platform|infra|engineer|\bdev|ops\b|\bbi\b|science|insight|finance|market|sales|growth|product|support|success|revenue|core|admin|hello|info|alert|oncall|everyone/i;

/** An address, or two names with capitals, is somebody's, unless a word says that it is a team's. */
function isPerson(owner: string): boolean {
  const name = owner.replace(/@.*$/, '');
  if (teamWords.test(name)) return false;
  return owner.includes('@') ? !owner.startsWith('@') : /^\p{Lu}\p{Ll}+(?: \p{Lu}[\p{L}.'-]*){1,3}$/u.test(owner);
}

function keyLines(source: InitSource): string[] {
  const used = source.metaKeys();
  const found = Object.entries(commonSpellings).flatMap(([key, spellings]): [string, string[]][] => {
    const present = spellings.filter((spelling) => used.has(spelling));
    return present.length > 0 ? [[key, present]] : [];
  });
  const how = '# More spellings of an answer: a path into meta, a tag (tag:steward) or a label in doc_md (doc:Steward).';
  if (found.length === 0) return [how, '# keys:', '#   owner: meta.data_steward', ''];
  const line = ([key, spellings]: [string, string[]]) => {
    const count = Math.max(...spellings.map((spelling) => used.get(spelling) ?? 0));
    return `  ${key}: [${spellings.map((spelling) => `meta.${spelling}`).join(', ')}] # ${count} ${count === 1 ? 'resource' : 'resources'}`;
  };
  return [how, 'keys:', ...found.map(line), ''];
}

/** Something outside the files of the pipelines that may answer questions, and what it may answer. */
interface Giver {
  /** A policy and its file, or the name of a function. */
  readonly name: string;
  readonly questions: Set<string>;
  readonly files: string[];
}

/**
 * What a policy of the platform decides stands in no file of a pipeline, and that it decides it is what can be said; what a
 * function gives is proposed and not claimed: only the team knows the answer.
 */
function providedLines(source: InitSource): string[] {
  const policies = giversOf(source, /^may be (?:set|told) by (.+)$/);
  const calls = giversOf(source, /^see ([A-Za-z_][\w.]*)\([^()]*\)$/).filter(({ files }) => files.length > 1);
  const provided = policies.flatMap(providedEntries);
  const helpers = calls.flatMap(({ name, questions, files }) => [
    `#   - call: ${name} # in ${files.length} places`,
    `#     question: ${listed(questions)}`,
    '#     answer: ""',
  ]);
  return [
    '# Answers that hold for a whole place and stand in no file of it.',
    ...(provided.length > 0
      ? ['# Found here: say what each really answers, and take away what it leaves open.', 'provided:', ...provided]
      : ['# provided:', ...providedExample]),
    '',
    '# Functions whose result answers questions, where text cannot follow them.',
    ...(helpers.length > 0 ? ['# These are in use: say what they answer, and take the # away.'] : []),
    '# helpers:',
    ...(helpers.length > 0 ? helpers : helperExample),
    '',
  ];
}

/** Whom a policy names and what it sets are two answers: each stands in a sentence of its own. */
function providedEntries({ name, questions, files }: Giver): string[] {
  const folder = commonFolder(files);
  const [policy = name] = name.split(' ');
  const entry = (asked: readonly string[], answer: string) =>
    asked.length === 0
      ? []
      : [
          ...(folder === '' ? [] : [`  - paths: ${quoted(`${folder}**`)}`]),
          `  ${folder === '' ? '-' : ' '} question: ${listed(asked)}`,
          `    answer: ${quoted(answer)}`,
          `    evidence: ${quoted(name)}`,
        ];
  const isAboutPeople = (id: string) => id === 'owner-named' || id === 'failure-told';
  return [
    ...entry([...questions].filter(isAboutPeople), `whom ${policy} names`),
    ...entry(
      [...questions].filter((id) => !isAboutPeople(id)),
      `what ${policy} sets`,
    ),
  ];
}

const providedExample = [
  '#   - paths: dags/**',
  '#     question: failure-told',
  '#     answer: "#data-oncall"',
  '#     evidence: task_policy in plugins/policies.py',
];

const helperExample = ['#   - call: get_default_dag_args', '#     question: [owner-named, failure-told]', '#     answer: data platform'];

/** What reasons of one form name, most places first. */
function giversOf(source: InitSource, form: RegExp): Giver[] {
  const givers = new Map<string, Giver>();
  for (const { answers, file } of source.resources()) {
    for (const { id, state, asked, reason } of answers) {
      const name = state === 'unknown' && asked ? form.exec(reason ?? '')?.[1] : undefined;
      if (name === undefined) continue;
      const giver = givers.get(name) ?? { name, questions: new Set<string>(), files: [] };
      givers.set(name, giver);
      giver.questions.add(id);
      if (!giver.files.includes(file)) giver.files.push(file);
    }
  }
  return [...givers.values()].sort((a, b) => b.files.length - a.files.length).slice(0, mostGivers);
}

/** With a final `/`; '' where the files share none. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  const folders = first.split('/').slice(0, -1);
  const shared = folders.filter((_, index) => others.every((file) => file.startsWith(`${folders.slice(0, index + 1).join('/')}/`)));
  return shared.map((folder) => `${folder}/`).join('');
}

function listed(questions: Iterable<string>): string {
  const [first = '', ...others] = questions;
  return others.length === 0 ? first : `[${[first, ...others].join(', ')}]`;
}

const more = [
  '# Values that answer nobody, beside airflow, TBD, unknown and their like.',
  '# placeholders:',
  '#   add: [data-team]',
  '#   remove: [admin]',
  '',
  '# Days that a review holds, by tier.',
  '# review_days: {1: 90, 2: 180, 3: 365}',
  '',
  "# The team's own questions.",
  '# ask:',
  '#   - id: personal-data-checked',
  '#     short: Personal data?',
  '#     question: Does this hold personal data, and who has checked?',
  '#     why: Deleting it later means finding it first.',
  '#     keys: meta.personal_data',
  '#     kinds: mart',
  '',
  '# What is not asked somewhere, why, and until when.',
  '# waivers:',
  '#   - question: owner-named',
  '#     path: models/legacy/**',
  '#     reason: replaced by the new warehouse',
  '#     until: 2027-01-31',
];

/** A name as YAML: plain where that is safe, else in double quotes. */
function quoted(text: string): string {
  const plain = /^[A-Za-z][\w./@*-]*(?: [\w./@*-]+)*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}
