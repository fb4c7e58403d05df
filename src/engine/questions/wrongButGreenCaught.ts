import type { Check, Known } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Judgement } from '../model.ts';
import { keepsHouse } from './consumersKnown.ts';
import { answered, knownOf, unanswered, unknown, weak } from './judgement.ts';
import type { Question, Subject } from './question.ts';

export const wrongButGreenCaught: Question = {
  id: 'wrong-but-green-caught',
  preset: 'core',
  group: 'failure',
  short: t('If green but wrong?'),
  question: t('How would you know that the data is wrong when the job is green?'),
  why: t('Green means that the code ran. Consumers care whether the numbers are right.'),
  fix: { how: 'scaffolds', key: 'check' },
  asksInstead: t('its sources and the models that it feeds are asked'),
  doesNotArise: ({ resource }) => keepsHouse(resource),
  judge(subject) {
    const checks = knownOf(subject.facts.check);
    const content = checks.filter(({ value }) => !value.keyOnly && value.mode !== 'late' && value.mode !== 'changed');
    const loud = content.filter((fact) => !fact.inert && !fact.doubtful && fact.value.severity === 'error');
    if (loud.length > 0)
      return answered(
        namesOf(loud),
        loud.map((fact) => fact.evidence),
      );
    return notFollowed(subject) ?? weakly(content) ?? onlyFilled(checks) ?? unanswered;
  },
};

function namesOf(facts: readonly Known<Check>[]): Message {
  return verbatim([...new Set(facts.map((fact) => fact.value.by))].join(', '));
}

/** A check that cannot be read, or a task that may hold one. */
function notFollowed({ facts, resource }: Subject): Judgement | null {
  const hidden = facts.check.find((fact) => !fact.known);
  if (hidden && !hidden.known) return unknown(hidden.reason, hidden.evidence ? [hidden.evidence] : []);
  const doubtful = knownOf(facts.check).find((fact) => fact.doubtful);
  if (doubtful?.doubtful) return unknown(doubtful.doubtful, [doubtful.evidence]);
  const unread = resource.kind === 'dag' ? facts.unread[0] : undefined;
  if (!unread) return null;
  return unread.known
    ? unknown(t('what {0} checks is not followed', unread.value.text), [unread.evidence])
    : unknown(unread.reason, unread.evidence ? [unread.evidence] : []);
}

function weakly(content: readonly Known<Check>[]): Judgement | null {
  const [first] = content;
  if (!first) return null;
  const evidence = content.map((fact) => fact.evidence);
  const warned = content.some((fact) => !fact.inert);
  return weak(namesOf(content), warned ? t('the tests only warn') : (first.inert ?? t('the tests only warn')), evidence);
}

/** Columns beside the key that must not be null: something is looked at, but not whether it is right. */
function onlyFilled(checks: readonly Known<Check>[]): Judgement | null {
  const columnOf = (fact: Known<Check>) => /\((.*)\)$/.exec(fact.value.by)?.[1] ?? '';
  const working = checks.filter((fact) => !fact.inert);
  const keys = new Set(working.filter((fact) => fact.value.mode === 'twice').map(columnOf));
  const filled = working.filter((fact) => fact.value.by.startsWith('not_null(') && !keys.has(columnOf(fact)));
  if (filled.length === 0) return null;
  return weak(
    namesOf(filled),
    t('the tests notice what is missing, not what is wrong'),
    filled.map((fact) => fact.evidence),
  );
}
