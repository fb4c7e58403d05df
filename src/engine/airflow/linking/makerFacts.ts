import { type Facts, type Known, noFacts, type Owner } from '../../facts.ts';
import { t } from '../../l10n.ts';
import { factsOfAsset } from '../facts/assetFacts.ts';
import { factsOfDag } from '../facts/dagFacts.ts';
import type { Linking } from './linking.ts';
import type { Maker } from './makers.ts';

/** What all DAGs of one constructor agree on; where they differ, a fact is unknown. Owners that are known of each are named together. */
export function factsOfMaker(linking: Linking, maker: Maker): Facts {
  const [asset] = maker.assets;
  if (asset !== undefined) return factsOfAsset(linking.contextOf(asset.program, maker.anchor.file), asset.asset);
  const all = maker.dags.map(({ dag, program }) => factsOfDag(linking.contextOf(program, dag.call.file), dag));
  const [first, ...rest] = all;
  if (first === undefined) return noFacts;
  if (rest.length === 0) return first;
  const agreed = Object.keys(first).map((name) => {
    const found = all.map((facts) => facts[name as keyof Facts]);
    const texts = new Set(found.map((facts) => JSON.stringify(facts)));
    if (texts.size === 1) return [name, found[0]];
    const owners = name === 'owner' ? ownersTogether(all.map((facts) => facts.owner)) : null;
    const unread = found.flat().find((fact) => !fact.known);
    return [name, owners ?? [unread ?? { known: false, reason: t('differs between the DAGs that this makes') }]];
  });
  return Object.fromEntries(agreed) as Facts;
}

function ownersTogether(all: readonly Facts['owner'][]): Facts['owner'] | null {
  if (all.some((facts) => facts.length === 0 || facts.some((fact) => !fact.known))) return null;
  const merged = new Map<string, Known<Owner>>();
  for (const fact of all.flat()) {
    if (!fact.known) continue;
    const key = fact.value.names.join(',');
    const before = merged.get(key);
    const tasks = (before?.value.tasks ?? 0) + (fact.value.tasks ?? 0);
    merged.set(key, before === undefined ? fact : { ...before, value: { ...before.value, tasks } });
  }
  return [...merged.values()];
}
