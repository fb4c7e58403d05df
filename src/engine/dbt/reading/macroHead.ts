import type { Range } from '../../model.ts';
import { parseExpression } from '../../syntax/pythonReading.ts';
import { alone, type Collected, collectCalls, termAt } from './calls.ts';
import type { Term } from './terms.ts';

/** The names that a macro's body knows its arguments by, and what they are where none is handed over. */
export interface Parameters {
  readonly parameters: readonly string[];
  readonly defaults: Readonly<Record<string, Term>>;
}

/** Those of what is no macro, or has a head that cannot be read. */
export const noParameters: Parameters = { parameters: [], defaults: {} };

/** The head of a macro reads like a call. A `ref` that is a default counts where nothing else is handed over: it is conditional. */
export function parametersOf(text: string, head: Range, into: Collected): Parameters {
  const call = parseExpression(text, head.from, head.to);
  if (call.type !== 'call') return noParameters;
  const positional = call.args.map((argument) => (argument.type === 'name' ? argument.name : ''));
  const parameters = [...positional, ...call.keywords.map(({ name }) => name ?? '')];
  const surroundings = {
    ...alone(text, true),
    lookUp: (name: string) => (parameters.includes(name) ? { parameter: name } : undefined),
  };
  const defaults: Record<string, Term> = {};
  for (const { name, value } of call.keywords) {
    if (name !== null) defaults[name] = termAt(value, surroundings);
    collectCalls(value, surroundings, into);
  }
  return { parameters, defaults };
}
