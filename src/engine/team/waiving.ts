import type { Graph } from '../graph/graph.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Evidence, Judgement, Problem, Resource, Span, StatedWaiver } from '../model.ts';
import { nearestName } from '../policy/nearest.ts';
import type { Policy } from '../policy/policy.ts';
import { holds, waiverObjection } from '../policy/waivers.ts';
import type { Question } from '../questions/question.ts';
import type { Rules, Team } from './team.ts';

/** A waiver of the team file or of the code, in one form. */
interface Applied {
  readonly reason: string;
  readonly until: string | null;
  readonly evidence: Evidence;
  readonly end: Span | null;
}

/** A waiver that has ended: where its last day stands (null where it cannot be changed there), and by which way it applied. */
export interface LapsedWaiver {
  readonly end: Span | null;
  readonly route: Message;
}

/**
 * @returns the judgement of a question under the waivers that there are for a resource. What is answered or does not arise
 * stays as it is; where a waiver has ended, the judgement says so.
 */
export function withWaiver(
  question: string,
  resource: Resource,
  judgement: Judgement,
  statedOf: (resource: Resource) => readonly StatedWaiver[],
  policy: Policy,
): Judgement {
  if (judgement.state === 'answered' || judgement.state === 'not_applicable') return judgement;
  const all = waiversFor(question, resource, statedOf(resource), policy);
  const waiver = all.find((one) => holds(one, policy.today));
  if (waiver) return waivedBy(waiver);
  const lapsed = all
    .flatMap(({ until }) => until ?? [])
    .sort()
    .at(-1);
  if (lapsed === undefined || judgement.state === 'unknown') return judgement;
  return { ...judgement, lapsed, reason: judgement.reason ?? t('its waiver ended on {0}', lapsed) };
}

/** @returns the waivers of a question for a resource that hold no longer. */
export function lapsedWaivers(question: string, resource: Resource, graph: Graph, policy: Policy): LapsedWaiver[] {
  const lapsed = waiversFor(question, resource, statedWaivers(resource, graph), policy).filter((waiver) => !holds(waiver, policy.today));
  return lapsed.map(({ end, evidence }) => ({ end, route: evidence.route }));
}

function waivedBy({ reason, until, evidence }: Applied): Judgement {
  const base = { answer: null, inherited: false, evidence: [evidence] };
  if (until === null) return { ...base, state: 'not_applicable', reason: verbatim(reason) };
  return { ...base, state: 'waived', reason: t('until {0}: {1}', until, reason), until };
}

/** Those of the code come first: they stand nearer. */
function waiversFor(question: string, resource: Resource, all: readonly StatedWaiver[], policy: Policy): Applied[] {
  const stated = all.filter((waiver) => waiver.question === question && waiverObjection(waiver) === null);
  const inTeamFile = policy.waivers.filter(
    ({ questions, covers }) => questions.includes(question) && covers(resource.anchor.file, resource.id),
  );
  return [...stated.map((waiver) => ({ ...waiver, until: endOf(waiver) })), ...inTeamFile];
}

function endOf({ until, notApplicable }: StatedWaiver): string | null {
  return notApplicable ? null : until;
}

/** @returns the waivers that the code states for a resource, of whatever question. */
export function statedWaivers(resource: Resource, graph: Graph): readonly StatedWaiver[] {
  const linked = graph.linkedOf(resource);
  const remarks = linked.remarks?.(resource.anchor.file) ?? [];
  const own = linked.waivers?.(resource) ?? [];
  if (remarks.length === 0) return own;
  const { file } = resource.anchor;
  const anchors = graph.inFile(file).filter((other) => other.anchor.file === file && other.framework === resource.framework);
  return [...remarks.filter((remark) => isAbout(remark, remarks, resource, anchors)), ...own];
}

/**
 * A comment is about what stands right below it, or in the same line; else about what begins last above it; above
 * everything, it is about all of the file.
 */
function isAbout(remark: StatedWaiver, remarks: readonly StatedWaiver[], resource: Resource, all: readonly Resource[]): boolean {
  if (all.length < 2) return true;
  let { line } = remark.evidence.span;
  while (remarks.some(({ evidence }) => evidence.span.line === line + 1)) line++;
  const below = all.filter(({ anchor }) => anchor.line === remark.evidence.span.line || anchor.line === line + 1);
  if (below.length > 0) return below.includes(resource);
  const above = all.filter(({ anchor }) => anchor.line < line).map(({ anchor }) => anchor.line);
  return above.length === 0 || resource.anchor.line === Math.max(...above);
}

/** Whether a question is asked of a resource, and what it comes to. */
interface Judging {
  question(id: string, resource: Resource): Question | undefined;
  judge(question: Question, resource: Resource): Judgement;
}

/** @returns a problem for every waiver that waives nothing (half written, over, of a question that does not exist, or without need), and for every helper that answers nothing. */
export function waiverProblems(graph: Graph, team: Team, asking: Judging): Problem[] {
  return [...inTeamFiles(graph, team, asking), ...inCode(graph.resources, graph, team, asking)];
}

/** @returns the same for the waivers that stand in one file, without a look at all others. */
export function waiverProblemsIn(file: string, graph: Graph, team: Team, asking: Judging): Problem[] {
  const resources = graph.inFile(file);
  const all = resources.length > 0 ? inCode(resources, graph, team, asking) : inTeamFiles(graph, team, asking);
  return all.filter((problem) => problem.file === file);
}

function inTeamFiles(graph: Graph, team: Team, asking: Judging): Problem[] {
  return team.all.flatMap((rules) => [...teamWaiverProblems(rules, graph, team, asking), ...helperProblems(rules, graph, team, asking)]);
}

/** A misspelt call would answer nothing, and nobody would notice. */
function helperProblems(rules: Rules, graph: Graph, team: Team, asking: Judging): Problem[] {
  const { helpers } = rules.policy;
  if (helpers.length === 0) return [];
  const resources = graph.resources.filter(({ anchor }) => team.rulesFor(anchor.file) === rules);
  const idle = helpers.filter((helper) => !helper.questions.some((id) => resources.some((one) => isAnsweredBy(helper, id, one, asking))));
  return idle.map((helper) => problemAt(helper, t('{0}() answers nothing: no question is open because of it', helper.call)));
}

function teamWaiverProblems(rules: Rules, graph: Graph, team: Team, asking: Judging): Problem[] {
  const { waivers, today } = rules.policy;
  if (waivers.length === 0) return [];
  const resources = graph.resources.filter(({ anchor }) => team.rulesFor(anchor.file) === rules);
  const ids = new Set(resources.map(({ id }) => id));
  return waivers.flatMap((waiver) => {
    const what = waiver.questions.join(', ');
    const covered = resources.filter((resource) => waiver.covers(resource.anchor.file, resource.id));
    const strangers = waiver.ids.filter((id) => !ids.has(id));
    if (strangers.length > 0) return strangers.map((id) => problemAt(waiver, unknownResource(id, ids)));
    if (covered.length === 0) return [problemAt(waiver, t('The waiver of {0} holds for nothing in the workspace', what))];
    if (!holds(waiver, today)) return [problemAt(waiver, ended(what, waiver.until))];
    const isNeeded = waiver.questions.some((id) => covered.some((resource) => isAnsweredBy(waiver, id, resource, asking)));
    return isNeeded ? [] : [problemAt(waiver, needless(what))];
  });
}

/** One waiver may hold for many: a comment above several DAGs, the meta of a folder. */
function inCode(resources: readonly Resource[], graph: Graph, team: Team, asking: Judging): Problem[] {
  const bySpan = new Map<string, { readonly waiver: StatedWaiver; readonly covered: Resource[] }>();
  for (const resource of resources) {
    for (const waiver of statedWaivers(resource, graph)) {
      const { file, from } = waiver.evidence.span;
      const known = bySpan.get(`${file}:${from}`);
      if (known) known.covered.push(resource);
      else bySpan.set(`${file}:${from}`, { waiver, covered: [resource] });
    }
  }
  return [...bySpan.values()].flatMap(({ waiver, covered }) => {
    const message = objectionTo(waiver, covered, team, asking);
    return message ? [problemAt(waiver, message)] : [];
  });
}

function objectionTo(waiver: StatedWaiver, covered: readonly Resource[], team: Team, asking: Judging): Message | null {
  const { question } = waiver;
  const asked = covered.filter((resource) => asking.question(question, resource));
  const [first] = asked;
  if (!first) return unknownQuestion(question, covered, team);
  const objection = waiverObjection(waiver);
  if (objection) return objection;
  const until = endOf(waiver);
  if (!holds({ until }, team.rulesFor(first.anchor.file).policy.today)) return ended(question, until);
  return asked.some((resource) => isAnsweredBy(waiver, question, resource, asking)) ? null : needless(question);
}

function problemAt({ evidence }: { readonly evidence: Evidence }, message: Message): Problem {
  return { file: evidence.span.file, line: evidence.span.line, message };
}

function isAnsweredBy({ evidence }: { readonly evidence: Evidence }, id: string, resource: Resource, asking: Judging): boolean {
  const question = asking.question(id, resource);
  const [by] = question ? asking.judge(question, resource).evidence : [];
  return by?.span.file === evidence.span.file && by.span.from === evidence.span.from;
}

function unknownQuestion(id: string, [resource]: readonly Resource[], team: Team): Message {
  if (id === '')
    return t(
      'This waiver names no question. A comment reads "coach: waive owner-named until 2027-01-31 because …"; in meta it has question, reason and until',
    );
  const known = resource ? team.rulesFor(resource.anchor.file).questions : [];
  const near = nearestName(
    id,
    known.map((question) => question.id),
  );
  return near ? t('There is no question {0}; did you mean {1}?', id, near) : t('There is no question {0}', id);
}

function unknownResource(id: string, ids: Iterable<string>): Message {
  const near = nearestName(id, ids);
  return near ? t('There is no {0} for this waiver; did you mean {1}?', id, near) : t('There is no {0} for this waiver', id);
}

function ended(what: string, until: string | null): Message {
  return t('The waiver of {0} ended on {1}; it is asked again', what, until ?? '');
}

function needless(what: string): Message {
  return t('The waiver of {0} is not needed: what it holds for is answered, waived elsewhere, or does not arise', what);
}
