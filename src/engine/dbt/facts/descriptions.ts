import type { Found, Stated } from '../../facts.ts';
import { type Message, t, verbatim } from '../../l10n.ts';
import type { Evidence, Value } from '../../model.ts';
import { fieldOf, holdsTemplate, textOf } from '../../syntax/yaml.ts';
import { templateReason } from '../linking/meta.ts';
import { unreadEntry } from '../linking/nodes.ts';
import type { FactSource } from './factSource.ts';

const docCall = /\{\{-?\s*doc\(\s*(?:['"](\w+)['"]\s*,\s*)?['"](\w+)['"]\s*\)\s*-?\}\}/g;

/** @returns what the description of a resource says, `{{ doc('…') }}` resolved; a source's table before the source. */
export function describe(source: FactSource): Found<Stated>[] {
  const { node } = source;
  if (!node.placed) return describedElsewhere(source);
  const holders: [Value | undefined, Message][] = [
    [node.version?.value, verbatim('description')],
    [node.table?.value, verbatim('description')],
    [node.placed.entry.value, node.table ? t('description of the source {0}', node.placed.entry.name) : verbatim('description')],
  ];
  return holders.flatMap(([holder, route]) => described(source, fieldOf(holder, 'description'), route));
}

/** A team's own seed in place of a package's bears the package's name, and the package describes it. */
function describedElsewhere({ node, index, scope, files }: FactSource): Found<Stated>[] {
  const unread = unreadEntry(node, index);
  if (unread)
    return [{ known: false, reason: unread.reason, evidence: { span: files.span(unread.file, unread), route: verbatim('description') } }];
  if (node.body) return [];
  const missing = scope.missing.find((name) => node.name.startsWith(name));
  const local = scope.members.find(({ project, entries }) => project !== node.project && entries.has(`${node.tree}:${node.name}`));
  if (missing === undefined && local === undefined) return [];
  const reason =
    missing === undefined
      ? t('the package {0} may describe it', local?.project.name ?? '')
      : t('the package {0}, which is not installed here, may describe it', missing);
  return [{ known: false, reason, evidence: { span: files.span(node.file, node.anchor), route: verbatim('description') } }];
}

function described(source: FactSource, value: Value | undefined, route: Message): Found<Stated>[] {
  const text = textOf(value);
  if (!value || text === null || !source.node.placed) return [];
  const evidence: Evidence = { span: source.files.span(source.node.placed.file, value), route };
  if (!holdsTemplate(text)) return [{ known: true, value: { text: text.trim() }, evidence }];
  const resolved = withDocs(source, text);
  const remains = without(without(resolved.text, /\{\{[\s\S]*?\}\}/g, '}}'), /\{%[\s\S]*?%\}/g, '%}').trim();
  if (remains === '' && holdsTemplate(resolved.text)) return [{ known: false, reason: templateReason(text), evidence }];
  return [{ known: true, value: { text: resolved.text.trim() }, evidence: resolved.evidence ?? evidence }];
}

/** Nothing is looked for behind the last end: each beginning there would be followed to the end of the text. */
function without(text: string, template: RegExp, end: string): string {
  const last = text.lastIndexOf(end) + end.length;
  return text.slice(0, last).replace(template, '') + text.slice(last);
}

function withDocs(source: FactSource, text: string): { readonly text: string; readonly evidence: Evidence | null } {
  let evidence: Evidence | null = null;
  const resolved = text.replace(docCall, (call: string, packageName: string | undefined, name: string) => {
    const members = packageName === undefined ? [source.index, ...source.scope.members] : [source.scope.byName.get(packageName)];
    const block = members.flatMap((member) => member?.docs.get(name) ?? [])[0];
    if (!block) return call;
    evidence ??= { span: source.files.span(block.file, block.range), route: t('docs block {0}', name) };
    return block.text;
  });
  return { text: resolved, evidence };
}
