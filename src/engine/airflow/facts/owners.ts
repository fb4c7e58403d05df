import type { Found, Owner } from '../../facts.ts';
import { t } from '../../l10n.ts';
import { hiddenValue } from '../following/construct.ts';
import type { DagMade } from '../following/made.ts';
import { textOf, type Val } from '../following/values.ts';
import { type DagContext, distinct, evidence, routeOf, unseenTasks } from './context.ts';
import { ofDefaults } from './effective.ts';

/** What Airflow gives a task that nobody owns, as shipped. */
export const shippedOwner = 'airflow';

/**
 * Who owns the tasks of a DAG: each distinct value once, with the number of tasks that the text shows (a loop over what is not known counts once).
 * A DAG has no owner of its own; without tasks, what its defaults hold is what its first task will get.
 */
export function ownersOf(context: DagContext, dag: DagMade): Found<Owner>[] {
  if (dag.tasks.length === 0) return [...withoutTasks(context, dag), ...hiddenTasks(context, dag)];
  const known = new Map<string, { fact: Found<Owner> & { known: true }; tasks: number }>();
  const hidden: Found<Owner>[] = [];
  for (const { outcome, tasks } of distinct(context, dag, 'owner')) {
    const names = outcome.type === 'value' ? namesOf(outcome.value) : null;
    if (outcome.type === 'value' && names !== null) {
      const fact = {
        known: true as const,
        value: { names, tasks: tasks.length },
        evidence: evidence(context, outcome.site, routeOf(outcome, 'owner', dag.call.file)),
      };
      count(known, names, fact, tasks.length);
    } else if (outcome.type === 'absent') {
      const fallback = fallbackOwner(context, dag, tasks.length);
      if (fallback.known) count(known, fallback.value.names, fallback, tasks.length);
      else hidden.push(fallback);
    } else {
      const reason = outcome.type === 'hidden' ? outcome.reason : hiddenValue(outcome.value);
      hidden.push({ known: false, reason, evidence: evidence(context, outcome.site, t('owner')) });
    }
  }
  const facts = [...known.values()].map(({ fact, tasks }) => ({ ...fact, value: { ...fact.value, tasks } }));
  return [...facts, ...hidden, ...hiddenTasks(context, dag)];
}

function count(
  known: Map<string, { fact: Found<Owner> & { known: true }; tasks: number }>,
  names: readonly string[],
  fact: Found<Owner> & { known: true },
  tasks: number,
): void {
  const key = names.join(',');
  const before = known.get(key);
  if (before === undefined) known.set(key, { fact, tasks });
  else before.tasks += tasks;
}

function fallbackOwner(context: DagContext, dag: DagMade, tasks: number): Found<Owner> {
  const policy = context.platform.policyFor('owner', dag.call.file);
  if (policy !== null) return { known: false, reason: policy.reason, evidence: policy.evidence };
  const configured = context.platform.setting('operators.default_owner', dag.call.file);
  if (configured !== null) return { known: true, value: { names: [configured.value], tasks }, evidence: configured.evidence };
  return {
    known: true,
    value: { names: [shippedOwner], tasks },
    evidence: evidence(context, dag.anchor, t('no owner is set, so the shipped default holds')),
  };
}

function withoutTasks(context: DagContext, dag: DagMade): Found<Owner>[] {
  const outcome = ofDefaults(context.machine, dag, 'owner');
  if (outcome.type === 'absent') return [];
  if (outcome.type === 'hidden')
    return [{ known: false, reason: outcome.reason, evidence: evidence(context, outcome.site, t('default_args')) }];
  const names = namesOf(outcome.value);
  if (names === null)
    return [{ known: false, reason: hiddenValue(outcome.value), evidence: evidence(context, outcome.site, t('default_args')) }];
  return [{ known: true, value: { names }, evidence: evidence(context, outcome.site, routeOf(outcome, 'owner', dag.call.file)) }];
}

/** Tasks that text cannot see mostly take the defaults, but need not. */
function hiddenTasks(context: DagContext, dag: DagMade): Found<Owner>[] {
  const [first] = dag.hiddenTasks;
  return first === undefined ? [] : [unseenTasks(context, first)];
}

function namesOf(value: Val): string[] | null {
  const text = textOf(value);
  return text === null ? null : text.split(',').map((name) => name.trim());
}
