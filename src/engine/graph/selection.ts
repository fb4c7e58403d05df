import { type Message, t } from '../l10n.ts';
import type { Resource } from '../model.ts';
import type { Lineage } from './lineage.ts';

/** What a selection comes to; `unknown` names what text alone cannot settle. */
export type Selected = { readonly resources: readonly Resource[] } | { readonly unknown: Message };

/** One item of `--select`: `2+tag:nightly+1`, `@fct_orders`. Depth -1 stands for no limit. */
interface Criterion {
  readonly method: string;
  readonly value: string;
  readonly parents: number;
  readonly children: number;
  readonly childrensParents: boolean;
}

/** The methods that are followed. `state`, `result` and `source_status` depend on an earlier run, which no text shows. */
const methods: ReadonlySet<string> = new Set(['fqn', 'tag', 'path', 'file', 'resource_type', 'source', 'exposure', 'package']);

/**
 * Resolves dbt's selection syntax: a union of words, in each an intersection by commas, graph operators `+`, `n+`, `@`.
 * @param candidates the resources of one project
 * @param select null selects everything
 */
export function select(
  candidates: readonly Resource[],
  lineage: Lineage,
  select: readonly string[] | null,
  exclude: readonly string[],
): Selected {
  const included = select === null ? { resources: candidates } : union(candidates, lineage, select);
  const excluded = union(candidates, lineage, exclude);
  if ('unknown' in included) return included;
  if ('unknown' in excluded) return excluded;
  const out = new Set(excluded.resources);
  return { resources: included.resources.filter((resource) => !out.has(resource)) };
}

function union(candidates: readonly Resource[], lineage: Lineage, words: readonly string[]): Selected {
  const found = new Set<Resource>();
  for (const word of words) {
    const selected = intersection(candidates, lineage, word);
    if ('unknown' in selected) return selected;
    for (const resource of selected.resources) found.add(resource);
  }
  return { resources: [...found] };
}

function intersection(candidates: readonly Resource[], lineage: Lineage, word: string): Selected {
  let common: readonly Resource[] | null = null;
  for (const part of word.split(',')) {
    const criterion = parseCriterion(part);
    if (!methods.has(criterion.method)) return { unknown: t('{0} is not followed', part) };
    const found = new Set(
      expand(
        candidates.filter((resource) => matches(resource, criterion)),
        criterion,
        lineage,
      ),
    );
    common = common === null ? [...found] : common.filter((resource) => found.has(resource));
  }
  return { resources: common ?? [] };
}

function parseCriterion(text: string): Criterion {
  const [, at = '', before = '', body = '', after = ''] = /^(@?)(\d*\+)?(.*?)(\+\d*)?$/.exec(text) ?? [];
  const colon = body.indexOf(':');
  return {
    method: colon === -1 ? 'fqn' : body.slice(0, colon),
    value: colon === -1 ? body : body.slice(colon + 1),
    parents: depth(before, before.slice(0, -1)),
    children: depth(after, after.slice(1)),
    childrensParents: at === '@',
  };
}

function depth(operator: string, digits: string): number {
  if (operator === '') return 0;
  return digits === '' ? -1 : Number(digits);
}

function matches(resource: Resource, { method, value }: Criterion): boolean {
  switch (method) {
    case 'fqn':
      return matchesName(resource, value);
    case 'tag':
      return (resource.tags ?? []).some((tag) => wildcard(value, tag));
    case 'path':
      return matchesPath(resource, value);
    case 'file':
      return wildcard(value, resource.anchor.file.split('/').at(-1) ?? '') || wildcard(value, resource.name);
    case 'resource_type':
      return resource.kind === value;
    case 'source':
      return (
        resource.kind === 'source' &&
        (wildcard(value, resource.name) || (resource.fqn ?? []).slice(-2, -1).includes(value) || resource.id.endsWith(`.${value}`))
      );
    case 'exposure':
      return resource.kind === 'exposure' && wildcard(value, resource.name);
    case 'package':
      return resource.fqn?.[0] === value;
    default:
      return false;
  }
}

function matchesName(resource: Resource, value: string): boolean {
  const fqn = resource.fqn ?? [resource.name];
  const inPackage = fqn.slice(1);
  const parts = value.split('.');
  const begins = (names: readonly string[]) =>
    parts.length <= names.length && parts.every((part, index) => wildcard(part, names[index] ?? ''));
  return wildcard(value, resource.name) || begins(fqn) || begins(inPackage) || looksLikePath(value, resource);
}

/** dbt takes a word with a slash or a file ending for a path. */
function looksLikePath(value: string, resource: Resource): boolean {
  return (value.includes('/') || /\.(sql|py|csv)$/.test(value)) && matchesPath(resource, value);
}

function matchesPath(resource: Resource, value: string): boolean {
  const file = resource.project === '.' ? resource.anchor.file : resource.anchor.file.replace(`${resource.project}/`, '');
  const folder = value.replace(/^\.\//, '').replace(/\/$/, '');
  return wildcard(folder, file) || file.startsWith(`${folder}/`);
}

/** Unix shell patterns, as in Python's fnmatch, without character classes. */
function wildcard(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

function expand(start: readonly Resource[], criterion: Criterion, lineage: Lineage): Resource[] {
  const parents = (resource: Resource) => lineage.upstream(resource).map((neighbour) => neighbour.resource);
  const children = (resource: Resource) => lineage.consumers(resource).map((neighbour) => neighbour.resource);
  if (criterion.childrensParents) return reach(reach(start, children, -1), parents, -1);
  return [...reach(start, parents, criterion.parents), ...reach(start, children, criterion.children)];
}

/** Everything within so many steps, the start included. */
function reach(start: readonly Resource[], next: (resource: Resource) => readonly Resource[], steps: number): Resource[] {
  const seen = new Set(start);
  let edge: readonly Resource[] = start;
  for (let step = 0; step !== steps && edge.length > 0; step++) {
    edge = edge.flatMap(next).filter((resource) => !seen.has(resource));
    for (const resource of edge) seen.add(resource);
  }
  return [...seen];
}
