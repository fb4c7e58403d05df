import { t } from '../../l10n.ts';
import type { DbtRun } from '../../linked.ts';
import { hole, type Site } from '../following/values.ts';

/** A dbt command in the words of a shell. */
export type DbtCommand = Omit<DbtRun, 'runner' | 'span'>;

const verbs: ReadonlySet<string> = new Set(['build', 'run', 'test', 'seed', 'snapshot', 'source', 'compile', 'retry', 'clone']);

/** Finds the dbt commands of a shell script; parts that are not known stand in it as `hole`. */
export function dbtCommands(script: string): DbtCommand[] {
  if (!script.includes('dbt')) return [];
  let folder: string | null = null;
  const found: DbtCommand[] = [];
  for (const piece of script.replace(/\\\r?\n/g, ' ').split(/&&|\|\||;|\||\r?\n/)) {
    const words = shellWords(piece);
    const start = words.findIndex((word) => !/^\w+=/.test(word));
    if (words[start] === 'cd') folder = words[start + 1] ?? null;
    const at = words.findIndex((word, index) => (word === 'dbt' || word.endsWith('/dbt')) && index <= start + 3);
    if (at >= 0) found.push(...dbtCommand(words.slice(at + 1), folder));
  }
  return found;
}

/** Reads the arguments of dbt, as a list or from a shell. @returns nothing where they run nothing. */
export function dbtCommand(args: readonly string[], folder: string | null): DbtCommand[] {
  const at = args.findIndex((arg) => verbs.has(arg));
  const verb = args[at];
  if (verb === undefined || (verb === 'source' && args[at + 1] !== 'freshness')) return [];
  const { options, free } = optionsOf(args.slice(at + 1));
  const select = ['--select', '-s', '--models', '--model', '-m'].flatMap((name) => options.get(name) ?? []);
  const exclude = options.get('--exclude') ?? [];
  const dir = options.get('--project-dir')?.[0] ?? folder;
  const unclear = [...select, ...exclude, ...free].some(isUnclear);
  const selector = options.get('--selector')?.[0];
  const hidden =
    selector !== undefined
      ? t('selector {0}', selector)
      : verb === 'retry'
        ? t('what failed before')
        : unclear
          ? t('a selection that is not known')
          : null;
  const all = options.has('--select') || select.length > 0;
  return [
    {
      words: ['dbt', ...args].join(' ').replaceAll(hole, '…'),
      verb: verb === 'source' ? 'source freshness' : verb,
      select: all ? select : null,
      exclude,
      projectDir: dir === null || dir === undefined || dir.includes(hole) || dir.includes('{{') ? null : dir,
      hidden,
    },
  ];
}

function isUnclear(word: string): boolean {
  return /\{\{|\{%|\$/.test(word) || word.includes(hole);
}

/** Options of dbt that take one value: what follows it, and what follows any other option, may be a further option. */
const takeOne =
  /^--?(?:t|target|profile|profiles-dir|project-dir|vars|threads|state|defer-state|favor-state|target-path|log-path|log-level|log-format|event-time-\w+|sample|output|selector|inline|args)$/;
const takeMany = /^(?:--select|-s|--models|--model|-m|--exclude|--resource-types?|--exclude-resource-types?)$/;

/** `free`: words that belong to no option; of a template nothing tells what it comes to. */
function optionsOf(args: readonly string[]): { readonly options: ReadonlyMap<string, string[]>; readonly free: readonly string[] } {
  const options = new Map<string, string[]>();
  const free: string[] = [];
  let current: string[] | null = null;
  let room = 0;
  for (const arg of args) {
    const assigned = /^(--?[\w-]+)=(.*)$/s.exec(arg);
    if (assigned?.[1] !== undefined) {
      options.set(assigned[1], [...(options.get(assigned[1]) ?? []), ...(assigned[2] ?? '').split(/\s+/)]);
      current = null;
      room = 0;
    } else if (/^--?[a-z]/.test(arg)) {
      current = options.get(arg) ?? [];
      options.set(arg, current);
      room = takeMany.test(arg) ? Number.POSITIVE_INFINITY : takeOne.test(arg) ? 1 : 0;
    } else if (room > 0) {
      current?.push(...arg.split(/\s+/).filter((word) => word !== ''));
      room--;
    } else free.push(arg);
  }
  return { options, free };
}

/** Splits one command at blanks outside quotes; quotes are taken off. Text in `{{ }}` stays together. */
function shellWords(command: string): string[] {
  const words = command.match(/(?:\{\{[\s\S]*?\}\}|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) =>
    word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_whole, double?: string, single?: string) => double ?? single ?? ''),
  );
}

/** A dbt command that a DAG runs, with its place. */
export interface DbtRunFound extends DbtCommand {
  readonly site: Site;
}
