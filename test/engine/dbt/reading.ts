import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dbt } from '../../../src/engine/dbt/dbt.ts';
import type { DbtFragment } from '../../../src/engine/dbt/reading/fragments.ts';
import type { FactName, Facts } from '../../../src/engine/facts.ts';
import { render } from '../../../src/engine/l10n.ts';
import type { Linked } from '../../../src/engine/linked.ts';
import type { FileSet, FixKey, Place, Resource, Span } from '../../../src/engine/model.ts';
import { defaultPolicy } from '../../../src/engine/policy/policy.ts';
import { spanOf } from '../../../src/engine/text.ts';

/** A workspace that was read and linked by the dbt reader alone. */
export interface ReadWorkspace {
  readonly linked: Linked;
  readonly problems: readonly string[];
  /** By id; fails where the id is not there. */
  resource(id: string): Resource;
  facts(id: string): Facts;
  /** Every value of a fact in words, with where it was read: `finance-data @ models/_m.yml:4`. */
  told(id: string, fact: FactName): string[];
  /** Ids of what a resource reads; `?` behind those that are conditional. */
  upstream(id: string): string[];
  places(id: string, key: FixKey): readonly Place[];
  slice(span: Span): string;
}

/** Reads texts as the coach does: until nothing new is wanted. */
export function readWorkspace(texts: Readonly<Record<string, string>>): ReadWorkspace {
  const fragments = new Map<string, DbtFragment>();
  const all = Object.keys(texts).sort();
  const files: FileSet<DbtFragment> = {
    all,
    has: (file) => file in texts,
    fragment: (file) => fragments.get(file),
    span: (file, range) => spanOf(file, fragments.get(file)?.lines ?? [0], range),
  };
  for (let before = -1; before < fragments.size; ) {
    before = fragments.size;
    for (const { file, reader } of [...dbt.wants(files)])
      if (!fragments.has(file)) fragments.set(file, dbt.read(reader, texts[file] ?? ''));
  }
  const linked = dbt.link(files, defaultPolicy('2026-11-22'));
  const resource = (id: string) => {
    const found = linked.resources.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`no ${id} among ${linked.resources.map((candidate) => candidate.id).join(', ')}`);
    return found;
  };
  return {
    linked,
    problems: linked.problems.map((problem) => `${problem.file}:${problem.line} ${render(problem.message)}`),
    resource,
    facts: (id) => linked.facts(resource(id)),
    told: (id, fact) =>
      linked.facts(resource(id))[fact].map((found) => {
        if (!found.known) return `unknown: ${render(found.reason)}`;
        const values = Object.values(found.value)
          .flat()
          .filter((part) => typeof part === 'string');
        return `${values.join(' ')} @ ${found.evidence.span.file}:${found.evidence.span.line}`;
      }),
    upstream: (id) => resource(id).upstream.map((edge) => edge.to.slice(edge.to.indexOf(':') + 1) + (edge.conditional ? '?' : '')),
    places: (id, key) => linked.places(resource(id), key),
    slice: (span) => (texts[span.file] ?? '').slice(span.from, span.to),
  };
}

/** The texts of a folder of fixtures, by their path below it. */
export function fixture(name: string): Record<string, string> {
  const root = join('test/fixtures', name);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')];
    }),
  );
}
