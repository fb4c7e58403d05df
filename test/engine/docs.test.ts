import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCoach } from '../../src/engine/coach.ts';
import { noFacts } from '../../src/engine/facts.ts';
import type { Resource, ResourceKind, State } from '../../src/engine/model.ts';
import { askingOf } from '../../src/engine/questions/kinds.ts';
import { questions } from '../../src/engine/questions/list.ts';
import { memoryWorkspace } from './memoryWorkspace.ts';

const folder = join('docs', 'questions');

const headings = [
  'The question, and why a senior asks it',
  'Where the answer lives',
  'How each state comes about, and the limits of what is read',
  'What the fix writes, scaffolds or opens',
  'When not to answer it, and how to bring it up in a review',
];

/** An example of a page: a fenced block whose info string says what it shows, of which resource, and on which Airflow. */
interface Example {
  readonly line: number;
  readonly language: string;
  readonly state: State;
  readonly airflow: readonly ('airflow2' | 'airflow3')[];
  readonly about: string;
  readonly file: string;
  readonly text: string;
}

function fileOf(language: string, about: string): string {
  if (language === 'python') return 'dags/example.py';
  if (language === 'sql') return 'models/marts/fct_orders.sql';
  return about.startsWith('source.') ? 'models/staging/_sources.yml' : 'models/marts/_marts.yml';
}

/** A small shop around every example; what the example writes takes the place of what stands here. */
const surroundings: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: shop\nversion: "1.0.0"\nprofile: shop\nrequire-dbt-version: ">=1.10.0"\n',
  'models/staging/_sources.yml': 'sources:\n  - name: shop\n    tables:\n      - name: orders\n',
  'models/staging/stg_orders.sql': "select * from {{ source('shop', 'orders') }}\n",
  'models/marts/fct_orders.sql': "select * from {{ ref('stg_orders') }}\n",
  '.pipeline-coach.yml':
    'roster:\n  teams:\n    - name: finance-data\n  people:\n    - name: anna.lind@harbour-and-pine.example\n      left: 2026-06-30\n      successor: finance-data\n',
};

const requirements = { airflow2: 'apache-airflow==2.11.0\n', airflow3: 'apache-airflow==3.1.2\n' };

function examplesIn(page: string): Example[] {
  return [...page.matchAll(/^```(\w+) (good|weak)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = '', word, options = '', text = ''] = match;
    const about = /\babout=(\S+)/.exec(options)?.[1] ?? '';
    const only = /\bairflow[23]\b/.exec(options)?.[0] as Example['airflow'][number] | undefined;
    return {
      line: page.slice(0, match.index).split('\n').length,
      language,
      state: word === 'good' ? 'answered' : 'weak',
      airflow: only ? [only] : language === 'python' ? ['airflow2', 'airflow3'] : ['airflow3'],
      about,
      file: /\bfile=(\S+)/.exec(options)?.[1] ?? fileOf(language, about),
      text,
    };
  });
}

/** @returns the tools whose resources are asked the question, by the table of kinds. */
function askedTools(question: string): string[] {
  const kinds: readonly ResourceKind[] = ['model', 'seed', 'snapshot', 'source', 'exposure', 'dag', 'asset'];
  const asked = kinds.filter((kind) => askingOf(question, { kind, layer: 'mart' } as Resource) === 'A');
  return asked.flatMap((kind) => (kind === 'dag' || kind === 'asset' ? ['airflow2', 'airflow3'] : ['dbt']));
}

async function judge(example: Example, airflow: Example['airflow'][number], question: string) {
  const files = { ...surroundings, 'requirements.txt': requirements[airflow], [example.file]: example.text };
  const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
  await coach.load();
  assert.deepEqual(coach.problems(), []);
  const resource = coach.resource(example.about);
  const known = [...coach.resources()].map(({ id }) => id).join(', ');
  assert.ok(resource, `${example.about} is none of: ${known}`);
  return resource.answers.find((answer) => answer.id === question);
}

suite('docs', () => {
  test('every question has its page, and every page its question', () => {
    const pages = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
    assert.deepEqual(pages.sort(), questions.map(({ id }) => `${id}.md`).sort());
  });

  test('the table of facts names every fact and every question', () => {
    const table = readFileSync(join('docs', 'facts.md'), 'utf8');
    for (const name of Object.keys(noFacts)) assert.ok(table.includes(`\`${name}\``), `no row reads ${name}`);
    for (const { id } of questions) assert.match(table, new RegExp(`^\\| ([\\w-]+, )*${id}\\b`, 'm'), `no row of ${id}`);
  });

  test('links between pages lead somewhere', () => {
    const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
    for (const page of ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...pages.map((file) => join('docs', file))])
      for (const [, target = ''] of readFileSync(page, 'utf8').matchAll(/(?<!!)\[[^\]]*\]\((?!https?:)([^)#]+)/g))
        assert.ok(existsSync(join(dirname(page), target)), `${page}: ${target}`);
  });

  for (const { id, question, short } of questions) {
    const page = readFileSync(join(folder, `${id}.md`), 'utf8');

    test(`${id}: the page opens with the words of the question and has the five headings`, () => {
      const prose = page.replace(/^```[\s\S]*?^```$/gm, '');
      assert.equal(prose.split('\n')[0], `# ${question.message}`);
      assert.ok(prose.includes(`\`${id}\``) && prose.includes(`*${short.message}*`));
      assert.deepEqual(
        [...prose.matchAll(/^## (.*)$/gm)].map((match) => match[1]),
        headings,
      );
    });

    test(`${id}: a reader who sees no info strings is told which example is weak`, () => {
      for (const { line, state } of examplesIn(page)) {
        const before =
          page
            .split('\n')
            .slice(0, line - 1)
            .findLast((text) => text.trim() !== '') ?? '';
        assert.match(before, state === 'weak' ? /^Weak:$/ : /:$/, `line ${line}`);
        assert.ok(state === 'weak' || before !== 'Weak:', `line ${line}`);
      }
    });

    test(`${id}: a good example of each tool that is asked, and a weak one where it can be weak`, () => {
      const examples = examplesIn(page);
      assert.equal(examples.length, page.match(/^```\w/gm)?.length, 'every block is an example with an info string');
      const good = examples.filter(({ state }) => state === 'answered');
      const shown = good.flatMap<string>(({ language, airflow }) => (language === 'python' ? airflow : ['dbt']));
      for (const tool of askedTools(id)) assert.ok(shown.includes(tool), `no good example of ${tool}`);
      assert.equal(
        examples.some(({ state }) => state === 'weak'),
        page.includes('- **weak**'),
      );
    });

    for (const example of examplesIn(page))
      for (const airflow of example.airflow)
        test(`${id}: the ${example.language} of line ${example.line} is ${example.state} (${airflow})`, async () => {
          const answer = await judge(example, airflow, id);
          assert.equal(answer?.state, example.state, JSON.stringify(answer, null, 1));
        });
  }
});
