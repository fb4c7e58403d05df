import { t } from '../l10n.ts';
import type { FileSet, Problem, Span } from '../model.ts';
import { codeownersOf } from '../policy/codeowners.ts';
import { globObjection, pathMatcher } from '../policy/globs.ts';
import type { Layering } from '../policy/layers.ts';
import { defaultPolicy, type Policy, silentPolicy } from '../policy/policy.ts';
import { teamPolicy } from '../policy/teamPolicy.ts';
import { questions as catalogue } from '../questions/list.ts';
import type { Question } from '../questions/question.ts';
import { teamFileName } from '../workspace.ts';
import { ownQuestions } from './ownQuestions.ts';
import { codeownersIn, folderAbove, isMisnamed, type TeamFragment, teamFilesIn } from './teamFiles.ts';

/** What holds in one folder: what the team has decided there, the catalogue and the team's own questions. */
export interface Rules {
  readonly policy: Policy;
  readonly questions: readonly Question[];
  /** The team's layers as text; empty where it has none of its own. */
  readonly layers: string;
}

/** What the teams' own files come to. */
export interface Team {
  /** What holds for a file: the team file nearest above it alone, else what holds where no team has said anything. */
  rulesFor(file: string): Rules;
  /** What each team file says. */
  readonly all: readonly Rules[];
  /** The catalogue and every team's own questions. */
  readonly questions: readonly Question[];
  readonly layering: Layering;
  /** What keeps team files from being used; empty where all are in force. */
  readonly errors: readonly Problem[];
  /** @returns a problem for every path of a team file that no file of its folder matches. */
  idlePaths(): readonly Problem[];
  /** Whom CODEOWNERS names for a file: a suggestion, never an answer. */
  codeowners(file: string): readonly string[];
}

/** A team file as it stands. `unreadable` says why there is no fragment of it. */
interface Source {
  readonly folder: string;
  readonly file: string;
  readonly fragment: TeamFragment | undefined;
  readonly unreadable: Problem['message'] | undefined;
}

type TeamFileSet = FileSet<TeamFragment>;

/**
 * Makes the function that says what the teams have decided. A team file that cannot be used leaves its last good one in
 * force; where there was none, nothing is asked in its folder. The same files give the same object again.
 */
export function createTeam(files: TeamFileSet, today: string, unreadable: ReadonlyMap<string, Problem['message']>): () => Team {
  const unsaid: Rules = { policy: defaultPolicy(today), questions: catalogue, layers: '' };
  const silent: Rules = { ...unsaid, policy: silentPolicy(today) };
  const lastGood = new Map<string, Rules>();
  let seen: readonly unknown[] = [];
  let last: Team | null = null;
  let layers = '';

  function rulesOf(source: Source): Rules {
    const good = inForce(files, source, today);
    if (good) lastGood.set(source.file, good);
    return lastGood.get(source.file) ?? silent;
  }

  function layeringFor(rules: ReadonlyMap<string, Rules>, rulesFor: Team['rulesFor']): Layering {
    const all = [...rules].map(([folder, one]) => [folder, one.layers]);
    const now = all.some(([, text]) => text !== '') ? JSON.stringify(all) : '';
    if (last && now === layers) return last.layering;
    layers = now;
    return { layerOf: (file, name) => rulesFor(file).policy.layerOf(file, name) };
  }

  return () => {
    const sources = [...teamFilesIn(files)].map(([folder, file]) => ({
      folder,
      file,
      fragment: files.fragment(file),
      unreadable: unreadable.get(file),
    }));
    const owners = [...codeownersIn(files)].map(([folder, file]) => ({ folder, rules: files.fragment(file)?.codeowners ?? null }));
    const misnamed = files.all.filter(isMisnamed);
    const now = [...misnamed, ...sources.flatMap((source) => Object.values(source)), ...owners.flatMap((one) => Object.values(one))];
    if (last && now.length === seen.length && now.every((item, index) => item === seen[index])) return last;
    seen = now;
    for (const file of lastGood.keys()) if (!sources.some((source) => source.file === file)) lastGood.delete(file);
    const rules = new Map(sources.map((source) => [source.folder, rulesOf(source)]));
    const rulesFor = (file: string) => (rules.size === 0 ? unsaid : (rules.get(folderAbove(rules.keys(), file) ?? '') ?? unsaid));
    last = {
      rulesFor,
      all: [...rules.values()],
      questions: uniqueById([...catalogue, ...[...rules.values()].flatMap(({ questions }) => questions)]),
      layering: layeringFor(rules, rulesFor),
      errors: [...sources.flatMap((source) => errorsOf(source, files)), ...misnamed.map(misnamedProblem)],
      idlePaths: idlePathsOf(files, sources),
      codeowners: ownersIn(new Map(owners.map((one) => [one.folder, codeownersOf(one.rules ?? [])]))),
    };
    return last;
  };
}

function uniqueById(questions: readonly Question[]): Question[] {
  return [...new Map(questions.map((question) => [question.id, question])).values()];
}

function inForce(files: TeamFileSet, { folder, file, fragment }: Source, today: string): Rules | null {
  const team = fragment?.team;
  if (!team?.data) return null;
  const spans = (ranges: readonly { from: number; to: number }[]): Span[] => ranges.map((range) => files.span(file, range));
  const { provided, helpers, waivers, asked, ends } = team.places;
  const source = {
    data: team.data,
    folder,
    provided: spans(provided),
    helpers: spans(helpers),
    waivers: spans(waivers),
    ends: ends.map((end) => end && files.span(file, end)),
  };
  return {
    policy: teamPolicy(source, today),
    questions: [...catalogue, ...ownQuestions(team.data.ask ?? [], spans(asked))],
    layers: team.data.layers ? JSON.stringify(team.data.layers) : '',
  };
}

function errorsOf({ file, fragment, unreadable }: Source, files: TeamFileSet): Problem[] {
  if (unreadable) return [{ file, line: 1, message: unreadable }];
  return (fragment?.problems ?? []).map((problem) => ({ file, line: files.span(file, problem).line, message: problem.message }));
}

function misnamedProblem(file: string): Problem {
  return { file, line: 1, message: t('This file is not read: a team file is called {0}', teamFileName) };
}

/** Looks once for every list of files. */
function idlePathsOf(files: TeamFileSet, sources: readonly Source[]): Team['idlePaths'] {
  let all: readonly string[] | null = null;
  let problems: readonly Problem[] = [];
  const idleIn = ({ folder, file, fragment }: Source): Problem[] => {
    const isIdle = (glob: string) => {
      const matches = pathMatcher([glob], folder);
      return globObjection(glob) === null && !files.all.some((one) => matches(one));
    };
    const idle = (fragment?.team?.globs ?? []).filter(({ glob }) => isIdle(glob));
    return idle.map((path) => {
      const { line } = files.span(file, path);
      return { file, line, message: t('{0} matches no file of the workspace', path.glob) };
    });
  };
  return () => {
    if (all === files.all) return problems;
    all = files.all;
    problems = sources.flatMap(idleIn);
    return problems;
  };
}

/** The nearest CODEOWNERS above a file speaks of it, by its path from there. */
function ownersIn(byFolder: ReadonlyMap<string, (file: string) => readonly string[]>): Team['codeowners'] {
  return (file) => {
    const folder = folderAbove(byFolder.keys(), file);
    return folder === undefined ? [] : (byFolder.get(folder)?.(file.slice(folder.length)) ?? []);
  };
}
