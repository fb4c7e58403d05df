import { type Facts, type Found, noFacts } from '../../facts.ts';
import { t } from '../../l10n.ts';
import { docstringOf, hiddenValue } from '../following/construct.ts';
import type { AssetMade } from '../following/made.ts';
import { textOf } from '../following/values.ts';
import { atLeast } from '../setup/version.ts';
import { alertsOfArguments } from './alerts.ts';
import { type DagContext, evidence } from './context.ts';
import { docsOfText, factsOfDocs, purposesOf, statedIn } from './docFacts.ts';
import { assetNames } from './edges.ts';
import { inWords } from './effective.ts';

/** The facts of an `@asset`. It has no default_args: its owner stands in `@task(owner=…)` below it. */
export function factsOfAsset(context: DagContext, asset: AssetMade): Facts {
  const { named } = asset.args;
  const owner = asset.taskArgs?.named.get('owner');
  const name = owner === undefined ? null : textOf(owner);
  const description = named.get('description');
  const text = description === undefined ? null : textOf(description);
  const docstring = docstringOf(asset.definition.scope.file, asset.definition.definition.body);
  const docs = docstring === null ? null : docsOfText(docstring);
  const schedule = named.get('schedule');
  const words = schedule === undefined ? null : (inWords(schedule) ?? assetNames(context, schedule).join(', '));
  return {
    ...noFacts,
    ...(docs === null ? {} : factsOfDocs(context, docs)),
    owner: [ownerOf(context, asset, name)],
    description: [
      ...(text === null || description === undefined
        ? []
        : [{ known: true as const, value: { text }, evidence: evidence(context, description.site, t('description')) }]),
      ...(docs === null ? [] : purposesOf(context, docs)),
    ],
    source:
      schedule === undefined
        ? []
        : assetNames(context, schedule).map((from) => ({
            known: true as const,
            value: { how: 'declared' as const, name: from },
            evidence: evidence(context, schedule.site, t('the assets that schedule it')),
          })),
    alert: alertsOfArguments(context, asset.args),
    promise: docs === null ? [] : statedIn(context, docs, 'promise', ({ text: words }) => ({ by: 'stated' as const, text: words })),
    schedule:
      schedule === undefined || words === null || words === ''
        ? []
        : [{ known: true, value: { text: words }, evidence: evidence(context, schedule.site, t('schedule')) }],
  };
}

function ownerOf(context: DagContext, asset: AssetMade, name: string | null): Found<{ names: readonly string[]; tasks?: number }> {
  const owner = asset.taskArgs?.named.get('owner');
  // `@asset` takes the arguments of `@task` below it since Airflow 3.1; 3.0 takes a plain function.
  if (owner !== undefined && atLeast(context.version, 3, 1) === false)
    return {
      known: false,
      reason: t('@asset over @task is not known before Airflow 3.1'),
      evidence: evidence(context, owner.site, t('owner')),
    };
  if (owner !== undefined && name !== null)
    return {
      known: true,
      value: { names: name.split(',').map((one) => one.trim()), tasks: 1 },
      evidence: evidence(context, owner.site, t('{0} of a task', 'owner')),
    };
  if (owner !== undefined)
    return {
      known: false,
      reason: hiddenValue(owner),
      evidence: evidence(context, owner.site, t('owner')),
    };
  const policy = context.platform.policyFor('owner', asset.call.file);
  if (policy !== null) return { known: false, reason: policy.reason, evidence: policy.evidence };
  const configured = context.platform.setting('operators.default_owner', asset.call.file);
  if (configured !== null) return { known: true, value: { names: [configured.value], tasks: 1 }, evidence: configured.evidence };
  return {
    known: true,
    value: { names: ['airflow'], tasks: 1 },
    evidence: evidence(context, asset.anchor, t('no owner is set, so the shipped default holds')),
  };
}
