import type { Content, Range, Target, YamlStep } from '../../../src/engine/model.ts';

/** What is written where in one fixture of `test/fixtures/edits`. Ranges stand between ⟦ and ⟧ in its `before` file. */
export interface EditCase {
  readonly fixture: string;
  readonly target: (range: Range) => Target;
  readonly content: Content;
  /** Twins that would not be the same case. */
  readonly without?: readonly Twin[];
}

export type Twin = 'crlf' | 'bom' | 'wide' | 'unended';

const owner = 'finance-data';
const named = (name: string): YamlStep => ({ key: 'name', is: name });
const orders = named('fct_orders');

function yaml(path: readonly YamlStep[], shape: 'value' | 'list' = 'value'): () => Target {
  return () => ({ writer: 'yaml', path, shape });
}

const metaOwner = yaml(['models', orders, 'config', 'meta', 'owner']);
const inDict = (dict: Range): Target => ({ writer: 'python-dict', dict, key: 'owner' });
const inDefaults = (call: Range): Target => ({ writer: 'python-keyword', call, path: ['default_args', 'owner'] });
const override = (expression: Range): Target => ({ writer: 'python-override', expression, key: 'owner' });
const inConfig = (call: Range): Target => ({ writer: 'jinja-config', call, path: ['meta', 'owner'] });
const firstConfig = (): Target => ({ writer: 'jinja-config', call: null, path: ['meta', 'owner'] });
const nowhere: Range = { from: 0, to: 0 };
const inDoc = (literal: Range): Target => ({ writer: 'doc', literal, call: nowhere, label: 'Runbook', adds: false });
const newDoc = (call: Range): Target => ({ writer: 'doc', literal: null, call, label: 'Runbook', adds: false });
const inMarkdown = (): Target => ({ writer: 'doc', literal: null, call: nowhere, label: 'Runbook', adds: false });
const runbook = 'https://wiki.example.com/orders';

/** Every fixture; a test fails where one has no case. */
export const editCases: readonly EditCase[] = [
  { fixture: 'yaml-entry-without-config.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-entry-name-only.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-config-without-meta.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-meta-with-other-keys.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-own-top-level-meta.yml', target: yaml(['models', orders, 'meta', 'owner']), content: owner },
  { fixture: 'yaml-lists-not-indented.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-empty-meta.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-null-config.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-empty-flow-config.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-flow-over-lines.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-flow-entry.yml', target: metaOwner, content: '@finance' },
  { fixture: 'yaml-replaced-plain.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-replaced-quoted.yml', target: metaOwner, content: "Anna's team" },
  { fixture: 'yaml-replaced-folded.yml', target: yaml(['models', orders, 'description']), content: 'One row per order: paid or not.' },
  { fixture: 'yaml-new-entry.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-new-entry-compact.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-description.yml', target: yaml(['models', orders, 'description']), content: 'One row per order.' },
  { fixture: 'yaml-new-top-level-list.yml', target: metaOwner, content: owner },
  { fixture: 'yaml-only-comments.yml', target: metaOwner, content: owner, without: ['wide'] },
  {
    fixture: 'yaml-new-table-meta.yml',
    target: yaml(['sources', named('shop'), 'tables', named('orders'), 'config', 'meta', 'channel']),
    content: '#shop-alerts',
  },
  { fixture: 'yaml-exposure-owner.yml', target: yaml(['exposures', named('revenue'), 'owner', 'name']), content: 'BI Team' },
  { fixture: 'yaml-exposure-no-owner.yml', target: yaml(['exposures', named('revenue'), 'owner', 'name']), content: 'BI Team' },
  { fixture: 'yaml-folder.yml', target: yaml(['models', 'shop', 'marts', '+meta', 'owner']), content: owner },
  { fixture: 'yaml-folder-new.yml', target: yaml(['models', 'shop', 'staging', 'finance', '+meta', 'owner']), content: owner },
  { fixture: 'yaml-anchor-beside.yml', target: yaml(['models', orders, 'meta', 'owner']), content: owner },
  { fixture: 'yaml-keep-block.yml', target: metaOwner, content: owner },
  {
    fixture: 'yaml-consumers-list.yml',
    target: yaml(['models', orders, 'config', 'meta', 'consumers'], 'list'),
    content: ['revenue dashboard', 'month-end close'],
  },
  {
    fixture: 'yaml-freshness-scaffold.yml',
    target: yaml(['sources', named('shop'), 'config']),
    content: {
      freshness: { warn_after: { count: 24, period: 'hour' }, error_after: { count: 48, period: 'hour' } },
      loaded_at_field: '_loaded_at',
    },
  },
  {
    fixture: 'yaml-group-scaffold.yml',
    target: yaml(['groups'], 'list'),
    content: [{ name: 'finance', owner: { name: 'Finance', email: 'finance@example.com' }, config: { meta: { slack: '#finance' } } }],
  },
  { fixture: 'yaml-needs-quotes.yml', target: yaml(['models', orders, 'config', 'meta', 'last_reviewed']), content: '2026-11-22' },
  {
    fixture: 'yaml-text-block.yml',
    target: yaml(['models', orders, 'description']),
    content: 'One row per order.\n\nCancelled orders stay, with `state: cancelled`.\n',
  },
  { fixture: 'python-dict-one-line.py', target: inDict, content: owner },
  { fixture: 'python-dict-lines.py', target: inDict, content: owner },
  { fixture: 'python-dict-lines-no-comma.py', target: inDict, content: owner },
  { fixture: 'python-dict-closing-on-last-line.py', target: inDict, content: owner, without: ['wide'] },
  { fixture: 'python-dict-replaced.py', target: inDict, content: "Anna's team" },
  { fixture: 'python-dict-merged.py', target: inDict, content: owner },
  { fixture: 'python-dict-empty.py', target: inDict, content: owner },
  { fixture: 'python-dict-call.py', target: inDict, content: owner },
  { fixture: 'python-new-default-args.py', target: inDefaults, content: owner },
  { fixture: 'python-new-default-args-one-line.py', target: inDefaults, content: owner },
  { fixture: 'python-new-default-args-hanging.py', target: inDefaults, content: owner, without: ['wide'] },
  { fixture: 'python-new-default-args-no-arguments.py', target: inDefaults, content: owner },
  { fixture: 'python-bare-decorator.py', target: inDefaults, content: owner },
  { fixture: 'python-default-args-in-call.py', target: inDefaults, content: owner },
  { fixture: 'python-override-name.py', target: override, content: owner },
  { fixture: 'python-override-choice.py', target: override, content: owner },
  { fixture: 'python-task-owner.py', target: (call) => ({ writer: 'python-keyword', call, path: ['owner'] }), content: owner },
  {
    fixture: 'python-tags.py',
    target: (call) => ({ writer: 'python-keyword', call, path: ['tags'] }),
    content: ['team:shop', 'team:finance', 'tier:1'],
  },
  {
    fixture: 'python-owner-links.py',
    target: (call) => ({ writer: 'python-keyword', call, path: ['owner_links'] }),
    content: { 'shop-data': 'https://example.com/shop', 'finance-data': 'https://example.com/finance' },
  },
  { fixture: 'jinja-config-do.sql', target: inConfig, content: owner },
  { fixture: 'jinja-config.sql', target: inConfig, content: owner },
  { fixture: 'jinja-config-lines.sql', target: inConfig, content: owner },
  { fixture: 'jinja-config-dict.sql', target: inConfig, content: owner },
  { fixture: 'jinja-config-weak.sql', target: inConfig, content: owner },
  { fixture: 'jinja-no-config.sql', target: firstConfig, content: owner },
  { fixture: 'jinja-snapshot.sql', target: firstConfig, content: owner },
  { fixture: 'doc-new.py', target: newDoc, content: runbook },
  { fixture: 'doc-block.py', target: inDoc, content: runbook },
  { fixture: 'doc-block-with-labels.py', target: inDoc, content: runbook },
  { fixture: 'doc-docstring.py', target: inDoc, content: runbook },
  { fixture: 'doc-line.py', target: inDoc, content: 'say "restart", then wait' },
  { fixture: 'doc-replaced.py', target: inDoc, content: runbook },
  { fixture: 'doc-heading.py', target: inDoc, content: runbook },
  { fixture: 'doc-markdown-heading.md', target: inMarkdown, content: runbook },
  { fixture: 'doc-parts.py', target: inDoc, content: runbook },
  { fixture: 'doc-markdown.md', target: inMarkdown, content: runbook },
  { fixture: 'doc-markdown-replaced.md', target: inMarkdown, content: runbook },
];
