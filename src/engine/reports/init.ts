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
const mostUnknown = 8;

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
    '# People go under people:, with left: 2026-06-30 and successor: when they go.',
  ];
  if (owners.length === 0) return [...how, '# roster:', '#   teams:', '#     - name: finance-data', '#       channel: "#finance-data"', ''];
  const people = owners.filter(isPerson);
  const teams = owners.filter((owner) => !isPerson(owner));
  const list = (key: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`  ${key}:`, ...names.map((name) => `    - name: ${quoted(name)}`)];
  return [...how, 'roster:', ...list('teams', teams), ...list('people', people), ''];
}

/** The roster takes names in any case; the one used most stands for the others. */
function oneSpellingEach(names: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const name of names) if (!seen.has(name.toLowerCase())) seen.set(name.toLowerCase(), name);
  return [...seen.values()];
}

/** anna.lind@shop.example is somebody; finance@shop.example may be a mailbox, and a team is the kinder guess. */
function isPerson(owner: string): boolean {
  return /^[a-z]+\.[a-z]+@/i.test(owner);
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

interface UnknownPlace {
  readonly question: string;
  readonly reason: string;
  readonly folder: string;
  readonly count: number;
}

/** What no text shows, such as a policy of the platform, is proposed and not decided: only the team knows the answer. */
function providedLines(source: InitSource): string[] {
  const unknown = unknownPlaces(source);
  const lines = unknown.flatMap(({ question, reason, folder, count }) => [
    `#   - paths: ${quoted(folder)}`,
    `#     question: ${question}`,
    '#     answer: ""',
    `#     evidence: ${quoted(reason)} # ${count} unknown`,
  ]);
  const example = [
    '#   - paths: dags/**',
    '#     question: failure-told',
    '#     answer: "#data-oncall"',
    '#     evidence: task_policy in plugins/policies.py',
  ];
  const how =
    lines.length > 0
      ? ['# Answers that hold for a whole place and stand in no file of it. These are unknown now; fill in what you know.']
      : ['# Answers that hold for a whole place and stand in no file of it.'];
  return [...how, '# provided:', ...(lines.length > 0 ? lines : example), ''];
}

function unknownPlaces(source: InitSource): UnknownPlace[] {
  const places = new Map<string, UnknownPlace>();
  for (const { answers, file } of source.resources()) {
    for (const { id, state, asked, reason } of answers) {
      if (state !== 'unknown' || !asked || reason === null) continue;
      const folder = file.includes('/') ? `${file.slice(0, file.indexOf('/'))}/**` : '**';
      const key = `${id} ${folder} ${reason}`;
      places.set(key, { question: id, reason, folder, count: (places.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...places.values()]
    .filter(({ count }) => count > 1)
    .sort((a, b) => b.count - a.count)
    .slice(0, mostUnknown);
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
  const plain = /^[A-Za-z][\w./@-]*(?: [\w./@-]+)*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}
