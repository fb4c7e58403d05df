import assert from 'node:assert/strict';
import { codeownersOf, readCodeowners } from '../../../src/engine/policy/codeowners.ts';

function ownersOf(text: string, file: string): readonly string[] {
  return codeownersOf(readCodeowners(text))(file);
}

suite('CODEOWNERS', () => {
  const github = `# who looks after what
*                 @shop/data-platform
/models/          @shop/analytics  # everything in models
docs/*            docs@shop.example
/models/finance/  @shop/finance @anna
*.py              @shop/platform
/models/sandbox/
`;

  for (const [file, owners] of [
    ['README.md', ['@shop/data-platform']],
    ['models/marts/fct_orders.sql', ['@shop/analytics']],
    ['models/finance/fct_margin.sql', ['@shop/finance', '@anna']],
    ['models/finance/clean.py', ['@shop/platform']],
    ['models/sandbox/try.sql', []],
    ['docs/index.md', ['docs@shop.example']],
    ['docs/deep/index.md', ['@shop/data-platform']],
    ['other/models/x.sql', ['@shop/data-platform']],
  ] as const) {
    test(`the last rule that matches counts: ${file}`, () => assert.deepEqual(ownersOf(github, file), owners));
  }

  test('GitLab: every section names its owners, a rule without any takes those of its section', () => {
    const gitlab = `* @everyone
[Finance][2] @shop/finance
models/finance/
^[Docs] @writers
*.md
*.sql @shop/sql
!models/finance/draft.md
`;
    assert.deepEqual(ownersOf(gitlab, 'models/finance/fct.sql'), ['@everyone', '@shop/finance', '@shop/sql']);
    assert.deepEqual(ownersOf(gitlab, 'models/finance/notes.md'), ['@everyone', '@shop/finance', '@writers']);
    assert.deepEqual(ownersOf(gitlab, 'models/finance/draft.md'), ['@everyone', '@shop/finance']);
  });

  test('a folder is meant anywhere unless it is anchored, case counts, and a space is escaped', () => {
    assert.deepEqual(ownersOf('marts/ @a\n', 'x/models/marts/y.sql'), ['@a']);
    assert.deepEqual(ownersOf('Marts/ @a\n', 'marts/y.sql'), []);
    assert.deepEqual(ownersOf('my\\ models/ @a\n', 'my models/y.sql'), ['@a']);
    assert.deepEqual(ownersOf('models/[ab].sql @a\n', 'models/a.sql'), []);
  });
});
