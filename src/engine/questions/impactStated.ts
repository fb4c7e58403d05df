import { t } from '../l10n.ts';
import type { Judgement } from '../model.ts';
import { answered, inherited, unknown } from './judgement.ts';
import type { Question, Subject } from './question.ts';
import { judgeStated } from './stated.ts';

export const impactStated: Question = {
  id: 'impact-stated',
  preset: 'standard',
  group: 'business',
  short: t('If late or wrong?'),
  question: t('What does it cost the business if this is late or wrong?'),
  why: t('Impact decides how loudly it should fail, and who gets up.'),
  fix: { how: 'writes', key: 'impact' },
  asksInstead: t('its consumers are asked'),
  judge(subject) {
    const impact = judgeStated(subject, subject.facts.impact);
    if (impact.state === 'answered') return impact;
    const tier = byTier(subject) ?? byConsumers(subject);
    return tier && (tier.state === 'answered' || impact.state === 'unanswered') ? tier : impact;
  },
  inherit: byConsumers,
};

function byTier({ tier }: Subject): Judgement | null {
  if (!tier) return null;
  if (!tier.known) return unknown(tier.reason);
  const words = tier.from ? t('tier {0}, through {1}', tier.value, tier.from.name) : t('tier {0}', tier.value);
  const judgement = answered(words, [tier.evidence]);
  return tier.from ? inherited(judgement) : judgement;
}

/** A consumer that says what it costs says it for what it reads. */
function byConsumers(subject: Subject): Judgement | null {
  for (const { resource } of [...subject.consumers, ...subject.runs]) {
    const judgement = subject.judge(resource);
    if (judgement.state === 'answered') return inherited(judgement);
  }
  return subject.facts.tier.length > 0 ? judgeStated(subject, subject.facts.tier) : null;
}
