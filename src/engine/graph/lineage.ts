import type { Edge, Resource } from '../model.ts';

/** A neighbour and the edge that leads to it. */
export interface Neighbour {
  readonly resource: Resource;
  readonly edge: Edge;
}

/** What a resource depends on and who depends on it. */
export interface Lineage {
  upstream(resource: Resource): readonly Neighbour[];
  consumers(resource: Resource): readonly Neighbour[];
}
