import type { AnswerView, Findings, ResourceView } from '../views.ts';

/** A question that is open for a resource: little enough to hold for every resource of a large workspace. */
export interface OpenItem {
  readonly resource: Pick<ResourceView, 'key' | 'id' | 'name' | 'project' | 'file' | 'line'>;
  readonly answer: AnswerView;
  /** The resource's file and those that say something about it. */
  readonly files: readonly string[];
}

/** What is open in a workspace. `asked`: how many resources are asked anything. */
export interface Survey {
  readonly items: readonly OpenItem[];
  readonly asked: number;
}

/** What counts against a change: everything of that severity or louder, above a number. */
export interface Threshold {
  readonly severity: 'hint' | 'info' | 'warning';
  readonly most: number;
}

const order = { off: 0, hint: 1, info: 2, warning: 3 } as const;

/** @returns whether an answer is asked for now, and missing or weak. */
export function isOpen(answer: AnswerView): boolean {
  return answer.asked && answer.later === null && (answer.state === 'unanswered' || answer.state === 'weak');
}

/** @returns whether a question is asked at least that loudly. */
export function isAtLeast(answer: AnswerView, severity: keyof typeof order): boolean {
  return order[answer.severity] >= order[severity];
}

/** @returns every open question of the workspace, resource by resource, the one to ask next in front. */
export function survey(findings: Pick<Findings, 'resources'>): Survey {
  const items: OpenItem[] = [];
  let asked = 0;
  for (const found of findings.resources()) {
    if (found.answers.some((answer) => answer.asked)) asked++;
    const open = found.answers.filter(isOpen).sort((a, b) => Number(b.id === found.next) - Number(a.id === found.next));
    if (open.length === 0) continue;
    const { key, id, name, project, file, line } = found;
    const files = [...new Set([file, ...found.answers.flatMap(({ evidence }) => evidence.map((link) => link.file))])];
    items.push(...open.map((answer) => ({ resource: { key, id, name, project, file, line }, answer, files })));
  }
  return { items, asked };
}

/** @returns what stands there and what is wrong with it; "TBD answers nobody" names the answer itself. Empty where nothing stands there. */
export function saidOf({ answer, reason }: AnswerView): string {
  return answer !== null && reason?.includes(answer) ? reason : [answer, reason].filter(Boolean).join(': ');
}

/** Names an open question across runs: where an id stands in two projects, the project tells them apart. */
export function itemKey({ resource, answer }: OpenItem): string {
  return `${resource.project} ${resource.id} ${answer.id}`;
}
