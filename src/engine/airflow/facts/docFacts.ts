import type { Facts, Found, Retirement, Stated } from '../../facts.ts';
import { type Message, t } from '../../l10n.ts';
import type { Evidence } from '../../model.ts';
import { hiddenValue } from '../following/construct.ts';
import type { DagMade } from '../following/made.ts';
import { textOf, type Val } from '../following/values.ts';
import { docFile } from '../reading/docFiles.ts';
import { type DocKey, type DocPart, docParts, itemsOf } from '../reading/docs.ts';
import { type DagContext, evidence } from './context.ts';
import { ofDag } from './effective.ts';

/** The documentation of a DAG with its labelled parts. */
export interface Docs {
  readonly value: Val | null;
  readonly text: string;
  readonly parts: readonly DocPart[];
  readonly hidden: Found<Stated> | null;
}

const noDocs: Docs = { value: null, text: '', parts: [], hidden: null };

/** Reads what a DAG was given as `doc_md`. */
export function docsOfDag(context: DagContext, dag: DagMade): Docs {
  const outcome = ofDag(context.machine, dag, 'doc_md');
  if (outcome.type === 'absent') return noDocs;
  const hide = (reason: Message): Docs => ({
    ...noDocs,
    hidden: { known: false, reason, evidence: evidence(context, outcome.site, t('doc_md')) },
  });
  const hideWhat = (reason: Message): Docs => hide(t('{0}, in doc_md', reason));
  if (outcome.type === 'hidden') return hideWhat(outcome.reason);
  const text = textOf(outcome.value);
  if (text === null) return outcome.value.type === 'none' ? noDocs : hideWhat(hiddenValue(outcome.value));
  if (!text.endsWith('.md') || text.includes('\n')) return docsOfText(outcome.value);
  const file = docFile(context.files, text);
  const content = file === null ? null : (context.files.fragment(file)?.text ?? null);
  if (file === null || content === null) return hide(t('see {0}', text));
  return docsOfText({ type: 'text', value: content, content: 0, site: { file, part: null, from: 0, to: content.length } });
}

/** Reads a text that documents something. */
export function docsOfText(value: Val): Docs {
  const text = textOf(value) ?? '';
  return { value, text, parts: docParts(text), hidden: null };
}

/** @returns the first stretch of text that stands between labelled parts, or null where there is none. */
function unlabelled(docs: Docs): string | null {
  let at = 0;
  for (const part of [...docs.parts, { from: docs.text.length, to: docs.text.length }]) {
    const text = docs.text.slice(at, part.from).trim();
    if (text !== '') return text;
    at = Math.max(at, part.to);
  }
  return null;
}

/** What the documentation says beside its labelled parts: why the thing exists. Labels alone say nothing about that. */
export function purposesOf(context: DagContext, docs: Docs): Found<Stated>[] {
  const found = statedIn(context, docs, 'purpose', stated).filter((fact) => fact.known);
  const text = unlabelled(docs);
  if (docs.value !== null && text !== null)
    found.push({ known: true, value: { text }, evidence: evidence(context, docs.value.site, t('doc_md')) });
  return found;
}

/** @returns where a part of the documentation stands: its lines where they can be told, else the whole text. */
export function docEvidence(context: DagContext, docs: Docs, part: DocPart): Evidence {
  const value = docs.value;
  const start = value?.type === 'text' ? (value.content ?? undefined) : undefined;
  const file = value?.site.file ?? '';
  const whole = value?.site ?? { file, part: null, from: 0, to: 0 };
  const site = start === undefined ? whole : { ...whole, from: start + part.from, to: start + part.to };
  return evidence(context, site, t('{0} in doc_md', part.label));
}

/** A part as the text that a team wrote. */
export function stated({ text }: DocPart): Stated {
  return { text };
}

/** The parts of one kind as facts; what cannot be read of the documentation could hold one. */
export function statedIn<T>(context: DagContext, docs: Docs, key: DocKey, value: (part: DocPart) => T | readonly T[]): Found<T>[] {
  const found = docs.parts
    .filter((part) => part.key === key)
    .flatMap((part) => {
      const made = value(part);
      const values = Array.isArray(made) ? (made as readonly T[]) : [made as T];
      return values.map((one): Found<T> => ({ known: true, value: one, evidence: docEvidence(context, docs, part) }));
    });
  return docs.hidden === null || docs.hidden.known ? found : [...found, docs.hidden];
}

/** The facts that only documentation states. */
export function factsOfDocs(context: DagContext, docs: Docs): Partial<Facts> {
  const plain = (key: DocKey) => statedIn(context, docs, key, stated);
  return {
    sourceOwner: plain('sourceOwner'),
    consumer: statedIn(context, docs, 'consumer', ({ text }) => itemsOf(text, true).map(consumerOf)),
    failureMode: statedIn(context, docs, 'failureMode', ({ text }) => itemsOf(text, false).map((item) => ({ text: item }))),
    runbook: plain('runbook'),
    contact: plain('contact'),
    impact: plain('impact'),
    review: [...dates(context, docs, 'reviewed', 'reviewed'), ...dates(context, docs, 'due', 'due')],
    monitoring: plain('monitoring'),
    schemaGuard: statedIn(context, docs, 'schemaGuard', ({ text }) => ({ how: 'stated' as const, text })),
    outputContract: statedIn(context, docs, 'outputContract', ({ text }) => ({ how: 'stated' as const, text })),
    rerun: statedIn(context, docs, 'rerun', ({ text }) => ({ how: 'stated' as const, text })),
    decision: plain('decision'),
    incident: plain('incident'),
    retirement: statedIn(context, docs, 'retirement', retirementIn),
  };
}

function consumerOf(item: string) {
  const contact = /^(.*?)\s*[(<]([^()<>]*[@#][^()<>]*)[)>]\s*$/.exec(item);
  return { name: contact?.[1] || item, contact: contact?.[2] ?? null, kind: null };
}

function dates(context: DagContext, docs: Docs, key: DocKey, kind: 'reviewed' | 'due'): Facts['review'] {
  return statedIn(context, docs, key, ({ text }) => ({ kind, date: dateIn(text) ?? text }));
}

/** A part that says when it goes. */
export function retirementIn({ text }: DocPart): Retirement {
  return { how: 'stated', date: dateIn(text), text };
}

function dateIn(text: string): string | null {
  return /\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? null;
}
