import { readdirSync, readFileSync } from 'node:fs';
import { airflow } from '../../../src/engine/airflow/airflow.ts';
import type { AirflowFragment } from '../../../src/engine/airflow/reading/fragments.ts';
import type { Facts, Found } from '../../../src/engine/facts.ts';
import { render } from '../../../src/engine/l10n.ts';
import type { Linked } from '../../../src/engine/linked.ts';
import type { FileSet, Resource } from '../../../src/engine/model.ts';
import { defaultPolicy } from '../../../src/engine/policy/policy.ts';
import { spanOf } from '../../../src/engine/text.ts';

/** A linked workspace, asked by the ids of its resources. */
export interface Fixture {
  readonly linked: Linked;
  readonly files: FileSet<AirflowFragment>;
  readonly texts: ReadonlyMap<string, string>;
  resource(id: string): Resource;
  facts(id: string): Facts;
}

/** Reads every file below a folder of test/fixtures and links them. */
export function fixture(name: string): Fixture {
  const root = `test/fixtures/${name}`;
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/'));
  return workspace(new Map(paths.sort().map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')])));
}

/** Links texts that stand in no folder. `readText` may give the fragment of an earlier reading of the same text. */
export function workspace(texts: ReadonlyMap<string, string>, readText = airflow.read): Fixture {
  const read = new Map<string, { reader: string; fragment: AirflowFragment }>();
  const files: FileSet<AirflowFragment> = {
    all: [...texts.keys()],
    has: (file) => texts.has(file),
    fragment: (file) => read.get(file)?.fragment,
    span: (file, range) => spanOf(file, read.get(file)?.fragment.lines ?? [0], range),
  };
  for (let again = true; again; ) {
    again = false;
    for (const { file, reader } of airflow.wants(files)) {
      if (read.get(file)?.reader === reader) continue;
      again = true;
      read.set(file, { reader, fragment: readText(reader, texts.get(file) ?? '') });
    }
  }
  const linked = airflow.link(files, defaultPolicy('2026-11-22'));
  const resource = (id: string): Resource => {
    const found = linked.resources.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no ${id} among ${linked.resources.map((one) => one.id).join(', ')}`);
    return found;
  };
  return { linked, files, texts, resource, facts: (id) => linked.facts(resource(id)) };
}

/** One file of DAGs in a folder named dags. */
export function oneFile(text: string, more: Readonly<Record<string, string>> = {}): Fixture {
  return workspace(new Map([['dags/a.py', text], ...Object.entries(more)]));
}

/** Facts in words, one line each: the value with its place, or why it is not known. */
export function lines<T>(found: readonly Found<T>[], words: (value: T) => string): string[] {
  return found.map((fact) => {
    if (!fact.known) return `? ${render(fact.reason)}`;
    const { file, line } = fact.evidence.span;
    const effect = fact.inert ? ` inert: ${render(fact.inert)}` : fact.doubtful ? ` doubtful: ${render(fact.doubtful)}` : '';
    return `${words(fact.value)} @${file}:${line}${effect}`;
  });
}

/** Owners of a resource with the number of their tasks. */
export function owners(found: Fixture, id: string): string[] {
  return lines(found.facts(id).owner, ({ names, tasks }) => `${names.join('+')}${tasks === undefined ? '' : ` ${tasks}`}`);
}

/** Alerts of a resource. */
export function alerts(found: Fixture, id: string): string[] {
  return lines(found.facts(id).alert, (alert) =>
    [alert.level, alert.route, alert.channel ?? '-', alert.reaches, ...(alert.quiet ? ['quiet'] : [])].join(' '),
  );
}
