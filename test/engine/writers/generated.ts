import fc from 'fast-check';

/** Generated files in the styles that people write. Everything that is random is drawn by fast-check, so that a failure can be repeated. */

/** Values as teams write them, and those that YAML, Python or Jinja would take for something else. */
export const values: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(
      'finance-data',
      '@alice',
      '#alerts',
      '2026-11-22',
      'yes',
      'off',
      'null',
      '~',
      '007',
      '1e3',
      '07:00',
      '12:30:45',
      '.5',
      '0x1F',
    ),
    fc.constantFrom(
      'a: b',
      'a #b',
      ' a',
      'a ',
      "it's",
      'say "x"',
      'both \' and "',
      'back\\slash',
      'C:\\new',
      'é 漢 🙂',
      '- a',
      '? a',
      '[a]',
      '{a}',
    ),
    fc.constantFrom(
      '*a',
      '&a',
      '!a',
      '%a',
      '`a`',
      'a,b',
      'https://wiki.example.com/a?b=c#d',
      '<<',
      '=',
      '_',
      '1_000',
      'y',
      'key:',
      '---',
      '...',
      '|',
      '>',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  .filter((value) => !/\{[{%#]|[}%#]\}/.test(value));

export const lineEnds = fc.constantFrom('\n', '\r\n');

export interface GeneratedYaml {
  readonly text: string;
  readonly names: readonly string[];
}

interface YamlLook {
  readonly step: number;
  readonly dash: number;
  readonly gap: number;
}

const anchors = 'notes:\n- &note Nobody knows.\n- &base {materialized: view}\n';

function withoutAliases(text: string): string {
  return text
    .replaceAll('*note', 'Nobody knows.')
    .replaceAll('<<: *base', 'materialized: view')
    .replaceAll('*base', '{materialized: view}');
}

type Block = (name: string, look: YamlLook) => string;
type Part = (pad: string, look: YamlLook) => string;

function entry(): fc.Arbitrary<Block> {
  return fc
    .record({
      description: fc.option(
        fc.constantFrom<Part>(plainText, quotedText, literalText, foldedText, keptText, indentedText, jinjaText, longText, aliasText),
        { nil: undefined },
      ),
      config: fc.option(
        fc.constantFrom<Part>(
          ...[nullConfig, tildeConfig, flowConfig, blockConfig, metaConfig, flowMeta, linesMeta, weakOwner],
          ...[quotedConfig, mergedConfig, mergedFlow, aliasConfig, remarkedConfig],
        ),
        {
          nil: undefined,
        },
      ),
      columns: fc.option(fc.constantFrom<Part>(columnList, flowColumns), { nil: undefined }),
      comment: fc.constantFrom('', '   # one row each'),
      quotes: fc.constantFrom('', '', '"', "'"),
      between: fc.constantFrom('', '', '# why\n', '\n'),
      below: fc.boolean(),
    })
    .map(({ description, config, columns, comment, quotes: q, between, below }) => (name, look) => {
      const dash = ' '.repeat(look.dash);
      const pad = ' '.repeat(look.dash + 1 + look.gap);
      const remark = between.startsWith('#') ? pad + between : between;
      const parts = [description, config, columns].map((part) => (part ? remark + part(pad, look) : ''));
      return `${dash}-${' '.repeat(look.gap)}${q}name${q}: ${q}${name}${q}${comment}\n${parts.join('')}${below ? `${pad}# below ${name}\n` : ''}`;
    });
}

const plainText: Part = (pad) => `${pad}description: One row per order.\n`;
const quotedText: Part = (pad) => `${pad}description: 'One row: per order # really'   # short\n`;
const literalText: Part = (pad, { step }) =>
  `${pad}description: |\n${pad}${' '.repeat(step)}One row.\n\n${pad}${' '.repeat(step)}# no comment\n`;
const foldedText: Part = (pad, { step }) => `${pad}description: >-\n${pad}${' '.repeat(step)}One\n${pad}${' '.repeat(step)}row.\n`;
const keptText: Part = (pad, { step }) => `${pad}description: |+\n${pad}${' '.repeat(step)}One row.\n\n\n`;
const indentedText: Part = (pad, { step }) =>
  `${pad}description: |${step}+\n${pad}${' '.repeat(step + 2)}One row.\n${pad}${' '.repeat(step)}Or two.\n\n`;
const jinjaText: Part = (pad) => `${pad}description: "{{ doc('orders') }} {% if x %}"\n`;
const longText: Part = (pad) => `${pad}description: ${'One row per order. '.repeat(200).trim()}\n`;
const aliasText: Part = (pad) => `${pad}description: *note\n`;
const quotedConfig: Part = (pad, { step }) => `${pad}"config":\n${pad}${' '.repeat(step)}'meta': {"tier":1}\n`;
const mergedConfig: Part = (pad, { step }) => `${pad}config:\n${pad}${' '.repeat(step)}<<: *base\n`;
const mergedFlow: Part = (pad) => `${pad}config: {<<: *base, tags: [a]}\n`;
const aliasConfig: Part = (pad) => `${pad}config: *base\n`;
const remarkedConfig: Part = (pad, { step }) =>
  `${pad}config:\n${pad}${' '.repeat(step)}# ours\n${pad}${' '.repeat(step)}meta:\n\n${pad}${' '.repeat(2 * step)}# pages\n${pad}${' '.repeat(2 * step)}tier: 1\n${pad}${' '.repeat(step)}# theirs\n`;
const nullConfig: Part = (pad) => `${pad}config:   # nothing yet\n`;
const tildeConfig: Part = (pad) => `${pad}config: ~\n`;
const flowConfig: Part = (pad) => `${pad}config: { materialized: table }\n`;
const blockConfig: Part = (pad, { step }) => `${pad}config:\n${pad}${' '.repeat(step)}materialized: "table"\n\n`;
const metaConfig: Part = (pad, { step }) =>
  `${blockConfig(pad, { step, dash: 0, gap: 1 })}${pad}${' '.repeat(step)}meta:\n${pad}${' '.repeat(2 * step)}tier: 1\n`;
const flowMeta: Part = (pad, { step }) => `${pad}config:\n${pad}${' '.repeat(step)}meta: {tier: 1,}   # more\n`;
const linesMeta: Part = (pad, { step }) =>
  `${pad}config:\n${pad}${' '.repeat(step)}meta: {\n${pad}${' '.repeat(2 * step)}tier: 1,   # pages\n${pad}${' '.repeat(2 * step)}sla: 6h   # soon\n${pad}${' '.repeat(step)}}\n`;
const weakOwner: Part = (pad, { step }) =>
  `${pad}config:\n${pad}${' '.repeat(step)}meta:\n${pad}${' '.repeat(2 * step)}owner: airflow   # who?\n`;
const columnList: Part = (pad, { dash, gap }) => `${pad}columns:\n${pad}${' '.repeat(dash)}-${' '.repeat(gap)}name: id\n`;
const flowColumns: Part = (pad) => `${pad}columns: [{name: id, tests: [unique]}]\n`;

/** Properties files: lists of models with what people put into them, in every indentation. */
export const yamlFiles: fc.Arbitrary<GeneratedYaml> = fc
  .record({
    look: fc.record({ step: fc.constantFrom(1, 2, 3, 4), dash: fc.constantFrom(0, 1, 2, 4), gap: fc.constantFrom(1, 1, 1, 3) }),
    entries: fc.array(entry(), { minLength: 0, maxLength: 4 }),
    head: fc.constantFrom(
      '',
      'version: 2\n\n',
      '# properties\n',
      '---\nversion: 2\n',
      '%YAML 1.1\n---\n',
      '"version": 2\n',
      anchors,
      anchors,
    ),
    tail: fc.constantFrom('', '\n# the end\n', '\nsources:\n  - name: shop\n', '\n\n', '\n...\n'),
    blankBetween: fc.boolean(),
    eol: lineEnds,
    bom: fc.boolean(),
    ended: fc.boolean(),
  })
  .map(({ look, entries, head, tail, blankBetween, eol, bom, ended }) => {
    const blocks = entries.map((make, index) => make(`model_${index}`, look));
    const models = blocks.length === 0 ? 'models: []\n' : `models:\n${blocks.join(blankBetween ? '\n' : '')}`;
    const whole = head + (head === anchors ? models : withoutAliases(models)) + tail;
    const text = (bom ? '\uFEFF' : '') + (ended ? whole : whole.replace(/\n$/, ''));
    return { text: text.replaceAll('\n', eol), names: entries.map((_, index) => `model_${index}`) };
  });

/** A bracketed list with its items: what stands before it, itself and what stands behind. */
export interface GeneratedList {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Dicts and calls in Python, and `config()` calls in SQL: on one line, hanging, one item a line, with commas and comments. */
export function bracketed(kind: 'dict' | 'call' | 'config'): fc.Arbitrary<GeneratedList> {
  return fc
    .record({
      items: fc.uniqueArray(fc.constantFrom(...itemsOf(kind)), { maxLength: 4 }),
      layout: fc.constantFrom('line', 'hanging', 'lines', 'closed on the last line', 'two a line'),
      comma: fc.boolean(),
      comments:
        kind === 'config'
          ? fc.constant<string[]>([])
          : fc.array(fc.constantFrom<string[]>('', '  # a "note", (really)', '  # }'), { maxLength: 4 }),
      below: kind === 'config' ? fc.constant(false) : fc.boolean(),
      indent: fc.constantFrom('', '    ', '\t'),
      eol: lineEnds,
      bom: fc.boolean(),
      ended: fc.boolean(),
      odd: fc.constantFrom('', '', 'annotated', 'behind another', 'continued'),
    })
    .map(({ items, layout, comma, comments, below, indent, eol, bom, ended, odd }) => {
      const [before, open, close, after] = frameOf(kind, indent, odd);
      const lead = (bom ? '\uFEFF' : '') + before;
      const list = open + lines(items, layout, comma, comments, below, indent, open.length) + close;
      const rest = ended ? `${after}\n` : after;
      const text = (lead + list + rest).replaceAll('\n', eol);
      const from = lead.replaceAll('\n', eol).length;
      return { text, from, to: from + list.replaceAll('\n', eol).length };
    });
}

function itemsOf(kind: 'dict' | 'call' | 'config'): string[] {
  if (kind === 'dict')
    return [
      '"f-string": f"{a!r:>{b}}, {{c}}"',
      '"wide": ((1, 2), [3][0:1], {4})',
      '"if": (1 if x else 2)',
      '"retries": 2',
      "'email': ['a@example.com', \"b\"]",
      '"nested": {"a": (1)}',
      '"f": lambda x: (x)',
      "'s': 'a' 'b'",
      '**base',
    ];
  if (kind === 'call')
    return [
      "text=f'{a}, ) {b}'",
      'fn=lambda *a, **k: (a, k)',
      'on=x if y else (z)',
      'dag_id="orders"',
      "schedule='@daily'",
      'tags=["a", "b"]',
      'start=datetime(2026, 1, 1)',
      'flag=(True)',
      'doc="""a\nb"""',
    ];
  return ["materialized='table'", 'tags=["a", "b"]', "unique_key = ['a']", 'enabled=true', "post_hook='grant {x}'"];
}

function frameOf(kind: 'dict' | 'call' | 'config', indent: string, odd: string): [string, string, string, string] {
  const block = indent === '' ? '' : `if True:\n${indent}`;
  const lead = `import os\n${block}${odd === 'behind another' ? 'x = 1; ' : ''}`;
  const equals = odd === 'annotated' ? ': "dict[str, int]" = ' : odd === 'continued' ? ` = \\\n${indent}        ` : ' = ';
  if (kind === 'dict') return [`${lead}args${equals}`, '{', '}', '  # args'];
  if (kind === 'call') return [`${lead}dag${equals}`, 'DAG(', ')', odd === 'behind another' ? '; y = 2' : ''];
  return [`-- a model\n${indent}{{ `, 'config(', ')', ' }}\nselect 1'];
}

function lines(
  items: string[],
  layout: string,
  comma: boolean,
  comments: readonly string[],
  below: boolean,
  indent: string,
  open: number,
): string {
  if (items.length === 0) return layout === 'lines' ? `\n${indent}` : '';
  const last = items.length - 1;
  const tail = comma ? ',' : '';
  if (layout === 'line') return items.join(', ') + tail;
  if (layout === 'two a line') return `\n${indent}    ${items.join(', ')}${tail}\n${indent}`;
  const pad = layout === 'hanging' ? indent + ' '.repeat(open + 6) : `${indent}    `;
  const rows = items.map((item, index) => {
    const note = index === last && layout !== 'lines' ? '' : (comments[index] ?? '');
    return item + (index === last ? tail : ',') + note;
  });
  const body = rows.join(`\n${pad}`);
  if (layout === 'hanging') return body;
  if (layout === 'closed on the last line') return `\n${pad}${body}`;
  return `\n${pad}${body}\n${below ? `${pad}# more to come, later)\n` : ''}${indent}`;
}
