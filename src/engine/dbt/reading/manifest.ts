import type { StreamReader } from '../../framework.ts';
import { type Message, t } from '../../l10n.ts';
import type { Range, Value } from '../../model.ts';
import { type JsonMember, readJsonMembers } from '../../syntax/jsonMembers.ts';
import type { MapValue } from '../../syntax/yaml.ts';
import type { ManifestFragment, ManifestNode } from './fragments.ts';

/**
 * Manifests of dbt 1.5 (v9) to 1.12 and of 2.0 (v12) hold what is read here under the same names. That of 2.0 leaves out what is null,
 * and reads a checksum that is a bare text and a path without its package (crates/dbt-schemas of 2.0.0-beta.2).
 */
const oldest = 9;
const newest = 12;
const deepest = 20;

/** Configs that are taken from a manifest; others say nothing that a fact is made from. */
export const keptConfigs: ReadonlySet<string> = new Set([
  'access',
  'contract',
  'group',
  'incremental_strategy',
  'materialized',
  'meta',
  'on_schema_change',
  'tags',
  'unique_key',
]);

/** Reads a manifest.json piece by piece and keeps little of it. Whatever is wrong with it is a problem of the fragment. */
export function manifestReader(): StreamReader<ManifestFragment> {
  const metadata = new Map<string, unknown>();
  const nodes: ManifestNode[] = [];
  const wanted = (section: string, key: string) =>
    section === 'metadata' || ((section === 'nodes' || section === 'disabled') && /^(?:model|snapshot)\./.test(key));
  const members = readJsonMembers(wanted, (member) => {
    const value = parsed(member.text);
    if (member.section === 'metadata') metadata.set(member.key, value);
    else if (member.section === 'nodes') keepNode(nodes, member, value, true);
    else if (Array.isArray(value)) for (const version of value) keepNode(nodes, member, version, false);
  });
  return {
    push: (chunk) => members.push(chunk) && unknownSchema(metadata) === null,
    end() {
      const wrong = whatIsWrong(members.end(), metadata);
      const empty = { kind: 'manifest' as const, lines: [...members.lines], made: null, dbtVersion: null, nodes: [] };
      if (wrong) return { ...empty, broken: true, problems: [{ from: 0, to: 1, message: wrong }] };
      return { ...empty, broken: false, problems: [], made: madeAt(metadata), dbtVersion: text(metadata.get('dbt_version')), nodes };
    },
  };
}

function whatIsWrong(end: 'whole' | 'cut' | 'no-object', metadata: ReadonlyMap<string, unknown>): Message | null {
  if (end === 'no-object') return t('This manifest is no JSON object; nothing is taken from it');
  const unknown = unknownSchema(metadata);
  if (unknown) return unknown;
  if (end === 'cut') return t('This manifest ends in the middle; nothing is taken from it');
  return metadata.has('dbt_schema_version') ? null : t('This manifest does not say its version; nothing is taken from it');
}

function unknownSchema(metadata: ReadonlyMap<string, unknown>): Message | null {
  const schema = metadata.get('dbt_schema_version');
  if (schema === undefined) return null;
  const version = /\/manifest\/v(\d+)\.json$/.exec(text(schema) ?? '')?.[1];
  if (version !== undefined && Number(version) >= oldest && Number(version) <= newest) return null;
  return t('This manifest is of the version {0}, which is not read; nothing is taken from it', String(schema).slice(0, 80));
}

/** Files are read after the invocation began and before the manifest is made; older versions write only when it was made. */
function madeAt(metadata: ReadonlyMap<string, unknown>): string | null {
  const times = ['invocation_started_at', 'generated_at'].flatMap((key) => {
    const time = Date.parse(text(metadata.get(key)) ?? '');
    return Number.isNaN(time) ? [] : [time];
  });
  return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
}

function keepNode(nodes: ManifestNode[], member: JsonMember, node: unknown, enabled: boolean): void {
  const checksum = field(node, 'checksum');
  const sum = text(field(checksum, 'name')) === 'sha256' ? text(field(checksum, 'checksum')) : text(checksum);
  if (sum === null) return;
  const range = { from: member.from, to: member.from + member.text.length };
  const upstream = field(field(node, 'depends_on'), 'nodes');
  nodes.push({
    ...range,
    id: member.key,
    file: text(field(node, 'original_file_path')) ?? '',
    checksum: sum,
    patch: text(field(node, 'patch_path'))?.replace(/^[^:]*:\/\//, '') ?? null,
    upstream: Array.isArray(upstream) ? upstream.flatMap((id) => text(id) ?? []) : [],
    enabled,
    config: configOf(field(node, 'config'), range),
  });
}

function configOf(config: unknown, range: Range): MapValue {
  const entries = Object.entries(config !== null && typeof config === 'object' ? config : {})
    .filter(([key, value]) => keptConfigs.has(key) && value !== null)
    .map(([key, value]) => ({ key, keyRange: range, value: valueFrom(value, range, 0) }));
  return { type: 'map', entries, ...range };
}

function valueFrom(json: unknown, range: Range, depth: number): Value {
  if (depth > deepest) return { type: 'hidden', reason: t('it is nested too deeply'), ...range };
  switch (typeof json) {
    case 'string':
      return { type: 'text', value: json, ...range };
    case 'number':
      return { type: 'number', value: json, ...range };
    case 'boolean':
      return { type: 'boolean', value: json, ...range };
    default:
  }
  if (Array.isArray(json)) return { type: 'list', items: json.map((item) => valueFrom(item, range, depth + 1)), ...range };
  if (json === null || typeof json !== 'object') return { type: 'nothing', ...range };
  const entries = Object.entries(json).map(([key, value]) => ({ key, keyRange: range, value: valueFrom(value, range, depth + 1) }));
  return { type: 'map', entries, ...range };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function field(json: unknown, key: string): unknown {
  return json !== null && typeof json === 'object' && Object.hasOwn(json, key) ? (json as Record<string, unknown>)[key] : undefined;
}

function text(json: unknown): string | null {
  return typeof json === 'string' ? json : null;
}
