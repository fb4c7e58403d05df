import type { Facts, Found, Stated } from './facts.ts';
import type { Graph } from './graph/graph.ts';
import type { Neighbour } from './graph/lineage.ts';
import type { Judgement, Resource, Spelling } from './model.ts';
import type { Policy } from './policy/policy.ts';
import type { Question, Subject } from './questions/question.ts';
import type { Tier } from './questions/tier.ts';

/** Where what a question may look at comes from. */
export interface Sources {
  readonly graph: Graph;
  policyOf(resource: Resource): Policy;
  factsOf(resource: Resource): Facts;
  tierOf(resource: Resource): Tier | null;
  spokesmanOf(resource: Resource): Resource | undefined;
  hidingReaderOf(resource: Resource): Resource | undefined;
  judge(question: Question, resource: Resource): Judgement;
}

/** @returns what a question may look at of a resource; nothing of it is looked up before the question does look. */
export function subjectOf(sources: Sources, question: Question, resource: Resource): Subject {
  return new Seen(sources, question, resource);
}

/** A class, because a report makes hundreds of thousands of them: getters that all share cost nothing each. */
class Seen implements Subject {
  readonly resource: Resource;
  readonly #sources: Sources;
  readonly #question: Question;

  constructor(sources: Sources, question: Question, resource: Resource) {
    this.resource = resource;
    this.#sources = sources;
    this.#question = question;
  }

  get policy(): Policy {
    return this.#sources.policyOf(this.resource);
  }
  get facts(): Facts {
    return this.#sources.factsOf(this.resource);
  }
  get consumers(): readonly Neighbour[] {
    return this.#sources.graph.consumers(this.resource);
  }
  get upstream(): readonly Neighbour[] {
    return this.#sources.graph.upstream(this.resource);
  }
  get runners(): readonly Neighbour[] {
    return this.#sources.graph.runners(this.resource);
  }
  get runs(): readonly Neighbour[] {
    return this.#sources.graph.runs(this.resource);
  }
  get spokesman(): Resource | undefined {
    return this.#sources.spokesmanOf(this.resource);
  }
  get hidingReader(): Resource | undefined {
    return this.#sources.hidingReaderOf(this.resource);
  }
  get unreadRun() {
    return this.#sources.graph.unreadRun(this.resource);
  }
  get tier(): Tier | null {
    return this.#sources.tierOf(this.resource);
  }
  judge(other: Resource): Judgement {
    return this.#sources.judge(this.#question, other);
  }
  other(question: Question): Judgement {
    return this.#sources.judge(question, this.resource);
  }
  factsOf(other: Resource): Facts {
    return this.#sources.factsOf(other);
  }
  consumersOf(other: Resource): readonly Neighbour[] {
    return this.#sources.graph.consumers(other);
  }
  stated(spelling: Spelling): readonly Found<Stated>[] {
    return this.#sources.graph.linkedOf(this.resource).stated?.(this.resource, spelling) ?? [];
  }
}
