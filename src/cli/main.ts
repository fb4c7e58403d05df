import { promises as fs, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { type Coach, createCoach } from '../engine/coach.ts';
import { checkText } from '../engine/reports/check.ts';
import { inspectJson } from '../engine/reports/inspect.ts';
import { applyEdits } from '../engine/writers/apply.ts';
import { nodeWorkspace } from '../node/workspace.ts';

/** 0 fine, 1 questions open, 2 wrong usage, 3 input could not be read. */
type ExitCode = 0 | 1 | 2 | 3;

const usage = `Usage: pipeline-coach <command>

  check [PATH]                             what is open
  inspect [PATH]                           everything, as JSON
  fix <resource> <question> --value V      writes an answer; --place P, --dry-run
  explain <question>                       why a question is asked, and where its answer lives

  --root DIR      what paths are relative to (default: the working directory)
  --today DATE    the date that counts as today
`;

interface Options {
  readonly root: string;
  readonly today: string;
  readonly value: string | undefined;
  readonly place: string | undefined;
  readonly dryRun: boolean;
}

const commands: Readonly<Record<string, (args: readonly string[], options: Options) => Promise<ExitCode>>> = {
  check,
  inspect,
  fix,
  explain,
};

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [name = '', ...rest] = argv;
  if (name === '' || name === '--help' || name === '-h' || name === 'help') return print(usage, name === '' ? 2 : 0);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return complain(`There is no command ${name}.\n\n${usage}`, 2);
  const parsed = readOptions(rest);
  return 'wrong' in parsed ? complain(`${parsed.wrong}\n\n${usage}`, 2) : command(parsed.positionals, parsed.options);
}

function readOptions(args: readonly string[]): { positionals: string[]; options: Options } | { wrong: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        root: { type: 'string' },
        today: { type: 'string' },
        value: { type: 'string' },
        place: { type: 'string' },
        'dry-run': { type: 'boolean' },
      },
    });
    const today = values.today ?? new Date().toISOString().slice(0, 10);
    if (!isDate(today)) return { wrong: `--today ${today} is not a date like 2026-01-31.` };
    return {
      positionals,
      options: { root: values.root ?? '.', today, value: values.value, place: values.place, dryRun: values['dry-run'] === true },
    };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

async function inspect([path]: readonly string[], options: Options): Promise<ExitCode> {
  const root = path ?? options.root;
  const coach = await load(root, options.today);
  if (!coach) return complain(`${root} is not a folder that can be read.`, 3);
  for (const piece of inspectJson(coach, root, options.today)) await write(piece);
  return coach.frameworks().length === 0 && coach.problems().length > 0 ? 3 : 0;
}

async function check([path]: readonly string[], options: Options): Promise<ExitCode> {
  const root = path ?? options.root;
  const coach = await load(root, options.today);
  if (!coach) return complain(`${root} is not a folder that can be read.`, 3);
  const report = checkText(coach);
  await write(report.text);
  return report.open + report.weak > 0 ? 1 : 0;
}

async function fix([id, question]: readonly string[], options: Options): Promise<ExitCode> {
  if (!id || !question || options.value === undefined) return complain(`fix wants a resource, a question and --value.\n\n${usage}`, 2);
  const coach = await load(options.root, options.today);
  if (!coach) return complain(`${options.root} is not a folder that can be read.`, 3);
  const resource = coach.resource(id);
  if (!resource) return complain(`${id} is no resource of this workspace, or one of several; \`inspect\` lists them.`, 2);
  const places = coach.places(resource.key, question);
  const place = options.place ?? places[0]?.id;
  if (place === undefined || !places.some((candidate) => candidate.id === place)) {
    return complain(`${question} of ${id} can be written at: ${places.map((candidate) => candidate.id).join(', ') || 'no place'}.`, 2);
  }
  const result = await coach.edits(resource.key, question, place, options.value);
  if ('refused' in result) return complain(result.refused, 2);
  const files = new Set(result.edits.map((edit) => edit.file));
  for (const file of files) {
    const path = join(options.root, file);
    const before = await fs.readFile(path, 'utf8').catch(() => '');
    const after = applyEdits(
      before,
      result.edits.filter((edit) => edit.file === file),
    );
    await write(createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, { headerOptions: FILE_HEADERS_ONLY }));
    if (options.dryRun) continue;
    await fs.mkdir(dirname(path), { recursive: true });
    await fs.writeFile(path, after);
  }
  return 0;
}

async function explain([question]: readonly string[]): Promise<ExitCode> {
  if (!question || !/^[a-z-]+$/.test(question)) return complain(`explain wants the id of a question.\n\n${usage}`, 2);
  try {
    return print(readFileSync(join(__dirname, '..', 'docs', 'questions', `${question}.md`), 'utf8'), 0);
  } catch {
    return complain(`There is no question ${question}.`, 2);
  }
}

async function load(root: string, today: string): Promise<Coach | null> {
  const stat = await fs.stat(root).catch(() => null);
  if (!stat?.isDirectory()) return null;
  const coach = createCoach({ workspace: nodeWorkspace(resolve(root)), today, progress: showProgress });
  await coach.load();
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  return coach;
}

function showProgress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\rreading ${done} of ${all} files\u001b[K`);
}

/** Waits for a slow reader of the output, so that pieces do not pile up in memory. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resume) => process.stdout.once('drain', resume));
}

function print(text: string, code: ExitCode): ExitCode {
  process.stdout.write(text);
  return code;
}

function complain(text: string, code: ExitCode): ExitCode {
  process.stderr.write(`${text.trimEnd()}\n`);
  return code;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`pipeline-coach: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 3;
  },
);
