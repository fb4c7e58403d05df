import type { Findings, ResourceView } from '../views.ts';

/** What is open in a workspace, in words and in numbers. */
export interface CheckReport {
  readonly text: string;
  readonly open: number;
  readonly weak: number;
}

/** @returns every resource with an open question, the one to ask next spelled out, and the counts at the end. */
export function checkText(findings: Findings): CheckReport {
  const lines: string[] = [];
  let open = 0;
  let weak = 0;
  let asked = 0;
  for (const resource of findings.resources()) {
    if (resource.answers.some((answer) => answer.asked)) asked++;
    open += resource.open;
    weak += resource.weak;
    if (resource.next) lines.push(...resourceLines(resource));
  }
  for (const problem of findings.problems()) lines.push(`${problem.file}:${problem.line}  ${problem.message}`);
  lines.push('', `${asked} resources asked: ${open} open, ${weak} weak`);
  return { text: `${lines.join('\n')}\n`, open, weak };
}

function resourceLines(resource: ResourceView): string[] {
  const next = resource.answers.find((answer) => answer.id === resource.next);
  const others = resource.answers
    .filter((answer) => answer.asked && answer.id !== resource.next && (answer.state === 'unanswered' || answer.state === 'weak'))
    .map((answer) => answer.short);
  const answer = next?.state === 'weak' ? ` (${[next.answer, next.reason].filter(Boolean).join(': ')})` : '';
  return [
    `${resource.file}:${resource.line}  ${resource.name}: ${next?.question ?? ''}${answer}`,
    ...(others.length > 0 ? [`    then: ${others.join(' · ')}`] : []),
  ];
}
