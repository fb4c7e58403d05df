import { t } from '../../l10n.ts';
import { allStatements } from '../../syntax/pythonBodies.ts';
import { callsIn } from '../reading/fragment.ts';
import type { Layer } from './made.ts';
import { type Arguments, type ClassMade, type DictItem, type FunctionMade, type Site, unknown } from './values.ts';

/** What tasks are asked for, and an operator of the workspace may set by itself. */
const asked = [
  ...['owner', 'email', 'email_on_failure', 'email_on_retry', 'on_failure_callback', 'on_retry_callback', 'retries', 'execution_timeout'],
  ...['sla', 'trigger_rule', 'inlets', 'outlets', 'trigger_dag_id', 'external_dag_id', 'bash_command'],
];

/** What one `__init__` does with an argument that tasks are asked for. */
type Use = 'sets' | 'hands on' | null;

const uses = new WeakMap<object, ReadonlyMap<string, Use>>();

/**
 * What a task of an operator of the workspace is given through its constructors: what they set themselves is not known, and the defaults of
 * their parameters hold where nothing else gives a value (`BaseOperatorMeta` hands `default_args` to every parameter, Airflow 2.4 to 3.3).
 */
export function throughInits(made: ClassMade, args: Arguments, site: Site): { args: Arguments; last: Layer[] } {
  const named = new Map(args.named);
  const items = new Map<string, DictItem>();
  for (const init of initsOf(made)) {
    const reason = t('see {0}.__init__', made.definition.name);
    for (const [key, use] of usesIn(init)) {
      const parameter = init.definition.parameters.find(({ name }) => name === key);
      if (use === 'sets') named.set(key, unknown(reason, site));
      else if (parameter?.default != null && !items.has(key)) {
        const value = use === null ? unknown(reason, site) : (init.defaults.get(key) ?? unknown(reason, site));
        items.set(key, { value, key: site });
      }
    }
  }
  const last: Layer[] = items.size === 0 ? [] : [{ of: 'operator', content: { items, hidden: null }, reason: null, site }];
  return { args: { ...args, named }, last };
}

/** The constructors of a class and of those of the workspace that it is derived from, its own first. */
function initsOf(made: ClassMade, depth = 0): FunctionMade[] {
  const own = made.attributes.names.get('__init__');
  const above = made.bases.flatMap((base) => (base.type === 'class' && depth < 10 ? initsOf(base.made, depth + 1) : []));
  return own?.type === 'function' ? [own.made, ...above] : above;
}

function usesIn({ definition }: FunctionMade): ReadonlyMap<string, Use> {
  const known = uses.get(definition);
  if (known !== undefined) return known;
  const text = JSON.stringify(definition.body);
  const statements = [...allStatements(definition.body)];
  const found = new Map<string, Use>();
  for (const key of asked) {
    const isParameter = definition.parameters.some(({ name }) => name === key);
    if (!isParameter && !text.includes(`"${key}"`)) continue;
    const keywords = statements.flatMap(callsIn).flatMap((called) => called.keywords.filter(({ name }) => name === key));
    const handsOn = keywords.some(({ value }) => value.type === 'name' && value.name === key);
    const assigned = statements.some(
      (one) => one.type === 'assign' && one.targets.some((target) => 'name' in target && target.name === key),
    );
    const sets =
      assigned ||
      text.includes(`"type":"string","value":"${key}"`) ||
      keywords.some(({ value }) => value.type !== 'name' || value.name !== key);
    found.set(key, sets ? 'sets' : handsOn ? 'hands on' : null);
  }
  uses.set(definition, found);
  return found;
}
