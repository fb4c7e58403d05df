import { allStatements } from '../../syntax/pythonBodies.ts';
import { callsIn } from '../reading/fragment.ts';
import { bindingsOf, type Machine, newCell } from './machine.ts';
import { fieldsOf } from './records.ts';
import { type Arguments, type Attributes, type ClassMade, type FunctionMade, noArguments, type Site, unknown, type Val } from './values.ts';

/** Makes an instance: by its own `__init__` where it has one, else by the annotated fields of a data class. */
export function instantiate(machine: Machine, of: ClassMade, ownInit: ClassMade | null, args: Arguments, site: Site): Val {
  const instance: Val = { type: 'instance', of, cell: newCell<Attributes>(machine, new Map()), site };
  const own = ownInit === null ? undefined : bindingsOf(machine, ownInit.attributes).get('__init__');
  if (own?.type === 'function') {
    machine.callFunction(own.made, args, site, instance);
    return instance;
  }
  const attributes = new Map<string, Val>();
  fieldsOf(of).forEach((field, at) => {
    const value = args.named.get(field) ?? args.positional[at] ?? (args.hidden === null ? undefined : unknown(args.hidden, site));
    if (value !== undefined) attributes.set(field, value);
  });
  for (const [name, value] of args.named) attributes.set(name, value);
  const made = { ...instance, cell: newCell<Attributes>(machine, attributes) };
  for (const last of lastSteps(of)) machine.callFunction(last, noArguments, site, made);
  return made;
}

/** What a data class does once its fields are set: `__post_init__`, that of its base first where it calls `super()`. */
function lastSteps(of: ClassMade, depth = 0): FunctionMade[] {
  const { names } = of.attributes;
  const own = names.get('__post_init__') ?? names.get('__attrs_post_init__');
  const made = own?.type === 'function' ? own.made : null;
  if (depth > 10 || (made !== null && !callsSuper(made))) return made === null ? [] : [made];
  const base = of.bases.flatMap((one) => (one.type === 'class' ? [lastSteps(one.made, depth + 1)] : [])).find((steps) => steps.length > 0);
  return [...(base ?? []), ...(made === null ? [] : [made])];
}

function callsSuper({ definition }: FunctionMade): boolean {
  return [...allStatements(definition.body)].some((statement) =>
    callsIn(statement).some(({ callee }) => callee.type === 'name' && callee.name === 'super'),
  );
}
