import type { Facts, Found, Stated } from '../facts.ts';
import type { Neighbour } from '../graph/lineage.ts';
import type { Message } from '../l10n.ts';
import type { FixKey, Judgement, Resource, Span, Spelling } from '../model.ts';
import type { Policy } from '../policy/policy.ts';
import type { Tier } from './tier.ts';

export type QuestionGroup = 'ambiguity' | 'failure' | 'business' | 'ownership' | 'growth';

/** What a question may look at. */
export interface Subject {
  readonly resource: Resource;
  readonly facts: Facts;
  readonly policy: Policy;
  /** Who reads this resource. */
  readonly consumers: readonly Neighbour[];
  readonly upstream: readonly Neighbour[];
  /** DAGs that run this resource. */
  readonly runners: readonly Neighbour[];
  /** What this DAG runs. */
  readonly runs: readonly Neighbour[];
  /** Of a DAG, a run of dbt of which text cannot tell what it builds, and why; of what dbt builds, one that may build it. */
  readonly unreadRun: { readonly runner: Resource; readonly why: Message } | undefined;
  /** The resource of the same project that is asked on behalf of all of them. */
  readonly spokesman: Resource | undefined;
  /** A resource of the same project that may read this one without saying so, or undefined. */
  readonly hidingReader: Resource | undefined;
  /** How much it matters, by its own word or by that of its consumers; null where nobody says. */
  readonly tier: Tier | null;
  /** What this question comes to for another resource; used to inherit. */
  judge(resource: Resource): Judgement;
  /** What is known of another resource. */
  factsOf(resource: Resource): Facts;
  /** Who reads another resource. */
  consumersOf(resource: Resource): readonly Neighbour[];
  /** What another question comes to for this resource. */
  other(question: Question): Judgement;
  /** What the resource says under one of the team's own spellings. */
  stated(spelling: Spelling): readonly Found<Stated>[];
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
  /** The question in the words that fit this resource, where `question` does not. */
  wording?(subject: Subject): Message | null;
  /** How the editor answers it. */
  readonly fix: {
    readonly how: 'writes' | 'scaffolds' | 'opens';
    readonly key: FixKey | null;
    /** Further keys, for resources that take none under the first. */
    readonly others?: readonly FixKey[];
  };
  /** Why the question does not arise for this resource, or null where it does. Only looked at where nothing answers it. */
  doesNotArise?(subject: Subject): Message | null;
  /** What the resource's own facts say. */
  judge(subject: Subject): Judgement;
  /** What others answer for the resource; null where nobody does, with `asksInstead` to say who is asked. */
  inherit?(subject: Subject): Judgement | null;
  /** Values that answer it, as people wrote them; offered to the next who answers. */
  given?(facts: Facts): readonly string[];
  /** A weak answer to it is good enough before the marts, where nobody is bothered about it. */
  readonly weakWillDo?: true;
  /** Who is asked, where the table of kinds does not say: the team's own questions. Empty: everyone. */
  readonly kinds?: readonly string[];
  /** Where the team asks it; only the team's own questions have one. */
  readonly askedAt?: Span;
  /** Who is asked where a resource only inherits. */
  readonly asksInstead?: Message;
}
