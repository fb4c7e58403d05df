import { type Message, t } from '../../l10n.ts';
import { hole, type Site } from '../following/values.ts';

/** A dbt command in the words of a shell. */
export interface DbtCommand {
  readonly words: string;
  /** `build`, `run`, `test`, `source freshness` … */
  readonly verb: string;
  readonly select: readonly string[] | null;
  readonly exclude: readonly string[];
  readonly projectDir: string | null;
  readonly hidden: Message | null;
}

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
  const options = optionsOf(args.slice(at + 1));
  const select = ['--select', '-s', '--models', '--model', '-m'].flatMap((name) => options.get(name) ?? []);
  const exclude = options.get('--exclude') ?? [];
  const dir = options.get('--project-dir')?.[0] ?? folder;
  const unclear = [...select, ...exclude].some((word) => /\{\{|\{%|\$/.test(word) || word.includes(hole));
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

function optionsOf(args: readonly string[]): Map<string, string[]> {
  const options = new Map<string, string[]>();
  let current: string[] | null = null;
  for (const arg of args) {
    const assigned = /^(--?[\w-]+)=(.*)$/s.exec(arg);
    if (assigned?.[1] !== undefined) {
      options.set(assigned[1], [...(options.get(assigned[1]) ?? []), ...(assigned[2] ?? '').split(/\s+/)]);
      current = null;
    } else if (/^--?[a-z]/.test(arg)) {
      current = options.get(arg) ?? [];
      options.set(arg, current);
    } else current?.push(...arg.split(/\s+/).filter((word) => word !== ''));
  }
  return options;
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
