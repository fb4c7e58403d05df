import { t } from '../l10n.ts';
import type { FileSet, Problem, Resource, Span } from '../model.ts';
import { codeownersOf } from '../policy/codeowners.ts';
import { teamFileName } from '../policy/config.ts';
import { globObjection, pathMatcher } from '../policy/globs.ts';
import { defaultPolicy, type Policy, silentPolicy } from '../policy/policy.ts';
import { teamPolicy } from '../policy/teamPolicy.ts';
import { holds } from '../policy/waivers.ts';
import { questions } from '../questions/list.ts';
import type { Question } from '../questions/question.ts';
import { teamQuestions } from './ownQuestions.ts';
import { codeownersFile, type TeamFragment } from './teamFiles.ts';

/** What the team's own files come to. */
export interface Team {
  readonly policy: Policy;
  /** The catalogue and the team's own. */
  readonly questions: readonly Question[];
  /** The team's layers as text: all that linking hangs on. */
  readonly layers: string;
  /** What keeps the team file from being used; empty where it is in force. */
  readonly errors: readonly Problem[];
  /** @returns a problem for every path of the team file that no file of the workspace matches. */
  idlePaths(): readonly Problem[];
  /** Whom CODEOWNERS names for a file: a suggestion, never an answer. */
  codeowners(file: string): readonly string[];
}

/**
 * Makes the function that says what the team has decided. A team file that cannot be used leaves the last good one in
 * force; where there was none, nothing is asked. The same files give the same object again.
 */
export function createTeam(files: FileSet<TeamFragment>, today: string, unreadable: ReadonlyMap<string, Problem['message']>): () => Team {
  let last: Team = { policy: defaultPolicy(today), questions, layers: '', errors: [], idlePaths: () => [], codeowners: () => [] };
  let good: Pick<Team, 'policy' | 'questions' | 'layers'> | null = null;
  let seen: readonly unknown[] = [];

  return () => {
    const fragment = files.has(teamFileName) ? files.fragment(teamFileName) : undefined;
    const owners = codeownersFile(files);
    const rules = owners === undefined ? undefined : files.fragment(owners)?.codeowners;
    const notRead = unreadable.get(teamFileName);
    if (last && [fragment, rules, notRead].every((item, index) => item === seen[index])) return last;
    seen = [fragment, rules, notRead];
    if (!fragment && !notRead) good = null;
    good = (fragment && inForce(files, fragment, today)) ?? good;
    const errors = notRead
      ? [{ file: teamFileName, line: 1, message: notRead }]
      : (fragment?.problems ?? []).map((problem) => ({
          file: teamFileName,
          line: files.span(teamFileName, problem).line,
          message: problem.message,
        }));
    const fallback = errors.length > 0 ? silentPolicy(today) : defaultPolicy(today);
    last = {
      policy: fallback,
      questions,
      layers: '',
      ...good,
      errors,
      idlePaths: idlePathsOf(files, fragment),
      codeowners: codeownersOf(rules ?? []),
    };
    return last;
  };
}

function inForce(
  files: FileSet<TeamFragment>,
  { team }: TeamFragment,
  today: string,
): Pick<Team, 'policy' | 'questions' | 'layers'> | null {
  if (!team?.data) return null;
  const spans = (ranges: readonly { from: number; to: number }[]): Span[] => ranges.map((range) => files.span(teamFileName, range));
  const { provided, helpers, waivers } = team.places;
  const policy = teamPolicy({ data: team.data, provided: spans(provided), helpers: spans(helpers), waivers: spans(waivers) }, today);
  const own = teamQuestions(team.data.ask ?? []);
  return { policy, questions: [...questions, ...own], layers: team.data.layers ? JSON.stringify(team.data.layers) : '' };
}

/** Looks once for every list of files. */
function idlePathsOf(files: FileSet<TeamFragment>, fragment: TeamFragment | undefined): Team['idlePaths'] {
  let all: readonly string[] | null = null;
  let problems: readonly Problem[] = [];
  return () => {
    if (all === files.all) return problems;
    all = files.all;
    const isIdle = (glob: string) => {
      const matches = pathMatcher([glob]);
      return globObjection(glob) === null && !files.all.some((file) => matches(file));
    };
    const idle = (fragment?.team?.globs ?? []).filter(({ glob }) => isIdle(glob));
    problems = idle.map((path) => {
      const { file, line } = files.span(teamFileName, path);
      return { file, line, message: t('{0} matches no file of the workspace', path.glob) };
    });
    return problems;
  };
}

/** @returns a problem for every waiver of the team file that holds for no resource, or no longer. */
export function waiverProblems(policy: Policy, resources: readonly Resource[]): Problem[] {
  return policy.waivers.flatMap((waiver) => {
    const { file, line } = waiver.evidence.span;
    const what = waiver.questions.join(', ');
    if (!resources.some((resource) => waiver.covers(resource.anchor.file, resource.id)))
      return [{ file, line, message: t('The waiver of {0} holds for nothing in the workspace', what) }];
    if (!holds(waiver, policy.today))
      return [{ file, line, message: t('The waiver of {0} ended on {1}; it is asked again', what, waiver.until ?? '') }];
    return [];
  });
}
