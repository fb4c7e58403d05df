import { render, type Translate, t } from '../../engine/l10n.ts';
import type { State } from '../../engine/model.ts';
import type { AnswerView, LinkView, NeighbourView, ResourceView } from '../../engine/views.ts';
import { markdownText } from '../escaping.ts';

/** What can be done about a line, in the order of its buttons. */
export type ChecklistAction = 'answer' | 'decide';

/** One line of the checklist. Nothing can be done where a good answer stands. */
export interface ChecklistLine {
  readonly id: string;
  readonly question: string;
  readonly why: string;
  readonly state: State;
  readonly stateText: string;
  readonly said: string | null;
  readonly evidence: readonly LinkView[];
  readonly actions: readonly ChecklistAction[];
  readonly next: boolean;
}

/** The lines under one heading, which also has a short form. */
export interface ChecklistGroup {
  readonly short: string;
  readonly title: string;
  readonly lines: readonly ChecklistLine[];
}

/** The checklist of one resource, in words. */
export interface ChecklistView {
  readonly key: string;
  readonly name: string;
  readonly about: string;
  readonly place: LinkView;
  readonly summary: string;
  readonly groups: readonly ChecklistGroup[];
  /** The reader's own questions about it, and what stands above them. */
  readonly mine: { readonly title: string; readonly questions: readonly string[] };
  /** Questions that do not arise here, with the reason. */
  readonly aside: readonly ChecklistLine[];
}

/** @returns whether the team asks it here and the code has no good answer. */
export function isOpen(answer: AnswerView): boolean {
  return answer.asked && answer.later === null && (answer.state === 'unanswered' || answer.state === 'weak');
}

/** @returns what is open, with the question that comes next in front. */
export function openAnswers(resource: ResourceView): AnswerView[] {
  return resource.answers.filter(isOpen).sort((a, b) => Number(b.id === resource.next) - Number(a.id === resource.next));
}

const headings = [
  { group: 'ambiguity', short: t('Ambiguity'), title: t('Ambiguity: before anything is built') },
  { group: 'failure', short: t('Failure'), title: t('Failure: communicate first, solve second') },
  { group: 'business', short: t('Business'), title: t('Business: in the consumer’s words') },
  { group: 'ownership', short: t('Ownership'), title: t('Ownership: after the merge') },
  { group: 'growth', short: t('Our own'), title: t('Our own questions') },
];

/** Puts a resource's questions under their headings; a heading with nothing under it is left out. */
export function checklistOf(resource: ResourceView, translate: Translate, mine: readonly string[] = []): ChecklistView {
  const line = (answer: AnswerView) => lineOf(answer, resource.next, translate);
  const groups = headings.map(({ group, short, title }) => ({
    short: render(short, translate),
    title: render(title, translate),
    lines: resource.answers.filter((answer) => answer.group === group && isListed(answer)).map(line),
  }));
  return {
    key: resource.key,
    name: resource.name,
    about: aboutOf(resource, translate),
    place: { file: resource.file, line: resource.line, column: resource.column, from: 0, to: 0, route: '' },
    summary: summaryOf(resource, translate),
    groups: groups.filter(({ lines }) => lines.length > 0),
    mine: { title: render(t('My own questions'), translate), questions: mine },
    aside: resource.answers.filter(({ state }) => state === 'not_applicable').map(line),
  };
}

/** @returns what is open, in one phrase; never a score. */
export function summaryOf(resource: ResourceView, translate: Translate): string {
  if (resource.unasked !== null) return resource.unasked;
  const open = resource.open > 0 ? [render(t('{0} open', resource.open), translate)] : [];
  const weak = resource.weak > 0 ? [render(t('{0} weak', resource.weak), translate)] : [];
  return [...open, ...weak].join(', ') || render(t('nothing open'), translate);
}

/** @returns what a neighbour is: its kind, its owners, and whether the edge depends on a condition. */
export function neighbourDetail(neighbour: NeighbourView, translate: Translate): string {
  const owners = neighbour.owners.length > 0 ? [neighbour.owners.join(', ')] : [];
  const conditional = neighbour.conditional ? [render(t('only under a condition'), translate)] : [];
  return [neighbour.kind.replaceAll('_', ' '), ...owners, ...conditional].join(' · ');
}

/** @returns where to find a neighbour: the very line that connects the two where that is in its own file. */
export function neighbourLink({ file, line, via, home }: NeighbourView): LinkView {
  const place = file === home.file ? { file, line, column: 1 } : home;
  return { ...place, from: 0, to: 0, route: via };
}

/** The checklist as Markdown that reads well in a pull request. */
export function checklistMarkdown(view: ChecklistView, translate: Translate): string {
  const groups = view.groups.flatMap(({ title, lines }) => ['', `**${markdownText(title)}**`, '', ...lines.map(markdownLine)]);
  const { title: mine, questions } = view.mine;
  const own = questions.length > 0 ? ['', `**${markdownText(mine)}**`, '', ...questions.map((one) => `- [ ] ${markdownText(one)}`)] : [];
  const summary = `${markdownText(view.about)} · ${markdownText(view.summary)}`;
  const title = render(t('Readiness of {0}', markdownText(view.name)), translate);
  return `${[`### ${title}`, '', summary, ...groups, ...own].join('\n')}\n`;
}

function markdownLine(line: ChecklistLine): string {
  const box = line.state === 'answered' || line.state === 'waived' ? 'x' : ' ';
  const [link] = line.evidence;
  const said = line.said === null ? '' : `: ${markdownText(line.said)}`;
  const evidence = link ? ` (\`${link.file.replaceAll('`', '')}:${link.line}\`)` : '';
  return `- [${box}] ${markdownText(line.question)} *${markdownText(line.stateText)}*${said}${evidence}`;
}

/** A question that the team does not ask of this resource is left out, unless it is answered all the same, here or for it elsewhere. */
function isListed(answer: AnswerView): boolean {
  return answer.state !== 'not_applicable' && (answer.asked || answer.inherited || answer.state === 'answered');
}

function lineOf(answer: AnswerView, next: string | null, translate: Translate): ChecklistLine {
  const { id, question, why, state, evidence } = answer;
  const stateText = answer.inherited ? render(t('{0}, inherited', answer.stateText), translate) : answer.stateText;
  const later = answer.later === null ? null : render(t('you are asked again on {0}', answer.later), translate);
  // "airflow answers nobody" names the answer itself.
  const isNamed = answer.answer !== null && answer.reason?.includes(answer.answer) === true;
  const said = [isNamed ? null : answer.answer, answer.reason, later].filter((text) => text !== null).join(' · ');
  const isMissing = state === 'unanswered' || state === 'weak' || state === 'unknown';
  const actions: ChecklistAction[] = answer.asked && isMissing ? ['answer', 'decide'] : [];
  return { id, question, why, state, stateText, evidence, said: said || null, actions, next: id === next };
}

function aboutOf(resource: ResourceView, translate: Translate): string {
  const owners = resource.owners.length > 0 ? [render(t('owner {0}', resource.owners.join(', ')), translate)] : [];
  const layer = resource.layer === null ? [] : [resource.layer];
  const doubt = resource.doubtful === null ? [] : [render(t('may not be there: {0}', resource.doubtful), translate)];
  return [resource.kind.replaceAll('_', ' '), ...layer, ...owners, ...doubt].join(' · ');
}
