import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { createCoach } from '../../../src/engine/coach.ts';
import { incidentTexts } from '../../../src/engine/incident/incidentText.ts';
import { clockOf, timeLeft } from '../../../src/engine/incident/promiseClock.ts';
import { english } from '../../../src/engine/l10n.ts';
import type { IncidentForm, IncidentTexts } from '../../../src/engine/views.ts';
import { nodeWorkspace } from '../../../src/node/workspace.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';

const nothingSaid: IncidentForm = { down: '', since: '', known: '', doing: '', eta: '', next: '' };
const halfPastFive = Date.UTC(2026, 10, 22, 5, 30);

async function sample(id: string, form: Partial<IncidentForm> = {}, now: number | null = halfPastFive): Promise<IncidentTexts> {
  const coach = createCoach({ workspace: nodeWorkspace('samples/shop'), today: '2026-11-22' });
  await coach.load();
  const read = await coach.incident(id);
  ok(read, `${id} is part of the sample`);
  return incidentTexts(read, { ...nothingSaid, ...form }, now, english);
}

suite('the first words on a failure', () => {
  test('name what is known, whom to tell, and leave visible gaps', async () => {
    const { slack } = await sample('model.shop.fct_orders');
    match(slack, /^\*fct_orders is down\*$/m);
    match(slack, /^\*Since:\* not known yet$/m);
    match(slack, /^\*What we know:\* \[.+\]$/m);
    match(slack, /^\*Back by:\* not known yet$/m);
    match(slack, /^\*Promised:\* daily by 07:00 UTC \(in 1 h 30 min\)$/m);
    match(slack, /^\*Runbook:\* https:\/\/wiki\..+fct-orders$/m);
    match(slack, /^• BI Team \(bi@harbour-and-pine\.example\): revenue_dashboard$/m);
  });

  test('take what somebody says as it is, and escape what Slack would read as markup', async () => {
    const said = { down: 'The revenue report', since: '05:10 UTC', known: 'rows < 10 & falling', eta: '08:00 UTC', next: '06:00 UTC' };
    const { slack, mail, status } = await sample('model.shop.fct_orders', said);
    match(slack, /rows &lt; 10 &amp; falling/);
    match(mail, /^To: bi@harbour-and-pine\.example, finance-data@harbour-and-pine\.example, growth@harbour-and-pine\.example$/m);
    match(mail, /^Subject: The revenue report is down$/m);
    match(mail, /rows < 10 & falling/);
    equal(mail.match(/^- growth: /gim)?.length, 1, 'Growth and growth are one');
    match(status, /^Next update: 06:00 UTC$/m);
  });

  test('tell the public no names and no addresses', async () => {
    const { status } = await sample('model.shop.fct_orders');
    match(status, /^Affected: revenue_dashboard, newsletter_segments$/m);
    doesNotMatch(status, /@|wiki|BI Team|Runbook/);
  });

  test('reach what a DAG runs, and who reads that', async () => {
    const { slack } = await sample('dag.daily_finance');
    match(slack, /the board/);
    match(slack, /BI Team/);
  });

  test('go three steps and no further; who is not named is said so', async () => {
    const model = (name: string, reads: string) => ({ [`models/${name}.sql`]: `select 1 as id from {{ ref('${reads}') }}\n` });
    const coach = createCoach({
      today: '2026-11-22',
      workspace: memoryWorkspace({
        'dbt_project.yml': 'name: chain\nversion: "1.0"\nprofile: chain\n',
        'models/a.sql': 'select 1 as id\n',
        ...model('b', 'a'),
        ...model('c', 'b'),
        ...model('d', 'c'),
        ...model('e', 'd'),
        'models/_models.yml': 'models:\n  - name: d\n    config: {meta: {owner: TBD}}\n  - name: c\n    config: {meta: {owner: growth}}\n',
        '.pipeline-coach.yml': 'roster:\n  teams:\n    - {name: growth, channel: "#growth"}\n',
      }),
    });
    await coach.load();
    deepEqual(coach.problems(), []);
    const read = await coach.incident('model.chain.a');
    ok(read);
    const lines = incidentTexts(read, nothingSaid, null, english).slack.split('\n');
    deepEqual(
      lines.filter((line) => line.startsWith('•')),
      ['• growth (#growth): c', '• nobody is named: b, d'],
    );
  });
});

suite('whom to reach', () => {
  test('is what stands beside the name: the mail and the channel of a group that is asked for by that name alone', async () => {
    const coach = createCoach({
      today: '2026-11-22',
      workspace: memoryWorkspace({
        'dbt_project.yml': 'name: groups\nversion: "1.0"\nprofile: groups\n',
        'models/a.sql': 'select 1 as id\n',
        'models/b.sql': "select 1 as id from {{ ref('a') }}\n",
        'models/c.sql': "select 1 as id from {{ ref('a') }}\n",
        'models/_models.yml': [
          'groups:',
          '  - name: finance',
          '    owner: {name: Finance, email: finance@shop.example, slack: "#finance"}',
          'models:',
          '  - name: b',
          '    config: {group: finance}',
          '  - name: c',
          '    config: {group: finance, meta: {owner: pricing}}',
          '',
        ].join('\n'),
      }),
    });
    await coach.load();
    const read = await coach.incident('model.groups.a');
    ok(read);
    const { slack, mail } = incidentTexts(read, nothingSaid, null, english);
    deepEqual(
      slack.split('\n').filter((line) => line.startsWith('•')),
      ['• Finance (finance@shop.example, #finance): b', '• pricing: c'],
    );
    match(mail, /^To: finance@shop\.example$/m);
    deepEqual(coach.resource('model.groups.b')?.contacts, ['finance@shop.example', '#finance']);
    deepEqual(coach.resource('model.groups.c')?.contacts, []);
  });
});

suite('the clock of a promise', () => {
  test('is read only where it is a daily time in one zone', () => {
    deepEqual(clockOf('daily by 07:00 UTC'), { hour: 7, minute: 0, zone: 'UTC' });
    deepEqual(clockOf('by 6:30 pm Europe/Berlin'), { hour: 18, minute: 30, zone: 'Europe/Berlin' });
    deepEqual(clockOf('every morning at 07:00 +05:30'), { hour: 7, minute: 0, zone: '+05:30' });
    deepEqual(clockOf('07:00 UTC+2'), { hour: 7, minute: 0, zone: '+02:00' });
    for (const vague of [
      'daily by 07:00',
      'by 07:00 CET',
      'Mondays by 07:00 UTC',
      'hourly',
      'within 3 hours',
      '25:00 UTC',
      '07:00 Mars/Base',
      '13:00 pm UTC',
    ])
      equal(clockOf(vague), null, vague);
  });

  test('says how far away it is, in its own zone', () => {
    const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 22, hour, minute);
    deepEqual(timeLeft({ hour: 7, minute: 0, zone: 'UTC' }, at(6, 15)), { passed: null, left: 45 });
    deepEqual(timeLeft({ hour: 7, minute: 0, zone: 'UTC' }, at(9)), { passed: 120, left: 22 * 60 });
    deepEqual(timeLeft({ hour: 7, minute: 0, zone: 'Europe/Berlin' }, at(5, 30)), { passed: null, left: 30 });
    deepEqual(timeLeft({ hour: 1, minute: 0, zone: '-05:00' }, at(2)), { passed: 20 * 60, left: 4 * 60 });
  });
});
