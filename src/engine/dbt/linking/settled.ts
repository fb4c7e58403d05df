import { type Message, t } from '../../l10n.ts';
import type { Entry, Value } from '../../model.ts';
import { fieldOf, type MapValue } from '../../syntax/yaml.ts';
import type { ManifestNode } from '../reading/fragments.ts';
import { keptConfigs } from '../reading/manifest.ts';
import { configOf, type Level } from './configs.ts';
import type { Dependencies, Dependency } from './dependencies.ts';
import { hiddenReason, wordsOf } from './meta.ts';
import type { DbtNode } from './nodes.ts';
import type { Scope } from './scope.ts';
/**
 * @returns the dependencies with those of the manifest, where text leaves some open; as they were where all is known from text, or
 * where the manifest lacks one that text is sure of, which shows that it speaks of something else.
 */
export function settledDependencies(node: DbtNode, dependencies: Dependencies, scope: Scope): Dependencies {
  const { overlay } = scope;
  if (!overlay || dependencies.hidden.length + dependencies.dangling.length === 0) return dependencies;
  const held = overlay.of(node);
  if (!held?.enabled || !dependencies.found.every((found) => isIn(held, found))) return dependencies;
  const known = new Set(dependencies.found.map((found) => found.node.id));
  const range = { from: held.from, to: held.to };
  const found: Dependency[] = [...dependencies.found];
  const hidden: { from: number; to: number; file: string; reason: Message }[] = [];
  for (const id of held.upstream) {
    if (known.has(id)) continue;
    const nodes = nodesOf(id, scope);
    for (const upstream of nodes)
      found.push({ node: upstream, via: `${overlay.file} of ${overlay.date}`, conditional: false, file: overlay.file, range });
    if (nodes.length === 0) hidden.push({ ...range, file: overlay.file, reason: t('it reads {0}, which is not in this workspace', id) });
  }
  return { found, hidden, dangling: [] };
}

/** Edges of constraints are left out: dbt before 1.9 does not have them. */
function isIn(held: ManifestNode, { node, conditional, via }: Dependency): boolean {
  return conditional || via === 'constraint' || held.upstream.includes(node.id);
}

function nodesOf(id: string, scope: Scope): readonly DbtNode[] {
  const [, kind, name = '', rest = ''] = /^(\w+)\.([^.]+)\.(.+)$/.exec(id) ?? [];
  const member = scope.byName.get(name);
  const named =
    kind === 'source' ? member?.sources.get(rest) : (member?.refable.get(rest) ?? member?.refable.get(rest.replace(/\.v[^.]+$/, '')));
  return named?.filter((node) => node.id === id) ?? [];
}

/** @returns the levels without what they leave open, and the manifest's configs in place of it; as they were where nothing is open. */
export function settledLevels(node: DbtNode, levels: readonly Level[], scope: Scope): readonly Level[] {
  const { overlay } = scope;
  const at = overlay ? levels.findIndex(leavesOpen) : -1;
  const held = overlay && at !== -1 ? overlay.of(node) : null;
  if (!overlay || !held) return levels;
  const literal = levels.map(withoutOpen);
  const value = withoutKnown(held.config, literal);
  const laid: Level = { where: 'manifest', file: overlay.file, value, label: overlay.date, depth: 0, conditional: false };
  return [...literal.slice(0, at), laid, ...literal.slice(at)];
}

/** @returns whether dbt had the node enabled, where text cannot say it; null where the manifest cannot either. */
export function heldEnabled(node: DbtNode, levels: readonly Level[], scope: Scope): boolean | null {
  const enabled = scope.overlay && configOf(levels, 'enabled');
  if (!enabled || (hiddenReason(enabled.value) === null && !enabled.level.conditional)) return null;
  return scope.overlay?.of(node)?.enabled ?? null;
}

function leavesOpen(level: Level): boolean {
  const { value } = level;
  if (level.conditional || value.type === 'hidden') return true;
  return value.type === 'map' && (value.hidden !== undefined || value.entries.some((entry) => isOpen(entry.key, entry.value)));
}

function isOpen(key: string, value: Value): boolean {
  return keptConfigs.has(key) && hiddenReason(value) !== null;
}

function withoutOpen(level: Level): Level {
  if (!leavesOpen(level)) return level;
  const { value } = level;
  const { from, to } = value;
  const entries = value.type === 'map' && !level.conditional ? value.entries : [];
  const literal = entries.flatMap((entry) => {
    if (!isOpen(entry.key, entry.value)) return [entry];
    if (entry.key !== 'meta' || entry.value.type !== 'map') return [];
    const { hidden: _, ...meta } = entry.value;
    return [{ ...entry, value: { ...meta, entries: meta.entries.filter((inner) => hiddenReason(inner.value) === null) } }];
  });
  return { ...level, value: { type: 'map', entries: literal, from, to } };
}

/** What text says for certain is told from the text. */
function withoutKnown(config: MapValue, literal: readonly Level[]): MapValue {
  const entries = config.entries.flatMap((entry): Entry[] => {
    const said = literal.flatMap((level) => fieldOf(level.value, entry.key) ?? []);
    if (entry.key !== 'meta' || entry.value.type !== 'map') return saysFirst(said, entry.value) ? [] : [entry];
    const open = entry.value.entries.filter(
      (inner) =>
        !saysFirst(
          said.flatMap((meta) => fieldOf(meta, inner.key) ?? []),
          inner.value,
        ),
    );
    return [{ ...entry, value: { ...entry.value, entries: open } }];
  });
  return { ...config, entries };
}

function saysFirst(said: readonly Value[], value: Value): boolean {
  const [first] = said;
  return first !== undefined && first.type === value.type && wordsOf(first) === wordsOf(value);
}
