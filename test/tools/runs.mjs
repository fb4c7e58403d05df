/** Which resources a DAG runs, as dbt itself resolves the selection of its command. */

const commands = { build: ['model', 'seed', 'snapshot'], run: ['model'], seed: ['seed'], snapshot: ['snapshot'] };

/**
 * @param dags what Airflow holds
 * @param select asks dbt which ids a selection stands for; null where it cannot say
 * @returns pairs `{ dag, id }`; commands that text cannot settle (Jinja, variables of the shell) are left out.
 */
export function heldRuns(dags, select) {
  return dags.flatMap((dag) => {
    const ids = (dag.commands ?? []).flatMap(dbtCommands).flatMap(({ verb, selection }) => {
      const kinds = commands[verb];
      return (select(selection) ?? []).filter((id) => kinds.some((kind) => id.startsWith(`${kind}.`)));
    });
    return [...new Set(ids)].map((id) => ({ dag: dag.id, id }));
  });
}

/** @returns the verb and the selection of every dbt command of a shell line. */
export function dbtCommands(line) {
  return line
    .split(/&&|\|\||[;|\n]/)
    .map((part) => /\bdbt\s+(build|run|seed|snapshot)\b(.*)/.exec(part))
    .filter((match) => match !== null && !/[{$`]/.test(match[2]))
    .map(([, verb, rest]) => ({ verb, selection: selectionOf(rest.trim().split(/\s+/).filter(Boolean)) }));
}

const selecting = new Set(['--select', '-s', '--models', '-m', '--exclude', '--selector']);

function selectionOf(words) {
  const kept = [];
  let inside = false;
  for (const word of words) {
    if (word.startsWith('-')) inside = selecting.has(word.split('=')[0]);
    if (inside) kept.push(word.replace(/^["']|["']$/g, ''));
  }
  return kept;
}

/** Compares the runners that `inspect` names with what dbt selects. */
export function compareRuns(pairs, claims) {
  const held = new Set(pairs.map(({ dag, id }) => `${dag} ${id}`));
  const said = claims.flatMap((claim) =>
    (claim.runBy ?? []).map((runner) => ({ dag: runner.id, id: claim.id, via: runner.via, at: `${claim.file}:${claim.line}` })),
  );
  const spoken = new Set(said.map(({ dag, id }) => `${dag} ${id}`));
  const judged = said.filter(({ id }) => /^(model|seed|snapshot)\./.test(id));
  return [
    ...judged.map(({ dag, id, via, at }) => ({
      tool: 'dbt',
      fact: 'runs',
      id,
      at,
      verdict: held.has(`${dag} ${id}`) ? 'right' : 'wrong',
      said: `${dag} (${via})`,
      held: 'not selected',
    })),
    ...pairs
      .filter(({ dag, id }) => !spoken.has(`${dag} ${id}`))
      .map(({ dag, id }) => ({ tool: 'dbt', fact: 'runs', id, at: dag, verdict: 'missed', said: 'nothing', held: dag })),
  ];
}
