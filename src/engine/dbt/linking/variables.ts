import type { FileSet, Value } from '../../model.ts';
import { parseExpression } from '../../syntax/pythonReading.ts';
import { fieldOf, holdsTemplate } from '../../syntax/yaml.ts';
import { joinPath } from '../paths.ts';
import { conditionOf } from '../reading/conditions.ts';
import type { Body, DbtFragment } from '../reading/fragments.ts';
import { readSql } from '../reading/sql.ts';
import { partsOf, type Term, termOfValue } from '../reading/terms.ts';
import { verdictOf } from './conditions.ts';
import { configOf, type Level } from './configs.ts';
import type { World } from './meanings.ts';
import type { Project } from './project.ts';

/**
 * What projects give their variables. `--vars` on the command line wins over all of it and cannot be seen: nothing may be
 * claimed from a variable without saying so.
 */
export interface Variables {
  /** @returns the value that a variable has for a package, which may be a template; undefined where nobody gives it one. */
  of(name: string, packageName: string): Value | undefined;
  /** Whether any of them is a template. */
  readonly holdTemplates: boolean;
  /** @returns what the template reads that a variable has for a package; null where it has none. dbt renders texts, and leaves those inside lists and dicts as they are. */
  templateOf(name: string, packageName: string): Body | null;
  /** The same inside dbt_project.yml itself, which is rendered before its own `vars` are known. */
  inProjectFile(name: string): Value | undefined;
}

/**
 * Variables as dbt looks them up (`VarProvider` of dbt-core 1.12, config/project.py): what the root project says for the package,
 * what it says for all, and then the same of the package itself. From 1.12 on they may stand in vars.yml.
 */
export function variablesOf(root: Project, members: readonly Project[], files: FileSet<DbtFragment>): Variables {
  const stated = new Map(members.map((project) => [project.name, fieldOf(project.fragment.root, 'vars') ?? besideIt(project, files)]));
  const rootStated = stated.get(root.name);
  const templates = new Map<string, Body>();
  const of = (name: string, packageName: string): Value | undefined => {
    const own = stated.get(packageName);
    const found = [
      fieldOf(fieldOf(rootStated, packageName), name),
      fieldOf(rootStated, name),
      fieldOf(fieldOf(own, packageName), name),
      fieldOf(own, name),
    ];
    return found.find((candidate) => candidate !== undefined);
  };
  return {
    of,
    holdTemplates: [...stated.values()].some((vars) => vars !== undefined && anyTemplate(vars)),
    templateOf(name, packageName) {
      const value = of(name, packageName);
      if (value?.type !== 'text' || !holdsTemplate(value.value)) return null;
      const body = templates.get(value.value) ?? readSql(value.value);
      templates.set(value.value, body);
      return body;
    },
    inProjectFile: (name) => fieldOf(besideIt(root, files), name),
  };
}

function besideIt(project: Project, files: FileSet<DbtFragment>): Value | undefined {
  const fragment = files.fragment(joinPath(project.folder, 'vars.yml') ?? 'vars.yml');
  return fragment?.kind === 'packages' ? fieldOf(fragment.root, 'vars') : undefined;
}

/** Variables stand one below the other, or once more below the name of a package. */
function anyTemplate(value: Value): boolean {
  if (value.type === 'map') return value.entries.some((entry) => anyTemplate(entry.value));
  return value.type === 'text' && holdsTemplate(value.value);
}

/** @returns the variable that turns a resource off, unless the command line says otherwise; null where none does. */
export function disablingVariable(levels: readonly Level[], variables: Variables, packageName: string): string | null {
  const enabled = configOf(levels, 'enabled');
  if (!enabled || enabled.level.conditional) return null;
  const { value, level } = enabled;
  const words =
    value.type === 'hidden' ? value.jinja : value.type === 'text' ? /^\s*\{\{-?([\s\S]*?)-?\}\}\s*$/.exec(value.value)?.[1] : undefined;
  if (words === undefined || !words.includes('var')) return null;
  const stated = (name: string) => (level.where === 'folder' ? variables.inProjectFile(name) : variables.of(name, packageName));
  const condition = conditionOf(parseExpression(words, 0, words.length), () => undefined);
  const { is, by } = verdictOf(condition, worldOf(stated), 'variables too');
  return is === false ? (by.map(variableIn).find((name) => name !== null) ?? null) : null;
}

/** A world in which nothing is known but variables. */
function worldOf(stated: (name: string) => Value | undefined): World {
  const variable = (name: string) => {
    const value = stated(name);
    return value && termOfValue(value);
  };
  return { parameters: new Map(), loops: new Map(), variable, returned: () => null, depth: 0, budget: { left: 1000 } };
}

function variableIn(term: Term): string | null {
  if (term === null || typeof term !== 'object') return null;
  if ('variable' in term) return term.variable;
  return (
    partsOf(term)
      .map(variableIn)
      .find((name) => name !== null) ?? null
  );
}
