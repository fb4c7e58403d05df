import { answerKeys } from '../../engine/model.ts';

/** What could be written at a place: keys, or answers to a question, or fixed words. `from`: the column where what is being typed begins. */
export interface Wanted {
  readonly from: number;
  /** Keys or words; empty where only `question` says what fits. */
  readonly words: readonly string[];
  /** Answers to this question fit. */
  readonly question: string | null;
  /** Ids of questions fit, or names of groups. */
  readonly names?: 'questions' | 'groups';
  /** What follows a word: `: ` behind a key, nothing behind a value. */
  readonly after: string;
  /** `yaml`: a value is quoted where YAML would read something else. */
  readonly quoting: 'yaml' | 'none';
}

/** Which question the value of a key answers. */
const questionOf: Readonly<Record<string, string>> = {
  owner: 'owner-named',
  channel: 'failure-told',
  consumers: 'consumers-known',
  sla: 'freshness-promised',
};

/** What meta may hold: a description has a place of its own. */
const metaKeys = answerKeys.filter((key) => key !== 'description');

const member = ['name', 'also', 'channel', 'link', 'left', 'successor'];

/** Keys of the team file, by the key that they stand under. */
const teamKeys: Readonly<Record<string, readonly string[]>> = {
  '': ['preset', 'questions', 'paths', 'layers', 'keys', 'provided', 'helpers', 'roster', 'placeholders', 'review_days', 'ask', 'waivers'],
  layers: ['staging', 'intermediate', 'mart'],
  keys: answerKeys,
  provided: ['paths', 'question', 'answer', 'evidence'],
  helpers: ['call', 'question', 'answer'],
  roster: ['teams', 'people'],
  teams: member,
  people: member,
  placeholders: ['add', 'remove'],
  ask: ['id', 'short', 'question', 'why', 'keys', 'kinds'],
  waivers: ['question', 'path', 'id', 'reason', 'until', 'not_applicable'],
};

/** What stands before the colon of a line of documentation, and the question that the rest answers where others' words may fit. */
const docLabels: Readonly<Record<string, string | null>> = {
  Purpose: null,
  Owner: 'owner-named',
  Source: null,
  'Source owner': null,
  Consumers: 'consumers-known',
  SLA: 'freshness-promised',
  'Failure modes': null,
  Alerts: 'failure-told',
  Runbook: null,
  'Tell first': null,
  Impact: null,
  Tier: null,
  'Last reviewed': null,
  Monitoring: null,
  'Source changes': null,
  'Output contract': null,
  Rerun: null,
  Decisions: null,
  Incidents: null,
  Retire: null,
};

const defaultArgs = ['owner', 'email', 'email_on_failure', 'on_failure_callback', 'retries', 'retry_delay', 'execution_timeout'];

/** @returns what could be written where the cursor stands; null where the coach has no word to say. Works on half-typed text. */
export function wantedAt(language: 'yaml' | 'python' | 'sql', lines: readonly string[], isTeamFile: boolean): Wanted | null {
  const line = lines.at(-1) ?? '';
  if (language === 'sql') {
    const group = /\bgroup\s*=\s*(["'])([^"']*)$/.exec(line);
    return group ? groups(line, group[2] ?? '', 'none') : inBraces(line, /\bmeta\s*=\s*\{([^{}]*)$/, metaKeys);
  }
  if (language === 'python') return inPython(lines, line);
  return isTeamFile ? inTeamFile(lines, line) : (inBraces(line, /\bmeta["']?:\s*\{([^{}]*)$/, metaKeys) ?? inProperties(lines, line));
}

function keys(line: string, typed: string, words: readonly string[], after = ': '): Wanted {
  return { from: line.length - typed.length, words, question: null, after, quoting: 'none' };
}

function values(line: string, typed: string, key: string, quoting: Wanted['quoting']): Wanted | null {
  const from = line.length - typed.length;
  if (key === 'tier') return { from, words: ['1', '2', '3'], question: null, after: '', quoting };
  const question = questionOf[key];
  return question === undefined ? null : { from, words: [], question, after: '', quoting };
}

function groups(line: string, typed: string, quoting: Wanted['quoting']): Wanted {
  return { from: line.length - typed.length, words: [], question: null, names: 'groups', after: '', quoting };
}

/** In a dict or a flow mapping on one line. */
function inBraces(line: string, opening: RegExp, words: readonly string[]): Wanted | null {
  const last = openItem(opening.exec(line)?.[1]);
  if (last === null) return null;
  const value = /^\s*["']?(\w+)["']?\s*:\s*(["']?)([^"']*)$/.exec(last);
  if (value) return values(line, value[3] ?? '', value[1] ?? '', value[2] === '' ? 'yaml' : 'none');
  const typed = /^\s*(["']?)(\w*)$/.exec(last);
  return typed ? keys(line, typed[2] ?? '', words, typed[1] === '' ? ': ' : '') : null;
}

/** @returns what is being typed behind the last comma; null inside a list or a call, where a comma means something else. */
function openItem(content: string | undefined): string | null {
  if (content === undefined) return null;
  const blank = (text: string) => '_'.repeat(text.length);
  const outside = content
    .replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, blank)
    .replace(/["'][\s\S]*$/, '')
    .replace(/\[[^[\]]*\]|\([^()]*\)/g, blank);
  return /[[(]/.test(outside) ? null : content.slice(outside.lastIndexOf(',') + 1);
}

/** The keys that a line stands under, the nearest first, by indentation alone. */
function parents(lines: readonly string[]): string[] {
  const found: string[] = [];
  let indent = columnOf(lines.at(-1) ?? '');
  for (const line of lines.slice(0, -1).reverse()) {
    const key = /^(\s*(?:- +)*)["']?([\w+.-]+)["']?:\s*(?:[>|&#].*)?$/.exec(line);
    const column = key?.[1]?.length ?? Number.POSITIVE_INFINITY;
    if (key?.[2] === undefined || column >= indent) continue;
    found.push(key[2]);
    indent = column;
    if (column === 0) break;
  }
  return found;
}

/** Where the first character behind blanks and dashes stands. */
function columnOf(line: string): number {
  return /^\s*(?:- +)*/.exec(line)?.[0].length ?? 0;
}

const yamlValue = /^\s*(?:- +)*["']?([\w+.-]+)["']?:\s+(["']?)((?![[{|>&*!])[^"'#]*)$/;
const yamlKey = /^\s*(?:- +)*([\w+-]*)$/;

/** What a properties file or `dbt_project.yml` holds: other files have groups and owners of another kind. */
const ofDbt: ReadonlySet<string> = new Set([
  ...['models', 'seeds', 'snapshots', 'sources', 'exposures', 'groups', 'metrics', 'semantic_models', 'saved_queries'],
  ...['data_tests', 'tests', 'unit_tests', 'analyses', 'macros', 'functions'],
]);

function inProperties(lines: readonly string[], line: string): Wanted | null {
  const above = parents(lines);
  const [parent = '', grandparent] = above;
  const value = yamlValue.exec(line);
  const [, key = '', quote, typed = ''] = value ?? [];
  if (value && key === 'owner' && parent === 'default_args') return values(line, typed, key, quote === '' ? 'yaml' : 'none');
  if (!ofDbt.has(above.at(-1) ?? '')) return null;
  if (value) {
    if (key === 'group' || key === '+group') return groups(line, typed, quote === '' ? 'yaml' : 'none');
    const isOwner = key === 'name' && parent === 'owner';
    if (!isOwner && parent !== 'meta' && parent !== '+meta') return null;
    return values(line, typed, isOwner ? 'owner' : key, quote === '' ? 'yaml' : 'none');
  }
  const written = yamlKey.exec(line)?.[1];
  if (written === undefined) return null;
  if (parent === 'meta' || parent === '+meta') return keys(line, written, metaKeys);
  const isItem = /^\s*- /.test(line) && (grandparent === 'meta' || grandparent === '+meta');
  return isItem ? values(line, written, parent, 'yaml') : null;
}

function inTeamFile(lines: readonly string[], line: string): Wanted | null {
  const [parent = ''] = parents(lines);
  const value = yamlValue.exec(line);
  const [, key = '', quote, typed = ''] = value ?? [];
  const from = line.length - typed.length;
  const quoting = quote === '' ? 'yaml' : 'none';
  if (value) {
    if (key === 'preset') return { from, words: ['core', 'standard'], question: null, after: '', quoting };
    if (parent === 'questions') return { from, words: ['off', 'hint', 'info', 'warning'], question: null, after: '', quoting };
    if (key === 'question' && parent !== 'ask') return { from, words: [], question: null, names: 'questions', after: '', quoting };
    if ((key === 'name' || key === 'successor') && parent !== '') return values(line, typed, 'owner', quoting);
    return key === 'channel' ? values(line, typed, 'channel', quoting) : null;
  }
  const written = yamlKey.exec(line)?.[1];
  if (written === undefined) return null;
  if (parent === 'questions') return { ...keys(line, written, []), names: 'questions' };
  const words = teamKeys[columnOf(line) === 0 ? '' : parent];
  return words ? keys(line, written, words) : null;
}

/** How many lines above the cursor are looked at. */
const farthest = 200;

function inPython(lines: readonly string[], line: string): Wanted | null {
  const owner = /\bowner["']?\s*[:=]\s*(["'])([^"']*)$/.exec(line);
  if (owner) return values(line, owner[2] ?? '', 'owner', 'none');
  const channel = /\bchannel\s*=\s*(["'])([^"']*)$/.exec(line);
  if (channel) return values(line, channel[2] ?? '', 'channel', 'none');
  const before = lines.slice(-farthest).join('\n');
  const doc = /(?:\bdoc_md\s*=\s*|^\s*)[rR]?("""|''')((?:(?!\1)[\s\S])*)$/.exec(before);
  if (doc && ((doc.index === 0 && lines.length <= farthest) || /doc_md/.test(doc[0]))) return inDoc(line);
  const dict = /\bdefault_args["']?\s*[:=]\s*\{((?:[^{}]|\{[^{}]*\})*)$/.exec(before);
  const typed = /^\s*(["'])(\w*)$/.exec(openItem(dict?.[1]) ?? '');
  return typed ? keys(line, typed[2] ?? '', defaultArgs, '') : null;
}

function inDoc(line: string): Wanted | null {
  const value = /^\s*(?:[-*+] +)?\**([A-Z][A-Za-z ]+?)\**:\** +(.*)$/.exec(line);
  const question = value && docLabels[value[1] ?? ''];
  if (value) return question ? { from: line.length - (value[2] ?? '').length, words: [], question, after: '', quoting: 'none' } : null;
  const typed = /^\s*(?:[-*+] +)?([A-Z][A-Za-z ]*)?$/.exec(line);
  return typed ? keys(line, typed[1] ?? '', Object.keys(docLabels)) : null;
}

/** @returns a value as YAML takes it for the text that it is. */
export function inYaml(value: string): string {
  const plain = /^[A-Za-z_(][^#:{}[\],&*!|>'"%@`\\]*$/.test(value) && !/\s$|^(?:y|yes|n|no|true|false|on|off|null)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}
