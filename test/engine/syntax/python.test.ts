import assert from 'node:assert/strict';
import { parser } from '@lezer/python';
import fc from 'fast-check';
import type { Expr, Statement } from '../../../src/engine/syntax/python.ts';
import { parseTree } from '../../../src/engine/syntax/pythonParser.ts';
import { parseExpression, parsePython } from '../../../src/engine/syntax/pythonReading.ts';
import { placedModule } from './placedModule.ts';

/** Statements inside statements, with lines between them. */
const nested = `with open("x") as first, second_thing():
    a = one(1)

    # between
    b = second(
        a, key="value",
    )
    if a > b:
        c = 3
    elif a:
        c = 4  # why
    else:
        c = 5

def f(x, *rest, y=1):
    """Says."""
    try:
        return x
    except ValueError:
        raise

`;

/** What an expression says, without offsets: short enough to compare as text. */
function words(expr: Expr): string {
  switch (expr.type) {
    case 'string':
      return JSON.stringify(expr.value);
    case 'fstring':
      return `f(${expr.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : words(part))).join(' ')})`;
    case 'number':
    case 'boolean':
      return String(expr.value);
    case 'none':
      return 'None';
    case 'name':
      return expr.name;
    case 'attribute':
      return `${words(expr.of)}.${expr.name}`;
    case 'subscript':
      return `${words(expr.of)}[${words(expr.index)}]`;
    case 'call': {
      const keywords = expr.keywords.map((keyword) => `${keyword.name ?? '**'}=${words(keyword.value)}`);
      return `${words(expr.callee)}(${[...expr.args.map(words), ...keywords].join(', ')})`;
    }
    case 'list':
    case 'tuple':
    case 'set':
      return `${expr.type}(${expr.items.map(words).join(', ')})`;
    case 'dict':
      return `{${expr.entries.map((entry) => `${entry.key === null ? '**' : words(entry.key)}: ${words(entry.value)}`).join(', ')}}`;
    case 'binary':
      return `(${words(expr.left)} ${expr.operator} ${words(expr.right)})`;
    case 'conditional':
      return `(${words(expr.then)} if ${words(expr.test)} else ${words(expr.otherwise)})`;
    case 'splat':
      return `${'*'.repeat(expr.stars)}${words(expr.of)}`;
    case 'not':
      return `not ${words(expr.of)}`;
    case 'walrus':
      return `(${expr.name} := ${words(expr.value)})`;
    case 'comprehension': {
      const loops = expr.loops.map(({ target, over, conditions }) =>
        [` of ${words(target)} in ${words(over)}`, ...conditions.map((condition) => ` if ${words(condition)}`)].join(''),
      );
      return `each(${expr.key === null ? '' : `${words(expr.key)}: `}${words(expr.element)}${loops.join('')})`;
    }
    case 'lambda':
      return `lambda(${words(expr.body)})`;
    case 'opaque':
      return '?';
  }
}

function only(text: string): Statement {
  const [first, ...rest] = parsePython(text).module.body;
  assert.ok(first !== undefined && rest.length === 0, `one statement in ${text}`);
  return first;
}

function valueIn(text: string): string {
  const statement = only(`x = ${text}\n`);
  assert.ok(statement.type === 'assign' && statement.value !== null);
  return words(statement.value);
}

const samples = [
  'from airflow.sdk import DAG\nwith DAG("a", default_args={"owner": "x", **base}) as dag:\n    t = Op(task_id=f"b{i!r}")\n',
  '@dag(schedule=None)\ndef f(a, *b, c=1, **d):\n    """doc"""\n    return a if b else c\nf()\n',
  'print "hello"\nexcept_ = {a: b for c in d}\nx = """a\n\n',
  'x = "a" f"b{c:>{w}}" r"\\n"\ntry:\n\tpass\nexcept E, e:\n\traise\n',
];

suite('python', () => {
  test('strings hold what Python would hold', () => {
    assert.equal(valueIn(String.raw`'a\n\x41\u00e9\q' "b" r'\n'`), JSON.stringify('a\nAé\\qb\\n'));
    assert.equal(valueIn('"""one\r\ntwo"""'), JSON.stringify('one\ntwo'));
    assert.equal(valueIn('f"a{{{b.c}}}" "d"'), 'f("a{" b.c "}" "d")');
    assert.equal(valueIn('f"{a!r}{b:>8}{c}"'), 'f(? ? c)');
    assert.equal(valueIn('b"bytes"'), '?');
  });

  test('calls, dicts, splats, operators and comprehensions', () => {
    assert.equal(valueIn('A.b("c", *d, e=1, **f)(g)'), 'A.b("c", *d, e=1, **=f)(g)');
    assert.equal(valueIn('{"a": 1, **b, c: [1, *x]}'), '{"a": 1, **: b, c: list(1, *x)}');
    assert.equal(valueIn('(a | b) >> -3'), '((a | b) >> -3)');
    assert.equal(valueIn('a not in b'), '(a not in b)');
    assert.equal(valueIn('[Op(i) for i in y]'), 'each(Op(i) of i in y)');
    assert.equal(valueIn('{k: DAG(k) for k in y}'), 'each(k: DAG(k) of k in y)');
    assert.equal(valueIn('f(x for x in y)'), 'f(each(x of x in y))');
    assert.equal(valueIn('[a for a, b in c if a if not b for d in e]'), 'each(a of tuple(a, b) in c if a if not b of d in e)');
    assert.equal(valueIn('{k: v for (k, v) in c.items()}'), 'each(k: v of tuple(k, v) in c.items())');
    assert.equal(valueIn('[(y := 1), f(z := 2, w=3)]'), 'list((y := 1), f((z := 2), w=3))');
    assert.equal(valueIn('a["b"][1:2]'), 'a["b"][?]');
    assert.equal(valueIn('lambda c: send(c)'), 'lambda(send(c))');
  });

  test('a statement has its parts and its place', () => {
    assert.deepEqual(only('from ...a.b import (c as d, e,)\n'), {
      type: 'from-import',
      module: 'a.b',
      level: 3,
      names: [
        { name: 'c', alias: 'd' },
        { name: 'e', alias: null },
      ],
      from: 0,
      to: 31,
    });
    const assigned = only('a = b, c = 1, 2\n');
    assert.ok(assigned.type === 'assign' && assigned.value !== null);
    assert.deepEqual([...assigned.targets, assigned.value].map(words), ['a', 'tuple(b, c)', 'tuple(1, 2)']);
    const made = only('@m.dag(x=1)\nasync def f(a, b: int = 2, *c, d, **e) -> int:\n  return a\n');
    assert.ok(made.type === 'function');
    assert.deepEqual(made.decorators.map(words), ['m.dag(x=1)']);
    assert.deepEqual(
      made.parameters.map((parameter) => [parameter.name, parameter.stars, parameter.default && words(parameter.default)]),
      [
        ['a', 0, null],
        ['b', 0, '2'],
        ['c', 1, null],
        ['d', 0, null],
        ['e', 2, null],
      ],
    );
    const choice = only('if a:\n  b\nelif c: d\nelse:\n  e\n');
    assert.ok(choice.type === 'if');
    assert.deepEqual(
      choice.branches.map((branch) => [branch.test && words(branch.test), branch.body.length]),
      [
        ['a', 1],
        ['c', 1],
        [null, 1],
      ],
    );
  });

  test('the items of a parenthesised with are read, and it is not called broken', () => {
    const { module } = parsePython('with (\n    DAG("x") as dag,\n    TaskGroup("g") as g,\n):\n    a = 1\n');
    const [first] = module.body;
    assert.ok(first?.type === 'with');
    assert.deepEqual(
      first.items.map((item) => words(item.value)),
      ['DAG("x")', 'TaskGroup("g")'],
    );
    assert.equal(first.body.length, 1);
    assert.deepEqual(module.errors, []);
  });

  test('a byte order mark, CRLF and tabs leave offsets as they are in the text', () => {
    const text = '\uFEFFif a:\r\n\tx = "é"\r\n';
    const [first] = parsePython(text).module.body;
    assert.ok(first?.type === 'if');
    const inner = first.branches[0]?.body[0];
    assert.ok(inner?.type === 'assign' && inner.value !== null);
    assert.equal(text.slice(inner.value.from, inner.value.to), '"é"');
  });

  test('deep nesting ends as opaque, not as an exception', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
      ['f(', ')'],
      ['{1: ', '}'],
      ['-', ''],
      ['a + ', ''],
    ] as const) {
      const { module } = parsePython(`x = ${open.repeat(3_000)}1${close.repeat(3_000)}\n`);
      assert.ok(module.body.length > 0);
    }
  });

  test('a chain of any length is no error', () => {
    const chain = Array.from({ length: 2_000 }, (_, at) => `step_${at}`).join(' >> ');
    const { errors, body } = parsePython(`${chain}\nx = 1\n`).module;
    assert.deepEqual(errors, []);
    assert.equal(body.length, 2);
  });

  test('expressions of Jinja', () => {
    const jinja = (text: string) => words(parseExpression(`{{ ${text} }}`, 3, 3 + text.length));
    assert.equal(jinja("ref('a') | default('b') ~ c"), '((ref("a") | default("b")) ~ c)');
    assert.equal(jinja("ref('a', v=2) is defined"), '(ref("a", v=2) is defined)');
    assert.equal(jinja("config(\n  post_hook='a\n b',\n  meta={'owner': 'x'})"), 'config(post_hook="a\\n b", meta={"owner": "x"})');
    assert.equal(jinja("config(tags='~|', x="), 'config(tags="~|", x=?)');
    assert.equal(jinja("ref('a') if x"), '(ref("a") if x else ?)');
    const text = '{{ ref("orders") }}';
    const call = parseExpression(text, 3, 16);
    assert.ok(call.type === 'call' && call.args[0] !== undefined);
    assert.equal(text.slice(call.args[0].from, call.args[0].to), '"orders"');
  });

  test('a text that is edited, and edited again, is what a fresh reading of it is', () => {
    const put = fc.constantFrom(
      ...[
        '',
        'x',
        '"',
        '(',
        ')\n',
        '\n    ',
        '    ',
        '"""',
        '# c\n',
        'y = 2\n',
        'with a as b:\n',
        '    pass\n',
        'else:\n',
        '\\',
        '\r\n',
        '@d\n',
      ],
    );
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      toLine: fc.boolean(),
      drop: fc.constantFrom(0, 0, 1, 12),
      put,
    });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...samples, nested), { minLength: 1, maxLength: 6 }),
        fc.array(edit, { maxLength: 6 }),
        (parts, edits) => {
          let text = parts.join('\n');
          let parsed = parsePython(text);
          for (const { at, toLine, drop, put } of edits) {
            const within = Math.floor(at * text.length);
            const start = toLine ? text.lastIndexOf('\n', within) + 1 : within;
            const changed = text.slice(0, start) + put + text.slice(start + drop);
            const again = parsePython(changed, parsed);
            assert.deepEqual(placedModule(again.module), placedModule(parsePython(changed).module));
            if (again.module.errors.length > 0) continue;
            text = changed;
            parsed = again;
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('statements that an edit does not touch are the same objects', () => {
    const text = nested.repeat(3);
    const before = parsePython(text);
    const at = text.indexOf('b = second') + 'b = second'.length;
    const { body, moved } = parsePython(`${text.slice(0, at)}xyz${text.slice(at)}`, before).module;
    assert.equal(body[2], before.module.body[2]);
    assert.ok(body[0]?.type === 'with' && before.module.body[0]?.type === 'with');
    assert.deepEqual(
      body[0].body.map((statement, index) => before.module.body[0]?.type === 'with' && statement === before.module.body[0].body[index]),
      [true, false, true],
    );
    assert.equal(body[0].items, before.module.body[0].items);
    assert.equal(body[3] && moved.get(body[3]), 3);
  });

  test('a text in order, cut off or mixed up gives the tree that the parser alone makes of it', () => {
    const bits = samples.concat(nested).flatMap((text) => text.split(/(?<=\W)/));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...bits, '\t', 'é'), { maxLength: 60 }),
        fc.constantFrom(...samples, nested),
        fc.nat(),
        (some, whole, at) => {
          for (const text of [some.join(''), whole.slice(0, at % whole.length)]) {
            const nodes = (tree: ReturnType<typeof parseTree>) => {
              const found: string[] = [];
              tree.iterate({ enter: ({ name, from, to }) => void found.push(`${name} ${from} ${to}`) });
              return found;
            };
            assert.deepEqual(nodes(parseTree(text)), nodes(parser.parse(text)));
          }
        },
      ),
    );
  });

  test('no prefix and no mixture of texts throws, and every range lies in the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...samples.flatMap((text) => text.split(/(?<=\W)/)), '\r', '\uFEFF', '\t', 'é'), { maxLength: 60 }),
        (bits) => {
          const text = bits.join('');
          for (const statement of parsePython(text).module.body) assert.ok(statement.from >= 0 && statement.to <= text.length);
          const read = parseExpression(text, 0, text.length);
          assert.ok(read.from >= 0 && read.to <= text.length);
        },
      ),
    );
  });
});
