import type { Facts } from '../facts.ts';
import type { Message } from '../l10n.ts';
import type { AnswerKey, Edge, Judgement, Resource } from '../model.ts';
import type { Policy } from '../policy/policy.ts';

export type QuestionGroup = 'ambiguity' | 'failure' | 'business' | 'ownership';

/** What a question may look at. */
export interface Subject {
  readonly resource: Resource;
  readonly facts: Facts;
  readonly policy: Policy;
  /** Resources that read this one, with the edge by which they do. */
  readonly consumers: readonly { readonly resource: Resource; readonly edge: Edge }[];
  readonly upstream: readonly Resource[];
  /** DAGs that run this resource. */
  readonly runners: readonly Resource[];
  /** Resources that this one runs. */
  readonly runs: readonly Resource[];
  /** What the same or another question comes to for another resource; used to inherit. */
  judge(question: string, of: Resource): Judgement;
}

/** One question of the catalogue: data and one function. */
export interface Question {
  readonly id: string;
  readonly preset: 'core' | 'standard';
  readonly group: QuestionGroup;
  /** Lens and list, at most 24 characters. */
  readonly short: Message;
  readonly question: Message;
  readonly why: Message;
  /** How the editor answers it. */
  readonly fix: { readonly how: 'writes' | 'scaffolds' | 'opens'; readonly key: AnswerKey | null };
  judge(subject: Subject): Judgement;
}
