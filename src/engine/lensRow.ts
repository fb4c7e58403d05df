import type { Graph } from './graph/graph.ts';
import { type Message, render, type Translate, t, verbatim } from './l10n.ts';
import type { Answer, Resource } from './model.ts';
import { countWords } from './questions/consumersKnown.ts';
import { isOpen, nextQuestion } from './questions/next.ts';
import type { LensName, LensView } from './views.ts';

/** Titles are one line above the code: what is longer is cut. In characters. */
const longestTitle = 60;

/** Which questions each lens stands for, in order of precedence: the first open one wins. */
const lensQuestions: Readonly<Record<Exclude<LensName, 'readiness'>, readonly string[]>> = {
  consumers: ['consumers-known', 'should-exist', 'change-survivable'],
  failure: ['alert-arrives', 'failure-told', 'failure-modes-known', 'wrong-but-green-caught'],
  owner: ['owner-named', 'owner-is-real', 'owner-still-here'],
};

/** @returns the four lenses of a resource; `spellOut` puts the next question into the last one. */
export function lensRow(graph: Graph, resource: Resource, answers: readonly Answer[], spellOut: boolean, translate: Translate): LensView[] {
  const view = (lens: LensName, title: Message, open: boolean, question: string | null): LensView => ({
    lens,
    title: shorten(render(title, translate)),
    open,
    question,
  });
  const facts: Readonly<Record<keyof typeof lensQuestions, (answer: Answer) => Message>> = {
    consumers: (answer) => consumersTitle(graph, resource, answer),
    failure: failureTitle,
    owner: ownerTitle,
  };
  const lenses = (['consumers', 'failure', 'owner'] as const).map((lens) => {
    const answer = telling(lensQuestions[lens].flatMap((id) => answers.find((candidate) => candidate.id === id) ?? []));
    if (!answer || ((lens !== 'consumers' || (resource.unasked && answer.state === 'unknown')) && saysNothing(resource, answer)))
      return view(lens, t('nothing asked'), false, null);
    const asks = isOpen(answer) && answer.state === 'unanswered';
    const title = asks ? answer.short : (putOffTitle(answer) ?? (answer.until ? waivedTitle(lens, answer.until) : facts[lens](answer)));
    return view(lens, title, isOpen(answer), answer.id);
  });
  return [...lenses, readinessLens(resource, answers, spellOut, translate)];
}

/** @returns the last lens alone: how many questions are open, and which comes next. */
export function readinessLens(resource: Resource, answers: readonly Answer[], spellOut: boolean, translate: Translate): LensView {
  const open = answers.filter(isOpen).length;
  const next = nextQuestion(answers);
  const question = answers.find((answer) => answer.id === next)?.question;
  const none = answers.some((answer) => answer.asked) ? t('nothing open') : t('nothing asked');
  const count = open === 0 ? none : t('{0} open', open);
  const title = resource.unasked ?? (spellOut && question ? t('{0}: {1}', count, question) : count);
  return { lens: 'readiness', title: render(title, translate), open: open > 0, question: null };
}

/** What stands in the row until the workspace has been read: nothing is asked yet. */
export function waitingLens(lens: LensName, translate: Translate): LensView {
  const titles: Readonly<Record<LensName, Message>> = {
    consumers: t('consumers …'),
    failure: t('failure …'),
    owner: t('owner …'),
    readiness: t('reading …'),
  };
  return { lens, title: render(titles[lens], translate), open: false, question: null };
}

/** The first open answer, else the first that says something. An alert that arrives says no more than who is told. */
function telling(answers: readonly Answer[]): Answer | undefined {
  const plain = answers.filter(({ id }) => id !== 'alert-arrives');
  return answers.find(isOpen) ?? plain.find((answer) => answer.state !== 'not_applicable') ?? plain[0];
}

/** What is not asked and stands nowhere is no fact, and put as a question it would be one more. */
function saysNothing(resource: Resource, { state, asked }: Answer): boolean {
  return state === 'unanswered' ? !asked : resource.unasked !== null && state !== 'answered';
}

function putOffTitle({ state, asked, later }: Answer): Message | null {
  return asked && state === 'unanswered' && later !== undefined ? t('asked again on {0}', later) : null;
}

function waivedTitle(lens: keyof typeof lensQuestions, until: string): Message {
  switch (lens) {
    case 'consumers':
      return t('consumers waived until {0}', until);
    case 'failure':
      return t('failure waived until {0}', until);
    case 'owner':
      return t('owner waived until {0}', until);
  }
}

function consumersTitle(graph: Graph, resource: Resource, answer: Answer): Message {
  if (answer.id !== 'consumers-known' && isOpen(answer)) return answer.short;
  const consumers = graph.consumers(resource);
  if (consumers.length > 0) return countWords(consumers.map((consumer) => consumer.resource));
  if (answer.state === 'unknown') return t('consumers: {0}', answer.reason ?? verbatim('?'));
  if (answer.answer && answer.inherited) return answer.answer;
  if (answer.answer) return answer.state === 'weak' ? t('used by {0}?', answer.answer) : t('used by {0}', answer.answer);
  return t('no consumers');
}

function failureTitle(answer: Answer): Message {
  if (answer.state === 'unknown') return t('failure: {0}', answer.reason ?? verbatim('?'));
  if (answer.state === 'not_applicable') return t('failure: {0}', answer.reason ?? verbatim('-'));
  if (isOpen(answer) && answer.reason) return weakTitle(answer.answer, answer.reason);
  if (!answer.answer) return answer.short;
  return answer.id === 'failure-told' ? t('failures go to {0}', answer.answer) : answer.answer;
}

/** Where both are too much for one line, the reason says more; "airflow answers nobody" names the answer itself. */
function weakTitle(answer: Message | null, reason: Message): Message {
  if (!answer || render(reason).includes(render(answer))) return reason;
  const both = t('{0}: {1}', answer, reason);
  return render(both).length <= longestTitle ? both : reason;
}

function ownerTitle(answer: Answer): Message {
  if (answer.state === 'unknown' || answer.state === 'not_applicable') return t('owner: {0}', answer.reason ?? verbatim('-'));
  if (!answer.answer) return answer.short;
  return answer.state === 'weak' ? t('owner {0}?', answer.answer) : t('owner {0}', answer.answer);
}

/**
 * A long title loses its last parts, then what explains it; a list ends in how many more there are; else the last words go.
 * It never ends in `…`: that says that something is still being read.
 */
function shorten(title: string): string {
  const line = title.replace(/\s+/g, ' ');
  if (line.length <= longestTitle) return line;
  const start = line.slice(0, longestTitle);
  const parts = start.split(' · ').slice(0, -1);
  if (parts.length > 0) return parts.join(' · ');
  const comma = start.lastIndexOf(', ');
  const explained = Math.max(start.lastIndexOf(': '), comma);
  if (start.includes(': ') && explained > start.indexOf(': ')) return start.slice(0, explained);
  if (!start.includes(': ') && comma > 0) return `${start.slice(0, comma)} +${line.slice(comma + 2).split(', ').length}`;
  return `${line.slice(0, longestTitle - 4).replace(/ \S*$/, '')} ...`;
}
