import { type Message, t, verbatim } from './l10n.ts';
import type { Evidence, Judgement, Linked, Problem, Resource, StatedWaiver } from './model.ts';
import type { Policy } from './policy/policy.ts';
import { holds, waiverObjection } from './policy/waivers.ts';

/** A waiver of the team file or of the code, in one form. */
interface Applied {
  readonly reason: string;
  readonly until: string | null;
  readonly evidence: Evidence;
}

/** @returns the judgement of a question that is waived for a resource, or null where it is answered, does not arise, or nobody waived it. */
export function waived(question: string, resource: Resource, judgement: Judgement, linked: Linked, policy: Policy): Judgement | null {
  if (judgement.state === 'answered' || judgement.state === 'not_applicable') return null;
  const waiver = inCode(question, resource, linked, policy) ?? inTeamFile(question, resource, policy);
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

function inCode(question: string, resource: Resource, linked: Linked, policy: Policy): Applied | null {
  const found = (linked.waivers?.(resource) ?? []).filter((waiver) => waiver.question === question && waiverObjection(waiver) === null);
  const applied = found.map(({ reason, until, notApplicable, evidence }) => ({ reason, until: notApplicable ? null : until, evidence }));
  return applied.find((waiver) => holds(waiver, policy.today)) ?? null;
}

/** @returns what is wrong with the waivers that stand in the code: no reason, no end, an end that has passed, a question that does not exist. */
export function codeWaiverProblems(linked: Linked, policy: Policy, isQuestion: (id: string) => boolean): Problem[] {
  if (!linked.waivers) return [];
  return linked.resources.flatMap((resource) =>
    (linked.waivers?.(resource) ?? []).flatMap((waiver) => {
      const message = isQuestion(waiver.question)
        ? (waiverObjection(waiver) ?? ended(waiver, policy))
        : t('There is no question {0}', waiver.question);
      return message ? [{ file: waiver.evidence.span.file, line: waiver.evidence.span.line, message }] : [];
    }),
  );
}

function ended(waiver: StatedWaiver, policy: Policy): Message | null {
  if (waiver.notApplicable || holds(waiver, policy.today)) return null;
  return t('The waiver of {0} ended on {1}; it is asked again', waiver.question, waiver.until ?? '');
}
