import { equal, ok } from 'node:assert/strict';
import { fittingPlaceholder, markdownText, plainLabel } from '../../../src/vscode/escaping.ts';

suite('text of the user’s files in the editor', () => {
  test('an owner that looks like an icon stays text, and one line', () => {
    ok(!plainLabel('core $(bug)').includes('$('));
    equal(plainLabel('daily by\r\n  07:00'), 'daily by 07:00');
  });

  test('a name in backticks is code where there is code, and bare elsewhere', () => {
    equal(plainLabel('`+meta` of marts in dbt_project.yml'), '+meta of marts in dbt_project.yml');
    equal(markdownText('may be set by `task_policy` in plugins/policies.py'), 'may be set by `task_policy` in plugins/policies.py');
    equal(markdownText('half a `quote'), 'half a \\`quote');
  });

  test('Markdown of the user is shown, not obeyed', () => {
    equal(markdownText('*core* [team](command:evil) <img>'), '\\*core\\* \\[team\\]\\(command:evil\\) \\<img\\>');
    equal(markdownText('# not a heading'), '\\# not a heading');
    equal(markdownText('1. not a list'), '1\\. not a list');
  });

  test('a web address stays one that can be clicked', () => {
    equal(
      markdownText('see https://wiki.example/run_book#first-step (first).'),
      'see <https://wiki.example/run_book#first-step> \\(first\\).',
    );
  });

  test('nobody is mentioned, and a mail address stays whole', () => {
    equal(markdownText('ask @here'), 'ask @\u200bhere');
    equal(markdownText('finance@example.org'), 'finance@example.org');
  });

  test('a long why is cut between its parts, a short one not at all', () => {
    equal(fittingPlaceholder('Someone must want it to work next month.'), 'Someone must want it to work next month.');
    equal(
      fittingPlaceholder(
        'Someone must want it to work next month. An owner in Airflow is a label and alerts nobody, so it is asked apart.',
      ),
      'Someone must want it to work next month.',
    );
    equal(
      fittingPlaceholder('Without a promise nobody can say whether it is late; the team learns its SLA from an angry message.'),
      'Without a promise nobody can say whether it is late …',
    );
  });
});
