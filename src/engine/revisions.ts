import { type Asking, createAsking } from './ask.ts';
import { type Before, type Earlier, lookBefore } from './before.ts';
import type { Framework } from './framework.ts';
import { frameworks } from './frameworks.ts';
import { runsOfDbt } from './graph/dbtRuns.ts';
import { buildGraph, type Graph } from './graph/graph.ts';
import type { Linked } from './linked.ts';
import type { FileSet, Resource } from './model.ts';
import type { Layering } from './policy/layers.ts';
import type { Reading } from './reading.ts';
import { createTeam, type Team } from './team/team.ts';
import { type TeamFragment, teamFiles } from './team/teamFiles.ts';

/** Everything that follows from one state of the fragments. */
export interface Revision {
  readonly linked: readonly Linked[];
  readonly graph: Graph;
  readonly asking: Asking;
  readonly team: Team;
  /** A resource by key, or by id where that is unique in the workspace. */
  find(keyOrId: string): Resource | undefined;
}

/** The revision that is in force, made when it is looked at. */
export interface Revisions {
  current(): Revision;
  /** The fragments, or what is laid beside them, have changed: the next look makes a new revision, from what is still right of the last. */
  outdate(): void;
  /** Questions that one person wants to be asked again later: `key question` and the ISO date from which they are asked again. */
  postpone(later: ReadonlyMap<string, string>): void;
  /** What files said before the change that somebody works on; null where nobody knows. */
  compare(earlier: Earlier | null): void;
}

/** Links what was read. Nothing is compared with what files said before until `isLoaded`: what is still to be read would look new. */
export function createRevisions(reading: Reading, today: string, isLoaded: () => boolean): Revisions {
  const teamNow = createTeam(reading.filesFor(teamFiles) as FileSet<TeamFragment>, today, reading.unreadable);
  let later: ReadonlyMap<string, string> = new Map();
  let earlier: Earlier | null = null;
  let before: Before | null = null;
  let revision: Revision | null = null;
  let lastLinked: readonly Linked[] | null = null;
  let lastTeam: Team | null = null;
  let graph: Graph | null = null;

  function link(): Revision {
    const team = teamNow();
    if (team.layering !== lastTeam?.layering) {
      lastLinked = null;
      graph = null;
    }
    lastTeam = team;
    const linked = frameworks.map((framework, at) => linkOne(framework, lastLinked?.[at], team.layering));
    lastLinked = linked;
    const known = graph?.update(linked) ? graph : buildGraph(linked);
    known.setCrossing(runsOfDbt(linked, known));
    graph = known;
    const asking = createAsking(known, team, putOffUntil, beforeNow(team.layering));
    return { linked, graph: known, asking, team, find: (keyOrId) => findIn(known, keyOrId) };
  }

  /** The workspace as it was is linked once for every change of what it was, not for every change of what it is. */
  function beforeNow(layering: Layering): Before['touches'] | null {
    if (!isLoaded() || earlier === null) return null;
    before ??= lookBefore(
      frameworks.map((framework) => ({ framework, files: reading.filesFor(framework) })),
      layering,
      earlier,
    );
    return before.touches;
  }

  function putOffUntil({ key }: Resource, question: string): string | undefined {
    return later.size === 0 ? undefined : later.get(`${key} ${question}`);
  }

  function linkOne(framework: Framework, before: Linked | undefined, layering: Layering): Linked {
    const changes = reading.takeChanges(framework);
    const files = reading.filesFor(framework);
    if (before && changes?.length === 0) return before;
    const relinked = before && changes ? framework.relink?.(before, files, layering, changes) : null;
    return relinked ?? framework.link(files, layering);
  }

  return {
    current: () => {
      revision ??= link();
      return revision;
    },
    outdate() {
      revision = null;
    },
    postpone(all) {
      later = all;
    },
    compare(texts) {
      earlier = texts;
      before = null;
      revision = null;
    },
  };
}

function findIn(graph: Graph, keyOrId: string): Resource | undefined {
  const byId = graph.byId(keyOrId);
  return graph.byKey(keyOrId) ?? (byId.length === 1 ? byId[0] : undefined);
}
