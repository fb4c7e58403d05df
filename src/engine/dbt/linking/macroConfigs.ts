import type { ConfigCall, MacroCall } from '../reading/fragments.ts';
import type { DbtNode, ProjectIndex } from './nodes.ts';
import { findMacros, leadsTo, type Scope } from './scope.ts';

/** A call of `config` and its file. `at`: where the model comes to it. */
export interface PlacedConfig {
  readonly at: number;
  readonly file: string;
  readonly call: ConfigCall;
}

/** @returns the calls of `config` in the macros that a model calls: dbt takes them for the model's own. */
export function configsByMacros(node: DbtNode, own: ProjectIndex, scope: Scope): PlacedConfig[] {
  const found: PlacedConfig[] = [];
  const seen = new Set<unknown>();
  const follow = (call: MacroCall, at: number, conditional: boolean) => {
    const macros = findMacros(scope, own, call);
    for (const macro of macros) if (!seen.has(macro)) followInto(macro, at, conditional || call.conditional || macros.length > 1);
  };
  const followInto = (macro: ReturnType<typeof findMacros>[number], at: number, unsure: boolean) => {
    seen.add(macro);
    const { file, definition } = macro;
    if (!leadsTo(definition, own, scope, scope.configuringMacros, ({ configs }) => configs.length > 0)) return;
    for (const config of definition.configs) found.push({ at, file, call: unsure ? { ...config, conditional: true } : config });
    for (const inner of definition.calls) follow(inner, at, unsure);
  };
  for (const call of node.body?.calls ?? []) follow(call, call.from, false);
  return found;
}
