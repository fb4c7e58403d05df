import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toolsFolder } from './environments.mjs';
import { fix, inspect } from './judges.mjs';
import { describe } from './roots.mjs';

/** What is written where a question is open: values that a careless writer would break a file with. */
const values = {
  'owner-named': 'judge-team',
  'purpose-stated': 'What the "judge" wrote: it\'s here to be read back, #1',
  'freshness-promised': 'daily by 06:30 UTC',
  'failure-told': '#judge-alerts',
};

/** Which of the places that are offered is taken: always the best (none is named then), or each in its turn, so that every kind is written to. */
const rounds = [
  { name: 'after fixes', choose: null },
  { name: 'after fixes elsewhere', choose: (turn, places) => turn % places },
];

/**
 * Answers every open question of a copy of the root that a value can answer, one after the other, then asks the judges again.
 * @param judge compares a root with what the tools hold of it
 * @returns its findings, and one for each answer that was written: it must be read back.
 */
export function applyFixes(root, judge) {
  const hopeless = new Set();
  return rounds.flatMap((round) => {
    const folder = join(toolsFolder, 'work', 'fixed', root.name.replaceAll('/', '~'));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(root.folder, folder, { recursive: true, filter: (path) => !/[\\/](target|logs|__pycache__)$/.test(path) });
    const copy = { ...describe(root.name, folder), name: `${root.name} ${round.name}`, dags: root.dags, projects: root.projects };
    const written = writeAnswers(copy, round, hopeless);
    for (const { resource, question, refused } of written)
      if (/no place$|is answered by hand/.test(refused)) hopeless.add(`${resource.id} ${question}`);
    return written.length === 0 ? [] : [...readBack(copy, written), ...judge(copy)];
  });
}

/** `hopeless` holds what an earlier round found no place for. */
function writeAnswers(copy, round, hopeless) {
  const said = inspect(copy);
  if (said.refused) return [];
  const open = said.resources.flatMap((resource) =>
    resource.questions
      .filter(
        (question) =>
          question.asked &&
          ['unanswered', 'weak'].includes(question.state) &&
          values[question.id] !== undefined &&
          !hopeless.has(`${resource.id} ${question.id}`),
      )
      .map((question) => ({ resource, question: question.id, value: values[question.id] })),
  );
  return open.map((answer, turn) => ({ ...answer, ...write(copy, answer, turn, round) }));
}

function write(copy, { resource, question, value }, turn, { choose }) {
  const places = choose ? placesOf(copy, resource.id, question) : [];
  if (choose && places.length === 0) return { refused: 'no place' };
  const place = choose ? places[choose(turn, places.length)] : 'the best place';
  const done = fix(copy, resource.id, question, value, choose ? place : undefined);
  return done.status === 0 ? { place } : { place, refused: done.stderr.trim().split('\n')[0] };
}

/** The command line names the places when it is given one that is none. */
function placesOf(copy, id, question) {
  const words = fix(copy, id, question, 'x', '?').stderr.trim();
  const list = / can be written at: (.*)\.$/s.exec(words)?.[1];
  return list === undefined || list === 'no place' ? [] : list.split(', ');
}

function readBack(copy, written) {
  const said = inspect(copy);
  const resources = new Map((said.resources ?? []).map((resource) => [`${resource.project} ${resource.id}`, resource]));
  return written.map(({ resource, question, value, place, refused }) => {
    const now = resources.get(`${resource.project} ${resource.id}`);
    const answer = now?.questions.find((each) => each.id === question);
    const answered = answer?.state === 'answered';
    const verdict = answered ? 'right' : refused ? 'unknown' : 'wrong';
    const at = `${now?.file ?? resource.file}:${now?.line ?? resource.line}`;
    const held = answer ? `${answer.state}: ${answer.answer ?? answer.reason ?? 'nothing'}` : 'no such resource any more';
    return {
      root: copy.name,
      tool: resource.framework,
      fact: 'fix',
      id: resource.id,
      at,
      verdict,
      said: `${question} = ${value} at ${place ?? 'no place'}${refused ? `: ${refused}` : ''}`,
      held,
    };
  });
}
