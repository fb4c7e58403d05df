import { type Message, t } from '../../l10n.ts';
import type { Resource } from '../../model.ts';
import { isTest } from '../discovery.ts';
import { placeOf, spanOf } from '../following/sites.ts';
import type { Linking } from './linking.ts';
import { linksOf, type Maker } from './makers.ts';

/** A constructor with the resource that stands for what it makes, without edges. */
export interface Held {
  readonly resource: Resource;
  readonly maker: Maker;
}

/** @returns the resource of every constructor; the second of a name in one folder is told apart by a number. */
export function resourcesOf(linking: Linking, makers: Iterable<Maker>): Held[] {
  const ids = new Map<string, number>();
  const found = new Map<string, Held>();
  for (const maker of makers) {
    maker.known.resource ??= resourceOf(linking, maker);
    const plain = maker.known.resource;
    const nth = (ids.get(plain.key) ?? 0) + 1;
    ids.set(plain.key, nth);
    const resource = nth === 1 ? plain : { ...plain, id: `${plain.id}~${nth}`, key: `${plain.key}~${nth}` };
    found.set(resource.key, { resource, maker });
  }
  return [...found.values()];
}

/** @returns the resource of a constructor without edges, as if no other had its name. */
export function resourceOf(linking: Linking, maker: Maker): Resource {
  const { file } = maker.anchor;
  const project = linking.projectOf(file);
  const [asset] = maker.assets;
  const id = idOf(linking, maker);
  const name = nameOf(linking, maker) ?? holderOf(linking, maker);
  const template =
    maker.dags.length > 1 ||
    maker.dags.some(({ dag }) => dag.inLoop || dag.parametric !== null || dag.madeFor !== dag.anchor.file) ||
    (asset?.asset.inLoop ?? false) ||
    (asset?.asset.parametric ?? false);
  const links = linksOf(linking, maker);
  const doubts = maker.dags.map(({ doubt }) => doubt);
  const [doubtful = null] = doubts.includes(null) ? [] : doubts;
  const awaits = links.flatMap((one) => one.awaits);
  const tags = links[0]?.tags.filter((tag) => links.every((one) => one.tags.includes(tag))) ?? [];
  return {
    key: `${project}:${id}`,
    id,
    kind: kindOf(maker),
    name,
    framework: 'airflow',
    project,
    layer: linking.layering.layerOf(file, name),
    anchor: spanOf(linking.files, maker.anchor),
    mentions: [],
    upstream: [],
    runs: [],
    ...(tags.length > 0 ? { tags } : {}),
    unasked: unaskedBecause(linking, file, maker),
    ...(doubtful === null ? {} : { doubtful }),
    hiddenUpstream: links.find(({ hidden }) => hidden !== null)?.hidden ?? null,
    ...(awaits.length > 0 ? { mayRead: awaits.map(({ like }) => ({ call: 'ref' as const, like })) } : {}),
    template,
  };
}

function kindOf({ assets: [first] }: Maker): 'dag' | 'asset' {
  return first === undefined || first.asset.multi ? 'dag' : 'asset';
}

function idOf(linking: Linking, maker: Maker): string {
  return `${kindOf(maker)}.${nameOf(linking, maker) ?? `${maker.anchor.file}#${holderOf(linking, maker)}`}`;
}

/** The id that all DAGs of a constructor share, or the name of its asset; null where there is no such one. */
function nameOf(linking: Linking, maker: Maker): string | null {
  const [asset] = maker.assets;
  if (asset !== undefined) return asset.asset.name;
  const names = new Set(linksOf(linking, maker).map(({ name }) => name));
  const [only] = names;
  return names.size === 1 ? (only ?? null) : null;
}

/** What stands for a name where it cannot be read: the variable, function or lens that holds it. */
function holderOf(linking: Linking, maker: Maker): string {
  return maker.dags[0]?.dag.holder ?? maker.assets[0]?.asset.definition.definition.name ?? uncalledName(linking, maker) ?? 'dag';
}

function uncalledName(linking: Linking, maker: Maker): string | null {
  const anchor = placeOf(linking.files, maker.anchor);
  return linking.files.fragment(maker.anchor.file)?.anchors.find(({ from }) => from === anchor.from)?.name ?? null;
}

function unaskedBecause(linking: Linking, file: string, maker: Maker): Message | null {
  if (/(?:^|\/)(?:example_dags|dags\/(?:.*\/)?examples?)\//.test(file)) return t('an example');
  if (isTest(file)) return t('a test');
  if (maker.uncalled && maker.dags.length === 0) return t('never called, so Airflow does not see it');
  const [missed] = maker.missed;
  if (missed !== undefined && maker.dags.length === 0) return t('Airflow does not come upon this DAG: {0}', missed.because);
  const entries = [...maker.dags, ...maker.assets].map(({ program, loader }) => linking.loading(loader ?? program.machine.run.file));
  return entries.includes('loaded') ? null : (entries.find((one) => typeof one !== 'string') ?? null);
}
