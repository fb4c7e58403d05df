import { type Message, t } from '../../l10n.ts';
import { hiddenValue } from '../following/construct.ts';
import { type Machine, read, tooMuch } from '../following/machine.ts';
import type { DagMade, Layer, TaskMade } from '../following/made.ts';
import type { Site, Val } from '../following/values.ts';

/** What holds for a key: a value and where it came from, nothing at all, or something that cannot be read. */
export type Outcome =
  | { readonly type: 'value'; readonly value: Val; readonly of: 'task' | Layer['of']; readonly site: Site }
  | { readonly type: 'absent' }
  | { readonly type: 'hidden'; readonly reason: Message; readonly site: Site };

const absent: Outcome = { type: 'absent' };

/** What holds for a task: its own argument, then the defaults of its groups, then those of its DAG. */
export function ofTask(machine: Machine, task: TaskMade, key: string): Outcome {
  const assigned = read(machine, task.attributes).get(key) ?? task.args.named.get(key);
  if (assigned !== undefined) return valueOutcome(assigned, 'task');
  if (task.args.hidden !== null) return { type: 'hidden', reason: task.args.hidden, site: task.site };
  for (const layer of task.layers) {
    const found = inLayer(layer, key);
    if (found.type !== 'absent') return found;
  }
  return absent;
}

function inLayer(layer: Layer, key: string): Outcome {
  if (layer.content === null) return { type: 'hidden', reason: layer.reason ?? t('a value that is not followed'), site: layer.site };
  const item = layer.content.items.get(key);
  if (item !== undefined) return valueOutcome(item.value, layer.of);
  return layer.content.hidden === null ? absent : { type: 'hidden', reason: layer.content.hidden, site: layer.site };
}

function valueOutcome(value: Val, of: 'task' | Layer['of']): Outcome {
  if (value.type === 'unknown') return { type: 'hidden', reason: value.reason, site: value.site };
  return { type: 'value', value, of, site: value.site };
}

/** What a DAG itself was given under one of the names, or assigned later. */
export function ofDag(machine: Machine, dag: DagMade, ...names: readonly string[]): Outcome {
  const attributes = read(machine, dag.attributes);
  for (const name of names) {
    const value = attributes.get(name) ?? dag.args.named.get(name);
    if (value !== undefined) return valueOutcome(value, 'dag');
  }
  const reason = dag.args.hidden ?? dag.hiddenArgs;
  return reason === null ? absent : { type: 'hidden', reason, site: dag.call };
}

/** What the DAG's `default_args` hold under a key. */
export function ofDefaults(machine: Machine, dag: DagMade, key: string): Outcome {
  const value = read(machine, dag.attributes).get('default_args') ?? dag.defaults;
  if (value === null) {
    const reason = dag.args.hidden ?? dag.hiddenArgs;
    return reason === null ? absent : { type: 'hidden', reason, site: dag.call };
  }
  if (value.type !== 'dict') return { type: 'hidden', reason: hiddenValue(value), site: value.site };
  return inLayer({ of: 'dag', content: read(machine, value.cell), reason: null, site: value.site }, key);
}

/** Lists in lists are gone through this deep. */
const deepestList = 4;

/** The items of a list, or the value alone. `hidden`: the list may hold more. */
export function listed(machine: Machine, value: Val, depth = 0): { readonly items: readonly Val[]; readonly hidden: Message | null } {
  if (value.type !== 'list') return { items: [value], hidden: null };
  if (depth > deepestList) return { items: [], hidden: tooMuch };
  const { items, hidden } = read(machine, value.cell);
  const nested = items.map((item) => (item.type === 'list' ? listed(machine, item, depth + 1) : { items: [item], hidden: null }));
  return { items: nested.flatMap((one) => one.items), hidden: nested.find((one) => one.hidden !== null)?.hidden ?? hidden };
}

/** A value in a few words, as evidence of a schedule, a number of retries, an interval; null where it is not known. */
export function inWords(value: Val): string | null {
  switch (value.type) {
    case 'text':
      return value.value;
    case 'number':
      return String(value.value);
    case 'boolean':
      return value.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'member':
      return inWords(value.value);
    case 'call': {
      const name = value.path.slice(value.path.lastIndexOf('.') + 1);
      const positional = value.args.positional.map(inWords);
      const named = [...value.args.named].map(([key, item]) => `${key}=${inWords(item) ?? '…'}`);
      if (name === 'timedelta')
        return interval(value.args.named) ?? `timedelta(${[...positional.map((item) => item ?? '…'), ...named].join(', ')})`;
      return `${name}(${[...positional.map((item) => item ?? '…'), ...named].join(', ')})`;
    }
    case 'external':
      return value.path.slice(value.path.lastIndexOf('.') + 1);
    default:
      return null;
  }
}

const units: readonly (readonly [string, string])[] = [
  ['weeks', 'week'],
  ['days', 'day'],
  ['hours', 'hour'],
  ['minutes', 'minute'],
  ['seconds', 'second'],
];

function interval(named: ReadonlyMap<string, Val>): string | null {
  const parts: string[] = [];
  for (const [key, unit] of units) {
    const value = named.get(key);
    if (value === undefined) continue;
    if (value.type !== 'number') return null;
    parts.push(`${value.value} ${value.value === 1 ? unit : `${unit}s`}`);
  }
  return parts.length === named.size && parts.length > 0 ? parts.join(' ') : null;
}
