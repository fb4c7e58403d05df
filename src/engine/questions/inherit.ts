import type { Judgement } from '../model.ts';
import { inherited } from './judgement.ts';
import type { Subject } from './question.ts';

/** @returns the answer of the first source that the resource reads, shown as inherited; null where no source answers. */
export function fromSources(subject: Subject): Judgement | null {
  for (const { resource } of subject.upstream) {
    if (resource.kind !== 'source') continue;
    const judgement = subject.judge(resource);
    if (judgement.state === 'answered') return inherited(judgement);
  }
  return null;
}
