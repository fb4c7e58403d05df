import type { Resource } from '../../model.ts';
import type { Expr } from '../../syntax/python.ts';
import type { DagContext } from '../facts/context.ts';
import type { DagMade } from '../following/made.ts';
import { placeOf } from '../following/sites.ts';
import type { Site } from '../following/values.ts';

/** What is known of the literals that several DAGs take their defaults and their documentation from. */
export interface Sharing {
  /** @returns how many constructors take their defaults from the literal, whole or merged into others. */
  shared(literal: Site): number;
  /** @returns how many DAGs have the literal as documentation, and whether all that the constructor makes do. */
  documented(literal: Site): { readonly dags: number; readonly wholly: boolean };
  /** What the constructor makes is owned by different people. */
  readonly differs: boolean;
}

/** Whether an argument can be added: what the call is given is known, and for none of the DAGs that it makes does a `**` bring it. */
export function takesNew({ args, inLoop, parametric }: DagMade, { template }: Resource, name: string): boolean {
  return args.hidden === null && !args.named.has(name) && !(args.spread && (template || inLoop || parametric));
}

/** Whether a site stands within another. */
export function isInside({ files }: Pick<DagContext, 'files'>, site: Site, whole: Site): boolean {
  const [inner, around] = [placeOf(files, site), placeOf(files, whole)];
  return site.file === whole.file && inner.from >= around.from && inner.to <= around.to;
}

/** A bare `@dag` has no brackets yet; the documentation cannot go there. */
export function isBare(dag: DagMade): boolean {
  return dag.by === 'decorator' && dag.definition?.decorator?.type !== 'call';
}

/** @returns what the call passes under a name. */
export function keywordOf({ expr }: DagMade, name: string): Expr | undefined {
  return expr?.keywords.find((keyword) => keyword.name === name)?.value;
}
