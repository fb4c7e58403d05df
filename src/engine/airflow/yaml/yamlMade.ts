import { t } from '../../l10n.ts';
import type { FileSet } from '../../model.ts';
import { resolveModule } from '../folders.ts';
import { type Machine, newCell, started } from '../following/machine.ts';
import type { DagMade, Layer, TaskMade } from '../following/made.ts';
import type { Program, Programs } from '../following/programs.ts';
import { type Arguments, type Attributes, type DictItem, type Run, type Scope, unknown, type Val } from '../following/values.ts';
import type { AirflowFragment } from '../reading/fragments.ts';
import { argumentsIn, type MapValue, siteIn } from '../reading/yamlValues.ts';

/** A DAG of a YAML file with what its values are held in. */
export interface YamlMade {
  readonly dag: DagMade;
  readonly program: Program;
  /** The Python file that makes it. */
  readonly loader: string;
}

/** Notes a DAG of a YAML file. `key`: what stands for it in the editor. */
export function dagOf(machine: Machine, key: DagMade['anchor'], args: Arguments, defaults: Val): DagMade {
  const dag: DagMade = {
    by: 'yaml',
    anchor: key,
    call: key,
    madeFor: key.file,
    args,
    hiddenArgs: null,
    defaults,
    expr: null,
    attributes: newCell<Attributes>(machine, new Map()),
    tasks: [],
    hiddenTasks: [],
    definition: null,
    inLoop: false,
    parametric: null,
    conditional: null,
    holder: null,
  };
  machine.made.dags.push(dag);
  return dag;
}

/** What the map of a task group gives to its tasks. */
export function groupLayer(machine: Machine, file: string, map: MapValue): Layer {
  return { of: 'group', content: { items: argumentsIn(machine, file, map), hidden: null }, reason: null, site: siteIn(file, map) };
}

/** A task whose arguments stand in a map. */
export function taskOf(
  machine: Machine,
  file: string,
  config: MapValue,
  items: ReadonlyMap<string, DictItem>,
  layers: readonly Layer[],
  id: string | null,
): TaskMade {
  const operator = items.get('operator')?.value;
  return {
    site: siteIn(file, config),
    operator: operator?.type === 'text' ? operator.value : 'task',
    args: { positional: [], named: new Map([...items].map(([key, { value }]) => [key, value])), hidden: null },
    layers,
    attributes: newCell<Attributes>(machine, new Map()),
    function: null,
    inLoop: false,
    taskId: id,
    conditional: false,
    homeless: false,
  };
}

/** Nothing is followed for a YAML file but the modules that it names; its values are held in a program of their own. */
export function programFor(files: FileSet<AirflowFragment>, programs: Programs, file: string): Program {
  const run: Run = { file, heap: new Map(), scopes: new Map() };
  const scope: Scope = { run, file, names: new Map(), above: null, hidden: null };
  const nothing = (site: Val['site']) => unknown(t('a value that is not followed'), site);
  const machine: Machine = {
    run,
    steps: 0,
    ...started(),
    evaluate: (expr) => nothing({ file, part: null, from: expr.from, to: expr.to }),
    execute: () => ({ falls: true, returned: [] }),
    callFunction: (_made, _args, site) => nothing(site),
    call: (_callee, _args, _expr, site) => nothing(site),
    attribute: (_of, _name, site) => nothing(site),
    importModule(module, level, from) {
      const resolved = resolveModule(files, module, level, from);
      if (resolved.type === 'none') return null;
      return (resolved.type === 'file' ? programs.of(resolved.file)?.scope : null) ?? t('see {0}', module);
    },
  };
  return { scope, made: machine.made, machine };
}
