/** What real dbt holds, read from the manifest that `dbt parse` wrote, in the words of the comparison (see comparison.mjs). */

import { posix } from 'node:path';

const listed = new Set(['model', 'seed', 'snapshot', 'source', 'exposure', 'metric', 'semantic_model', 'saved_query', 'function']);

/** Tests of the well-known packages, and what each would notice. A test that is not here may notice anything. */
const modesOfTests = {
  unique: ['twice'],
  not_null: [],
  accepted_values: ['wrong'],
  relationships: ['wrong'],
};

/**
 * @param manifest the parsed manifest.json (v9 to v12)
 * @param folder the project's folder, relative to the root that is inspected
 * @param project the project's name: the manifest of dbt 1.5 does not say it
 * @returns the project's name, every resource of it, and the ids that stand in it without being in force.
 */
export function heldByDbt(manifest, folder, project) {
  const nodes = [
    manifest.nodes,
    manifest.sources,
    manifest.exposures,
    manifest.metrics,
    manifest.semantic_models,
    manifest.saved_queries,
    manifest.functions ?? {},
  ]
    .flatMap((group) => Object.values(group ?? {}))
    .filter((node) => listed.has(node.resource_type));
  const own = nodes.filter((node) => node.package_name === project);
  const ids = new Set(nodes.map((node) => node.unique_id));
  const tests = testsByResource(manifest);
  return {
    project,
    resources: own.map((node) => ({
      id: node.unique_id,
      tool: 'dbt',
      kind: node.resource_type,
      project: folder,
      file: posix.join(folder, node.original_file_path),
      parents: (node.depends_on?.nodes ?? []).filter((id) => ids.has(id)),
      children: (manifest.child_map[node.unique_id] ?? []).filter((id) => ids.has(id)),
      owners: ownersOf(node, manifest),
      purposes: [node.description, node.source_description].filter(isText),
      promise: promiseOf(node, tests.get(node.unique_id) ?? []),
      modes: modesOf(node, tests.get(node.unique_id) ?? []),
      alerts: alertsOf(node, manifest),
      detail: detailOf(node, tests.get(node.unique_id) ?? []),
    })),
    others: new Set([
      ...nodes.filter((node) => node.package_name !== project).map((node) => node.unique_id),
      ...Object.keys(manifest.disabled),
    ]),
  };
}

/** What is compared value by value (detail.mjs). */
function detailOf(node, tests) {
  return {
    meta: metaOf(node),
    group: node.group ?? node.config?.group,
    tags: node.tags ?? [],
    access: node.access,
    contract: node.config?.contract?.enforced ?? false,
    materialized: node.config?.materialized,
    tests: tests
      .map((test) => test.name)
      .filter((name) => !['singular', 'unit'].includes(name))
      .sort(),
  };
}

function isText(value) {
  return typeof value === 'string' && value.trim() !== '';
}

/** A table has the meta of its source; dbt before 1.10 leaves that in `source_meta`, and `config.meta` of both where nothing reads it. */
function metaOf(node) {
  return { ...node.source_meta, ...node.meta, ...(node.resource_type === 'source' ? {} : node.config?.meta) };
}

function groupOf(node, manifest) {
  const name = node.group ?? node.config?.group;
  return Object.values(manifest.groups ?? {}).find((group) => group.name === name && group.package_name === node.package_name);
}

/** Every place that names an owner, in the order in which it counts; each is a list of names, each name a list of its spellings. */
function ownersOf(node, manifest) {
  const meta = metaOf(node);
  const stated = [node.owner, meta.owner, meta.owners, meta.data_owner, meta.team, meta.dagster?.owners, meta.openmetadata?.owner];
  const tags = (node.tags ?? []).filter((tag) => /^(owner|team):/.test(tag)).map((tag) => tag.replace(/^[a-z]+:/, ''));
  return [...stated, tags, groupOf(node, manifest)?.owner].map(names).filter((list) => list.length > 0);
}

/** A string, a string with commas, a list, or a mapping with a name or an e-mail address. */
export function names(value) {
  if (typeof value === 'string') return value.split(',').map((name) => [name.trim()]);
  if (Array.isArray(value)) return value.flatMap(names);
  if (value === null || typeof value !== 'object') return [];
  const spellings = [value.name, value.email].flat().filter(isText);
  return spellings.length > 0 ? [spellings] : [];
}

function testsByResource(manifest) {
  const tests = new Map();
  const add = (id, test) => tests.set(id, [...(tests.get(id) ?? []), test]);
  for (const node of Object.values(manifest.nodes).filter((each) => each.resource_type === 'test')) {
    const about = attachedTo(node, manifest);
    const severity = String(node.config.severity).toLowerCase();
    for (const id of about) add(id, { name: node.test_metadata?.name ?? 'singular', certain: about.length === 1, severity });
  }
  for (const test of Object.values(manifest.unit_tests ?? {})) {
    for (const id of test.depends_on.nodes) add(id, { name: 'unit', certain: true, severity: 'error' });
  }
  return tests;
}

/** A generic test is about the resource it stands under, a singular one about all that it reads. Sources are not `attached_node` (1.12.6). */
function attachedTo(node, manifest) {
  if (node.attached_node) return [node.attached_node];
  if (!node.test_metadata) return node.depends_on.nodes;
  const [, source, table] = /source\('([^']+)',\s*'([^']+)'\)/.exec(node.test_metadata.kwargs.model ?? '') ?? [];
  return Object.values(manifest.sources)
    .filter((each) => each.source_name === source && each.name === table)
    .map((each) => each.unique_id);
}

/** What a brief leaves open: it stands there and promises nothing. */
const gap = 'TODO';

function promiseOf(node, tests) {
  const meta = metaOf(node);
  if (meta.sla === gap) return 'toothless';
  if (isText(meta.sla) || isText(meta.sla?.by) || isText(meta.sla?.freshness)) return 'kept';
  if (tests.some((test) => /recen|fresh/.test(test.name))) return 'kept';
  if (node.resource_type !== 'source') return 'none';
  if (node.freshness === null) return 'declined';
  const thresholds = [node.freshness?.warn_after, node.freshness?.error_after].filter(
    (threshold) => threshold?.count !== null && threshold !== undefined && threshold !== null,
  );
  if (thresholds.length === 0) return 'none';
  return [node.loaded_at_field, node.loaded_at_query].some(isFilledIn) ? 'kept' : 'toothless';
}

/** dbt takes `<column>`, which a fix leaves to be filled in, for a column. */
function isFilledIn(text) {
  return isText(text) && !/^<[^<>]*>$/.test(text);
}

/** The ways to fail that are caught for certain, and those that something here may catch: a promise that is only stated catches nothing by itself. */
function modesOf(node, tests) {
  const config = node.config ?? {};
  const loud = tests.filter((test) => test.severity === 'error');
  const certain = new Set(
    loud
      .filter((test) => test.certain)
      .flatMap((test) => (['singular', 'unit'].includes(test.name) ? ['wrong'] : (modesOfTests[test.name] ?? []))),
  );
  if (config.contract?.enforced || config.on_schema_change === 'fail') certain.add('changed');
  if (promiseOf({ ...node, meta: {}, source_meta: {}, config: {} }, tests) === 'kept') certain.add('late');
  const possible = new Set(certain);
  if (promiseOf(node, tests) === 'kept') possible.add('late');
  for (const test of tests)
    for (const mode of modesOfTests[test.name] ?? ['late', 'empty', 'twice', 'wrong', 'changed']) possible.add(mode);
  if (tests.some((test) => test.name === 'not_null')) possible.add('wrong');
  if (
    config.unique_key ||
    (node.constraints ?? []).length > 0 ||
    Object.values(node.columns ?? {}).some((column) => column.constraints?.length > 0)
  )
    possible.add('twice');
  if (config.on_schema_change && config.on_schema_change !== 'ignore') possible.add('changed');
  return { certain: [...certain], possible: [...possible], tests: tests.map((test) => test.name) };
}

function alertsOf(node, manifest) {
  const meta = metaOf(node);
  const group = { ...groupOf(node, manifest)?.owner, ...groupOf(node, manifest)?.config?.meta };
  return [meta.channel, meta.subscribers, meta.slack, group.channel, group.slack].flat().filter(isText);
}
