import type { Edge, Span } from '../../model.ts';
import { assetNames, type NamedEdge } from '../facts/edges.ts';
import type { AssetMade } from '../following/made.ts';
import type { Program } from '../following/programs.ts';
import { spanOf } from '../following/sites.ts';
import { textOf } from '../following/values.ts';
import type { Linking } from './linking.ts';
import { linksOf } from './makers.ts';
import type { Held } from './resources.ts';

/** The edges of every resource, by its key. DAGs that read what another writes depend on it; assets that nobody in the workspace writes are named all the same. */
export function edgesByHolder(linking: Linking, all: readonly Held[]): Map<string, Edge[]> {
  const dagKeys = new Map<string, string>();
  const assetKeys = new Map<string, string>();
  const writers = new Map<string, Set<string>>();
  const named: { holder: string; edge: NamedEdge }[] = [];
  const noteWriters = (names: readonly string[], key: string) => {
    for (const name of names) writers.set(name, (writers.get(name) ?? new Set()).add(key));
  };
  for (const { resource, maker } of all) {
    for (const { asset, program } of maker.assets) {
      // A run of it is started and waited for by the id of its DAG.
      const id = textOf(asset.args.named.get('dag_id')) ?? asset.name;
      if (id !== null && !dagKeys.has(id)) dagKeys.set(id, resource.key);
      if (asset.multi) noteWriters(assetNamesOf(linking, asset, program, 'outlets'), resource.key);
      else if (asset.name !== null) assetKeys.set(asset.name, resource.key);
    }
    for (const { name, edges, outlets } of linksOf(linking, maker)) {
      if (name !== null && !dagKeys.has(name)) dagKeys.set(name, resource.key);
      noteWriters(
        outlets.map((outlet) => outlet.name),
        resource.key,
      );
      for (const edge of edges) named.push({ holder: resource.key, edge });
    }
    for (const { asset, program } of maker.assets)
      named.push(...assetEdges(linking, asset, program).map((edge) => ({ holder: resource.key, edge })));
  }
  const found = new Map<string, Edge[]>();
  const add = (holder: string, to: string, edge: NamedEdge) => {
    if (holder === to) return;
    const edges = found.get(holder) ?? [];
    const span: Span = spanOf(linking.files, edge.site);
    if (!edges.some((known) => known.to === to && known.via === edge.via))
      edges.push({ to, via: edge.via, conditional: edge.conditional, span });
    found.set(holder, edges);
  };
  for (const { holder, edge } of named) {
    const from = sourceKeys(edge, holder, dagKeys, assetKeys, writers);
    const to = edge.to === null ? holder : dagKeys.get(edge.to.name);
    if (to !== undefined) for (const key of from) add(to, key, edge);
  }
  return found;
}

function sourceKeys(
  edge: NamedEdge,
  holder: string,
  dagKeys: ReadonlyMap<string, string>,
  assetKeys: ReadonlyMap<string, string>,
  writers: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const { kind, name } = edge.from;
  if (edge.to !== null) return [holder];
  if (kind === 'dag') return [dagKeys.get(name) ?? `dag.${name}`];
  const asset = assetKeys.get(name);
  const keys = [...(asset === undefined ? [] : [asset]), ...(writers.get(name) ?? [])];
  return keys.length > 0 ? keys : [`asset.${name}`];
}

/** Parameters without a default are the assets that the function reads. */
function assetEdges(linking: Linking, asset: AssetMade, program: Program): NamedEdge[] {
  const site = asset.args.named.get('schedule')?.site ?? asset.call;
  const scheduled = assetNamesOf(linking, asset, program, 'schedule').map((name) => ({ name, via: 'schedule', site }));
  const { definition, part } = asset.definition;
  const read = definition.parameters
    .filter((parameter) => parameter.stars === 0 && parameter.default === null && parameter.name !== 'self' && parameter.name !== 'context')
    .map((parameter) => ({
      name: parameter.name,
      via: 'inlets',
      site: { file: asset.call.file, part, from: definition.nameRange.from, to: definition.nameRange.to },
    }));
  return [...scheduled, ...read].map((one) => ({
    from: { kind: 'asset', name: one.name },
    to: null,
    via: one.via,
    conditional: false,
    site: one.site,
  }));
}

function assetNamesOf(linking: Linking, asset: AssetMade, program: Program, key: string): string[] {
  const value = asset.args.named.get(key);
  return value === undefined ? [] : assetNames(linking.contextOf(program, asset.call.file), value);
}
