import type { Graph } from '../graph.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Evidence, Judgement, Problem, Resource, StatedWaiver } from '../model.ts';
import type { Policy } from '../policy/policy.ts';
import { holds, waiverObjection } from '../policy/waivers.ts';

/** A waiver of the team file or of the code, in one form. */
interface Applied {
  readonly reason: string;
  readonly until: string | null;
  readonly evidence: Evidence;
}

/** @returns the judgement of a question that is waived for a resource, or null where it is answered, does not arise, or nobody waived it. */
export function waived(question: string, resource: Resource, judgement: Judgement, graph: Graph, policy: Policy): Judgement | null {
  if (judgement.state === 'answered' || judgement.state === 'not_applicable') return null;
  const waiver = inCode(question, resource, graph, policy) ?? inTeamFile(question, resource, policy);
  if (!waiver) return null;
  const { reason, until, evidence } = waiver;
  const base = { answer: null, inherited: false, evidence: [evidence] };
  if (until === null) return { ...base, state: 'not_applicable', reason: verbatim(reason) };
  return { ...base, state: 'waived', reason: t('until {0}: {1}', until, reason), until };
}

function inTeamFile(question: string, resource: Resource, policy: Policy): Applied | null {
  const { file } = resource.anchor;
  const found = policy.waivers.filter(({ questions, covers }) => questions.includes(question) && covers(file, resource.id));
  return found.find((waiver) => holds(waiver, policy.today)) ?? null;
}

function inCode(question: string, resource: Resource, graph: Graph, policy: Policy): Applied | null {
  const found = statedFor(resource, graph).filter((waiver) => waiver.question === question && waiverObjection(waiver) === null);
  const applied = found.map(({ reason, until, notApplicable, evidence }) => ({ reason, until: notApplicable ? null : until, evidence }));
  return applied.find((waiver) => holds(waiver, policy.today)) ?? null;
}

function statedFor(resource: Resource, graph: Graph): readonly StatedWaiver[] {
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

/** @returns what is wrong with the waivers that stand in the code: no reason, no end, an end that has passed, a question that does not exist. */
export function codeWaiverProblems(graph: Graph, policy: Policy, isQuestion: (id: string) => boolean): Problem[] {
  return graph.resources.flatMap((resource) =>
    statedFor(resource, graph).flatMap((waiver) => {
      const message = isQuestion(waiver.question) ? (waiverObjection(waiver) ?? ended(waiver, policy)) : unknownQuestion(waiver.question);
      return message ? [{ file: waiver.evidence.span.file, line: waiver.evidence.span.line, message }] : [];
    }),
  );
}

function unknownQuestion(id: string): Message {
  if (id !== '') return t('There is no question {0}', id);
  return t('This waiver names no question; a comment reads "coach: waive owner-named until 2027-01-31 because …"');
}

function ended(waiver: StatedWaiver, policy: Policy): Message | null {
  if (waiver.notApplicable || holds(waiver, policy.today)) return null;
  return t('The waiver of {0} ended on {1}; it is asked again', waiver.question, waiver.until ?? '');
}
