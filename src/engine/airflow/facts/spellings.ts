import type { Found, Stated } from '../../facts.ts';
import { t } from '../../l10n.ts';
import type { Spelling } from '../../model.ts';
import { afterPrefix } from '../../policy/spellings.ts';
import { hiddenValue } from '../following/construct.ts';
import type { DagMade } from '../following/made.ts';
import { textOf } from '../following/values.ts';
import { type DagContext, evidence } from './context.ts';
import { docsOfDag } from './docFacts.ts';
import { listed, ofDag } from './effective.ts';

/** @returns what stands under one of the team's own spellings, in the tags of a DAG or in its documentation; meta is dbt's. */
export function statedUnder(spelling: Spelling, context: DagContext, dag: DagMade): Found<Stated>[] {
  switch (spelling.how) {
    case 'meta':
      return [];
    case 'tag':
      return tagged(spelling.prefix, context, dag);
    case 'doc':
      return labelled(spelling.label, context, dag);
  }
}

function tagged(prefix: string, context: DagContext, dag: DagMade): Found<Stated>[] {
  const outcome = ofDag(context.machine, dag, 'tags');
  if (outcome.type === 'absent') return [];
  const place = evidence(context, outcome.site, t('tags'));
  if (outcome.type === 'hidden') return [{ known: false, reason: outcome.reason, evidence: place }];
  const { items, hidden } = listed(context.machine, outcome.value);
  const found = items.flatMap((item): Found<Stated>[] => {
    const tag = textOf(item);
    const text = tag === null ? null : afterPrefix(tag, prefix);
    return text === null ? [] : [{ known: true, value: { text }, evidence: evidence(context, item.site, t('tag {0}', tag ?? '')) }];
  });
  const unread = items.find((item) => textOf(item) === null);
  const reason = hidden ?? (unread === undefined ? null : hiddenValue(unread));
  return reason === null ? found : [...found, { known: false, reason, evidence: place }];
}

/** `Label: value` and `| Label | value |`, bold or in a list, or the lines below a heading of that name. */
function labelled(label: string, context: DagContext, dag: DagMade): Found<Stated>[] {
  const docs = docsOfDag(context, dag);
  if (docs.hidden) return [docs.hidden];
  if (!docs.value) return [];
  const name = label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const line = new RegExp(`^[ \\t]*(?:[-*+][ \\t]+|\\|[ \\t]*)?[*_]{0,3}${name}[*_]{0,3}[ \\t]*[:|][*_]{0,3}[ \\t]*([^|\\r\\n]*)`, 'im');
  const heading = new RegExp(`^[ \\t]*#{1,6}[ \\t]+${name}[ \\t]*#*[ \\t]*[\\r\\n]+[ \\t]*([^#\\s][^\\r\\n]*)`, 'im');
  const text = (line.exec(docs.text) ?? heading.exec(docs.text))?.[1]?.trim();
  return text === undefined
    ? []
    : [{ known: true, value: { text }, evidence: evidence(context, docs.value.site, t('{0} in doc_md', label)) }];
}
