import type { Freshness } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import { keepsHouse } from './consumersKnown.ts';
import { fromSources } from './inherit.ts';
import { firstReal, knownOf } from './judgement.ts';
import type { Question, Subject } from './question.ts';

export const freshnessPromised: Question = {
  id: 'freshness-promised',
  preset: 'core',
  group: 'ambiguity',
  short: t('How fresh?'),
  question: t('How fresh must this be, and who agreed to that?'),
  why: t('Without a promise nobody can say whether it is late; the team learns its SLA from an angry message.'),
  fix: { how: 'writes', key: 'sla' },
  given: (facts) => knownOf(facts.promise).flatMap((fact) => (fact.value.by === 'stated' ? fact.value.text : [])),
  asksInstead: t('the models that it feeds are asked'),
  doesNotArise: ({ resource }) => keepsHouse(resource),
  judge: (subject) => firstReal(subject.facts.promise, promiseWords, (promise) => objection(subject, promise)),
  inherit: fromSources,
};

function promiseWords(promise: Freshness): Message {
  return promise.by === 'none-promised' ? t('none promised, on purpose') : verbatim(promise.text);
}

function objection(subject: Subject, promise: Freshness): Message | null {
  if (promise.by === 'none-promised') return null;
  return subject.policy.isPlaceholder(promise.text, subject.resource.name) ? t('{0} promises nothing', promise.text || '""') : null;
}
