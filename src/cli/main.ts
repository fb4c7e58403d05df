import { inspectJson } from '../engine/reports/inspect.ts';
import { check } from './check.ts';
import { explain } from './explain.ts';
import { fix } from './fix.ts';
import { incident } from './incident.ts';
import { init } from './init.ts';
import { loadJudged } from './loading.ts';
import { type Options, readOptions } from './options.ts';
import { complain, type ExitCode, print, writeAll } from './terminal.ts';

const usage = `Usage: pipeline-coach <command>

  check [PATH]                             what is open
  inspect [PATH]                           everything, as JSON
  fix <resource> <question> --value V      writes an answer; --place P, --project DIR, --dry-run
  explain <question>                       why a question is asked, and where its answer lives
  incident <resource>                      drafts the first words on a failure
  init [PATH]                              writes a first .pipeline-coach.yml and a baseline; --dry-run

  --root DIR      the folder that is read where no PATH is given, and what paths are relative to (default: the working directory)
  --today DATE    the date that counts as today

  check also takes
  --changed-since REF    only what differs from where the branch left REF (reads git)
  --baseline FILE        only what is new since init wrote FILE
  --threshold T          hint, info, warning: what counts; a number: how many may be open
  --format F             text, json, markdown, sarif, junit or github
`;

const commands: Readonly<Record<string, (args: readonly string[], options: Options) => Promise<ExitCode>>> = {
  check,
  inspect,
  fix,
  explain,
  incident,
  init,
};

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [name = '', ...rest] = argv;
  if (name === '' || name === '--help' || name === '-h' || name === 'help') return print(usage, name === '' ? 2 : 0);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return complain(`There is no command ${name}.\n\n${usage}`, 2);
  if (rest.some((word) => word === '--help' || word === '-h')) return print(usage, 0);
  const parsed = readOptions(rest);
  return 'wrong' in parsed ? complain(`${parsed.wrong}\n\n${usage}`, 2) : command(parsed.positionals, parsed.options);
}

async function inspect([path]: readonly string[], options: Options): Promise<ExitCode> {
  const root = path ?? options.root;
  const coach = await loadJudged(root, options.today);
  if (typeof coach === 'number') return coach;
  await writeAll(inspectJson(coach, root, options.today));
  return coach.frameworks().length === 0 && coach.problems().length > 0 ? 3 : 0;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** Ends when all is written: Node alone would first clear away the memory of a large workspace, piece by piece. */
function end(code: ExitCode): void {
  process.exitCode = code;
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}

main(process.argv.slice(2)).then(end, (error: unknown) => {
  process.stderr.write(`pipeline-coach: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  end(3);
});
