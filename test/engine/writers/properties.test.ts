import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Edit, Target, YamlStep } from '../../../src/engine/model.ts';
import { blockExpression, scanJinja } from '../../../src/engine/syntax/jinja.ts';
import type { Expr } from '../../../src/engine/syntax/python.ts';
import { parsePython } from '../../../src/engine/syntax/pythonReading.ts';
import { applyEdits, invertEdits } from '../../../src/engine/writers/apply.ts';
import { expressionAt } from '../../../src/engine/writers/pythonFind.ts';
import { write } from '../../../src/engine/writers/write.ts';
import { editCases } from './cases.ts';
import { bracketed, type GeneratedList, values, yamlFiles } from './generated.ts';

/** `EDIT_RUNS=20000` looks longer. */
const { EDIT_RUNS = '1000' } = process.env;
const runs = { numRuns: Number(EDIT_RUNS) };

suite('generated edits', () => {
  test('an owner in a properties file is there afterwards, and nothing else is different', () => {
    fc.assert(
      fc.property(yamlFiles, values, fc.nat(), fc.constantFrom('model_new', null), ({ text, names }, value, pick, fresh) => {
        const name = fresh ?? names[pick % Math.max(1, names.length)] ?? 'model_new';
        const path: YamlStep[] = ['models', { key: 'name', is: name }, 'config', 'meta', 'owner'];
        const result = write('m.yml', text, { writer: 'yaml', path, shape: 'value' }, value);
        if ('refused' in result) return assert.match(result.refused.message, /no final newline|shared by an anchor/);
        const after = exactly(text, result.edits);
        assert.deepEqual(parseYaml(after), withOwner(parseYaml(text), name, value));
        const again = write('m.yml', after, { writer: 'yaml', path, shape: 'value' }, value);
        assert.deepEqual(again, { edits: [] });
      }),
      runs,
    );
  });

  test('a key of a dict literal', () => {
    fc.assert(
      fc.property(bracketed('dict'), values, (list, value) => {
        const target = (to: number): Target => ({ writer: 'python-dict', dict: { from: list.from, to }, key: 'owner' });
        const [before, after] = pythonEdit(list, target, value);
        assert.deepEqual(after, [...(before as unknown[]), ['owner', ['string', value]]]);
      }),
      runs,
    );
  });

  test('default_args of a call', () => {
    fc.assert(
      fc.property(bracketed('call'), values, (list, value) => {
        const target = (to: number): Target => ({
          writer: 'python-keyword',
          call: { from: list.from, to },
          path: ['default_args', 'owner'],
        });
        const [before, after] = pythonEdit(list, target, value);
        assert.deepEqual(after, [...(before as unknown[]), ['default_args', [['owner', ['string', value]]]]]);
      }),
      runs,
    );
  });

  test('meta of a config() call', () => {
    fc.assert(
      fc.property(bracketed('config'), values, (list, value) => {
        const target = (to: number): Target => ({ writer: 'jinja-config', call: { from: list.from, to }, path: ['meta', 'owner'] });
        const after = changed(list, target, value);
        const [was, is] = [list.text, after].map(onlyConfig);
        assert.deepEqual(is, [...(was as unknown[]), ['meta', [['owner', ['string', value]]]]]);
      }),
      runs,
    );
  });

  test('a text that ends anywhere is refused or written, never an exception', () => {
    const folder = join(process.cwd(), 'test/fixtures/edits');
    for (const { fixture, target, content } of editCases) {
      const file = readdirSync(folder).find((name) => name === fixture.replace(/\.(\w+)$/, '.before.$1'));
      const marked = readFileSync(join(folder, file ?? ''), 'utf8');
      const text = marked.replace(/[⟦⟧]/g, '');
      const range = { from: Math.max(0, marked.indexOf('⟦')), to: Math.max(0, marked.indexOf('⟧') - 1) };
      for (let end = 0; end <= text.length; end++) {
        const prefix = text.slice(0, end);
        const result = write(fixture, prefix, target(range), content);
        if ('edits' in result) exactly(prefix, result.edits);
      }
    }
  });
});

/** Makes the edits, and holds them to what every edit keeps: one stretch replaced at most, the file's line ends, an exact way back. */
function exactly(text: string, edits: readonly Edit[]): string {
  const after = applyEdits(text, edits);
  assert.ok(edits.filter((edit) => edit.to > edit.from).length <= 1, 'more than one stretch of text was replaced');
  assert.equal(applyEdits(after, invertEdits(text, edits)), text, 'undo does not give the text back');
  if (text.includes('\r\n') && !/[^\r]\n/.test(text)) assert.doesNotMatch(after, /[^\r]\n/, 'a line end of another kind');
  return after;
}

function parseYaml(text: string): unknown {
  return parse(text, { version: '1.1', uniqueKeys: true });
}

interface Entry {
  name: string;
  config?: { meta?: Record<string, unknown> | null } | null;
}

function withOwner(file: unknown, name: string, value: string): unknown {
  const { models, ...rest } = file as { models: Entry[] | null };
  const entries = models ?? [];
  const all = entries.some((entry) => entry.name === name) ? entries : [...entries, { name }];
  return { ...rest, models: all.map((entry) => (entry.name === name ? owned(entry, value) : entry)) };
}

function owned(entry: Entry, owner: string): Entry {
  return { ...entry, config: { ...entry.config, meta: { ...entry.config?.meta, owner } } };
}

function changed(list: GeneratedList, target: (to: number) => Target, value: string): string {
  const result = write('x', list.text, target(list.to), value);
  assert.ok('edits' in result, JSON.stringify(result));
  const after = exactly(list.text, result.edits);
  const again = write('x', after, target(list.to + after.length - list.text.length), value);
  assert.deepEqual(again, { edits: [] });
  return after;
}

function pythonEdit(list: GeneratedList, target: (to: number) => Target, value: string): [unknown, unknown] {
  const after = changed(list, target, value);
  return [valueAt(list.text, list.from, list.to), valueAt(after, list.from, list.to + after.length - list.text.length)];
}

function valueAt(text: string, from: number, to: number): unknown {
  const { module } = parsePython(text);
  assert.deepEqual(module.errors, []);
  const expr = expressionAt(module, { from, to });
  assert.ok(expr !== null);
  return plain(text, expr);
}

function onlyConfig(text: string): unknown {
  const calls = scanJinja(text).blocks.map((block) => blockExpression(text, block));
  assert.equal(calls.length, 1);
  return calls[0] ? plain(text, calls[0]) : null;
}

/** What an expression says: strings by their value, other literals by their source, dicts and calls by what they hold, in order. */
function plain(text: string, expr: Expr): unknown {
  if (expr.type === 'string') return ['string', expr.value];
  if (expr.type === 'dict') return expr.entries.map(({ key, value }) => [key?.type === 'string' ? key.value : '**', plain(text, value)]);
  if (expr.type === 'call' && expr.keywords.length + expr.args.length > 0) {
    return [...expr.args.map((arg) => plain(text, arg)), ...expr.keywords.map(({ name, value }) => [name, plain(text, value)])];
  }
  return expr.type === 'call' ? [] : text.slice(expr.from, expr.to);
}
