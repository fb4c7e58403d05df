import type { Exemplar } from '../linked.ts';
import type { Range } from '../model.ts';
import { type BriefAnswers, gap } from './answers.ts';

/** What the first task is, where no neighbour shows another operator: Airflow 3 has it in a provider that always comes along. */
const emptyOperator = { 2: 'airflow.operators.empty', 3: 'airflow.providers.standard.operators.empty' } as const;

/** Arguments that a new DAG takes over as they stand. */
const kept: ReadonlySet<string> = new Set(['start_date', 'catchup']);

/** @returns the file of a new DAG, named as its neighbours are named after theirs. */
export function dagFile(folder: string, name: string, exemplar: Exemplar | null): string {
  const stem = exemplar?.file.replace(/^.*\//, '').replace(/\.py$/, '') ?? '';
  const [before, after, more] = exemplar ? `_${stem}_`.split(`_${exemplar.name}_`) : [];
  const named = before !== undefined && after !== undefined && more === undefined ? `${before}_${name}_${after}`.slice(1, -1) : name;
  return `${folder === '.' || folder === '' ? '' : `${folder}/`}${named}.py`;
}

/** @returns a new DAG in the image of another one, or where there is none in Airflow's own words. `today` is an ISO date. */
export function dagText(name: string, answers: BriefAnswers, exemplar: Exemplar | null, text: string, today: string): string {
  if (exemplar?.shape === 'factory') return fromFactory(name, answers, exemplar, text);
  const shape = exemplar?.shape ?? 'with';
  const like = exemplar ?? noExemplar;
  const slice = ({ from, to }: Range) => text.slice(from, to);
  const keyword = (word: string) => like.keywords.find((one) => one.name === word);
  const sdk = like.major === 3;
  const callee = exemplar ? slice(like.callee) : 'DAG';
  const schedule = keyword('schedule_interval') ? 'schedule_interval' : 'schedule';
  const copied = like.keywords.filter((one) => kept.has(one.name)).map((one) => slice(one));
  const start = keyword('start_date') || like.defaults ? [] : [`start_date=datetime(${today.split('-').map(Number).join(', ')})`];
  const defaults = defaultsOf(answers, like, text);
  const idFirst = like.idKeyword || !exemplar ? `dag_id=${python(name)}` : python(name);
  const lines = [
    ...(shape === 'decorator' && !like.idKeyword ? [] : [idFirst]),
    `description=${python(answers.purpose || gap)}`,
    `${schedule}=None`,
    ...copied,
    ...start,
    ...(keyword('catchup') ? [] : ['catchup=False']),
    ...(defaults.argument === null ? [] : [`default_args=${defaults.argument}`]),
    'doc_md=__doc__',
  ].map((line) => (line === `${schedule}=None` ? `    ${line},  # ${gap}: when does it run?` : `    ${line},`));
  const taskImport = shape === 'decorator' ? [] : [`from ${emptyOperator[sdk ? 3 : 2]} import EmptyOperator`];
  const body = bodyOf(shape, callee, name, lines);
  const used = [body, defaults.assignment ?? '', ...start].join('\n');
  const imports = [
    ...(start.length > 0 ? ['from datetime import datetime'] : []),
    ...(exemplar ? importsFor(used, exemplar) : [sdk ? 'from airflow.sdk import DAG' : 'from airflow import DAG']),
    ...taskImport,
  ];
  return [docstring(answers), sorted(imports), ...(defaults.assignment === null ? [] : [defaults.assignment]), body]
    .join('\n\n')
    .concat('\n');
}

const noExemplar: Exemplar = {
  file: '',
  shape: 'with',
  callee: { from: 0, to: 0 },
  statement: { from: 0, to: 0 },
  name: '',
  id: null,
  idKeyword: true,
  keywords: [],
  defaults: null,
  owner: null,
  imports: [],
  major: null,
};

function bodyOf(shape: Exemplar['shape'], callee: string, name: string, lines: readonly string[]): string {
  const call = `${callee}(\n${lines.join('\n')}\n)`;
  switch (shape) {
    case 'decorator': {
      const held = identifier(name);
      const first = `    @task\n    def first_step():\n        raise NotImplementedError("${gap}")\n\n    first_step()`;
      return `\n@${call}\ndef ${held}():\n${first}\n\n\n${held}()`;
    }
    case 'assign':
      return `dag = ${call}\n\nEmptyOperator(task_id="first_step", dag=dag)  # ${gap}`;
    default:
      return `with ${call}:\n    EmptyOperator(task_id="first_step")  # ${gap}`;
  }
}

/** `default_args` as the neighbour has them, with the new owner over theirs; a dict that is written there is written here too. */
function defaultsOf(
  { owner }: BriefAnswers,
  { keywords, defaults, owner: theirs }: Exemplar,
  text: string,
): { readonly argument: string | null; readonly assignment: string | null } {
  const given = keywords.find(({ name }) => name === 'default_args')?.value;
  const own = python(owner || gap);
  if (!given) return { argument: `{"owner": ${own}}`, assignment: null };
  const holder = defaults ?? given;
  const whole = text.slice(holder.from, holder.to);
  const isDict = defaults !== null || whole.startsWith('{');
  if (isDict) {
    const at = theirs && theirs.from >= holder.from && theirs.to <= holder.to ? theirs : null;
    const brace = whole.indexOf('{');
    const written = at
      ? `${whole.slice(0, at.from - holder.from)}${own}${whole.slice(at.to - holder.from)}`
      : `${whole.slice(0, brace + 1)}"owner": ${own}, ${whole.slice(brace + 1)}`;
    return defaults ? { argument: text.slice(given.from, given.to), assignment: written } : { argument: written, assignment: null };
  }
  return { argument: owner === '' ? whole : `{**${whole}, "owner": ${own}}`, assignment: null };
}

/** The neighbour's statement with the new id; its other arguments stay and have to be looked at. */
function fromFactory(name: string, answers: BriefAnswers, exemplar: Exemplar, text: string): string {
  const { statement, id, owner } = exemplar;
  const changes = [
    ...(id ? [{ ...id, text: python(name) }] : []),
    ...(owner && owner.from >= statement.from && owner.to <= statement.to ? [{ ...owner, text: python(answers.owner || gap) }] : []),
  ].sort((a, b) => b.from - a.from);
  let whole = text.slice(statement.from, statement.to);
  for (const { from, to, text: now } of changes) whole = whole.slice(0, from - statement.from) + now + whole.slice(to - statement.from);
  const note = `# ${gap}: but for the id, these are the arguments of ${exemplar.name}; make them yours.`;
  const written = [docstring(answers), sorted(importsFor(whole, exemplar)), `${note}\n${whole}`].join('\n\n').concat('\n');
  return /airflow/i.test(written) && /dag/i.test(written)
    ? written
    : `${written}\n# Airflow reads only files that hold this word and the word dag.\n`;
}

/** The answers that Airflow has no argument for, as labels of the documentation. */
function docstring(answers: BriefAnswers): string {
  const labels: readonly [string, string][] = [
    ['Source', answers.reads.join(', ')],
    ['Consumers', answers.consumers],
    ['SLA', answers.promise],
    ['Failure modes', answers.failureModes],
    ['Alerts', answers.channel],
    ['Source changes', answers.sourceChange],
  ];
  const lines = labels.map(([label, said]) => `${label}: ${said || gap}`).join('\n');
  const safe = (words: string) => words.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `"""${safe(answers.purpose || gap)}\n\n${safe(lines)}\n"""`;
}

/** The neighbour's imports as far as the text uses what they bring. A decorated DAG needs `task` from where `dag` comes from. */
function importsFor(used: string, { imports, shape }: Exemplar): string[] {
  const mentioned = (name: string) => new RegExp(`(?<![\\w.])${name}\\b`).test(used);
  const named = (name: string, alias: string | null) => (alias === null ? name : `${name} as ${alias}`);
  const lines = imports.flatMap(({ module, names }) => {
    if (module === null) {
      return names
        .filter(({ name, alias }) => mentioned(alias ?? name.split('.')[0] ?? name))
        .map(({ name, alias }) => `import ${named(name, alias)}`);
    }
    const needed = names.filter(({ name, alias }) => mentioned(alias ?? name));
    return needed.length === 0 ? [] : [`from ${module} import ${needed.map(({ name, alias }) => named(name, alias)).join(', ')}`];
  });
  if (shape !== 'decorator' || lines.some((line) => /\btask\b/.test(line))) return lines;
  return lines.map((line) => (/^from airflow[\w.]* import .*\bdag\b/.test(line) ? `${line}, task` : line));
}

/** The standard library, then what is installed, then what is at home: a blank line between. */
function sorted(lines: readonly string[]): string {
  const unique = [...new Set(lines)];
  const standard = /^(?:from|import) (?:datetime|os|json|logging|pathlib|__future__|typing|functools|collections|zoneinfo)\b/;
  const installed = /^(?:from|import) (?:airflow|pendulum|cosmos|dagfactory)\b/;
  const groups = [
    unique.filter((line) => standard.test(line)),
    unique.filter((line) => installed.test(line)),
    unique.filter((line) => !standard.test(line) && !installed.test(line)),
  ];
  return groups
    .filter((group) => group.length > 0)
    .map((group) => group.toSorted(byModule).join('\n'))
    .join('\n\n');
}

function byModule(a: string, b: string): number {
  const rank = (line: string) => `${line.startsWith('import') ? 0 : 1} ${line.split(' ')[1]}`;
  return rank(a) < rank(b) ? -1 : 1;
}

function identifier(name: string): string {
  const plain = name.replace(/\W/g, '_');
  return /^\d/.test(plain) ? `_${plain}` : plain;
}

/** A Python string; every JSON string is one. */
function python(text: string): string {
  return JSON.stringify(text);
}
