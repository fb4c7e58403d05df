import { type Facts, type Found, type Stated, withFacts } from '../facts.ts';
import type { Linked } from '../linked.ts';
import type { AnswerKey, Resource } from '../model.ts';
import type { Policy } from '../policy/policy.ts';

/** @returns what the code says about a resource, with what stands under the team's own spellings after it. */
export function factsWithKeys(linked: Linked, resource: Resource, policy: Policy): Facts {
  let facts = linked.facts(resource);
  for (const [key, spellings] of policy.keys) {
    const found = spellings.flatMap((spelling) => linked.stated?.(resource, spelling) ?? []);
    if (found.length > 0) facts = withFacts(facts, withKey(facts, key, found));
  }
  return facts;
}

function withKey(facts: Facts, key: AnswerKey, found: readonly Found<Stated>[]): Partial<Facts> {
  switch (key) {
    case 'owner':
      return { owner: [...facts.owner, ...as(found, (text) => ({ names: namesIn(text) }))] };
    case 'channel':
      return {
        alert: [
          ...facts.alert,
          ...as(found, (channel) => ({
            level: 'stated' as const,
            route: 'channel' as const,
            channel,
            reaches: 'all' as const,
            quiet: false,
            on: 'failure' as const,
          })),
        ],
      };
    case 'sla':
      return { promise: [...facts.promise, ...as(found, (text) => ({ by: 'stated' as const, text }))] };
    case 'consumers':
      return { consumer: [...facts.consumer, ...each(found, (name) => ({ name, contact: null, kind: null }))] };
    case 'failure_modes':
      return { failureMode: [...facts.failureMode, ...each(found, (text) => ({ text }))] };
    case 'runbook':
      return { runbook: [...facts.runbook, ...found] };
    case 'tier':
      return { tier: [...facts.tier, ...found] };
    case 'impact':
      return { impact: [...facts.impact, ...found] };
    case 'on_source_change':
      return { schemaGuard: [...facts.schemaGuard, ...as(found, (text) => ({ how: 'stated' as const, text }))] };
    case 'last_reviewed':
      return { review: [...facts.review, ...as(found, (date) => ({ kind: 'reviewed' as const, date }))] };
    case 'description':
      return { description: [...facts.description, ...found] };
  }
}

function as<T>(found: readonly Found<Stated>[], value: (text: string) => T): Found<T>[] {
  return found.map((fact) => (fact.known ? { ...fact, value: value(fact.value.text) } : fact));
}

function each<T>(found: readonly Found<Stated>[], value: (text: string) => T): Found<T>[] {
  return found.flatMap((fact): Found<T>[] =>
    fact.known ? namesIn(fact.value.text).map((text) => ({ ...fact, value: value(text) })) : [fact],
  );
}

function namesIn(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length > 0 ? names : [''];
}
