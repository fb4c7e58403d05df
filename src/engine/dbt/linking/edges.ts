import type { Body } from '../reading/fragments.ts';
import { bodyDependencies } from './bodyEdges.ts';
import type { Level } from './configs.ts';
import type { At, Dependencies } from './dependencies.ts';
import { hooksIn } from './hooks.ts';
import type { DbtNode, ProjectIndex } from './nodes.ts';
import type { Scope } from './scope.ts';
import { settledDependencies } from './settled.ts';
import { yamlDependencies } from './yamlEdges.ts';

/** Steps of work for one node; ordinary ones take some hundred. */
const patience = 100_000;

/** A node, and what its refs and configs come from. */
export interface NodeInScope {
  readonly node: DbtNode;
  readonly index: ProjectIndex;
  readonly scope: Scope;
  readonly levels: readonly Level[];
}

/** Resolves everything that a node reads. */
export function dependenciesOfNode({ node, index: own, scope, levels }: NodeInScope): Dependencies {
  const at = startAt(node.file, own, scope);
  if (node.body) bodyDependencies(node.body, at);
  if (node.kind === 'model' || node.kind === 'snapshot')
    for (const { body, file, value } of hooksIn(levels, scope)) bodyDependencies(body, { ...at, file }, value);
  if (node.placed) yamlDependencies(node, at);
  return settledDependencies(node, at.into, scope);
}

/** Resolves what a text reads that is no node, such as a singular test. */
export function dependenciesOfBody(body: Body, file: string, own: ProjectIndex, scope: Scope): Dependencies {
  const at = startAt(file, own, scope);
  bodyDependencies(body, at);
  return at.into;
}

function startAt(file: string, own: ProjectIndex, scope: Scope): At {
  return { file, own, scope, into: { found: [], hidden: [], dangling: [] }, budget: { left: patience } };
}
