import { type Facts, type Found, noFacts } from '../facts.ts';
import { t } from '../l10n.ts';
import { alertsOfArguments } from './alerts.ts';
import { hiddenValue } from './construct.ts';
import { type DagContext, evidence } from './context.ts';
import { assetNames } from './edges.ts';
import { inWords } from './effective.ts';
import type { AssetMade } from './made.ts';
import { textOf } from './values.ts';

/** The facts of an `@asset`. It has no default_args: its owner stands in `@task(owner=…)` below it. */
export function factsOfAsset(context: DagContext, asset: AssetMade): Facts {
  const { named } = asset.args;
  const owner = asset.taskArgs?.named.get('owner');
  const name = owner === undefined ? null : textOf(owner);
  const description = named.get('description');
  const text = description === undefined ? null : textOf(description);
  const docstring = asset.definition.definition.body[0];
  const documented = docstring?.type === 'expression' && docstring.value.type === 'string' ? docstring.value : null;
  const schedule = named.get('schedule');
  const words = schedule === undefined ? null : (inWords(schedule) ?? assetNames(context, schedule).join(', '));
  const file = asset.call.file;
  return {
    ...noFacts,
    owner: [ownerOf(context, asset, name)],
    description: [
      ...(text === null || description === undefined
        ? []
        : [{ known: true as const, value: { text }, evidence: evidence(context, description.site, t('description')) }]),
      ...(documented === null
        ? []
        : [
            {
              known: true as const,
              value: { text: documented.value },
              evidence: evidence(context, { file, from: documented.from, to: documented.to }, t('the docstring')),
            },
          ]),
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
    schedule:
      schedule === undefined || words === null || words === ''
        ? []
        : [{ known: true, value: { text: words }, evidence: evidence(context, schedule.site, t('schedule')) }],
  };
}

function ownerOf(context: DagContext, asset: AssetMade, name: string | null): Found<{ names: readonly string[]; tasks?: number }> {
  const owner = asset.taskArgs?.named.get('owner');
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
