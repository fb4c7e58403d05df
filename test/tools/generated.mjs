import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeDbtProject } from '../bench/dbtProject.mjs';
import { pick, randomFrom } from '../bench/random.mjs';
import { describe } from './roots.mjs';

/**
 * Projects that nobody wrote: the one that the bench measures, and one in which every way to state a thing meets every other: configs
 * of folders, entries and files, with and without a plus, refs in every form. The same for the same seed.
 * @param folder where they are written
 */
export function generatedRoots(folder) {
  rmSync(folder, { recursive: true, force: true });
  writeDbtProject(join(folder, 'bench'), { models: 250, properties: 60, bytes: 100_000 });
  writeMixedProject(join(folder, 'mixed'), 200, 7);
  return [{ ...describe('generated', folder), generated: true }];
}

const teams = ['north', 'south', 'harbour', 'care'];
const folders = ['staging', 'staging/erp', 'core', 'core/finance', 'core/finance/deep', 'reports'];

function writeMixedProject(folder, models, seed) {
  const random = randomFrom(seed);
  const chance = (share) => random() < share;
  const write = (file, lines) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${lines.join('\n')}\n`);
  };
  const all = Array.from({ length: models }, (_, index) => ({
    index,
    name: `m_${String(index).padStart(3, '0')}`,
    folder: pick(random, folders),
    versions: index % 25 === 24,
    python: index % 40 === 39,
  }));
  write('dbt_project.yml', projectFile(random, all));
  write('macros/names.sql', macros);
  write('models/_groups.yml', [
    'version: 2',
    'groups:',
    ...teams.map((team) => `  - name: ${team}\n    owner: {name: ${team} team, email: ${team}@example.com}`),
  ]);
  write('seeds/rates.csv', ['currency,rate', 'EUR,1']);
  write('models/_sources.yml', sources(random));
  for (const model of all) writeModel(write, model, all, random);
  const described = all.filter((model) => model.versions || chance(0.7));
  for (const place of folders) {
    const here = described.filter((model) => model.folder === place);
    const half = Math.ceil(here.length / 2);
    for (const [at, some] of [here.slice(0, half), here.slice(half)].entries())
      if (some.length > 0)
        write(`models/${at === 0 ? place : 'described'}/_${place.replaceAll('/', '_')}_${at}.yml`, [
          'version: 2',
          'models:',
          ...some.flatMap((model) => entry(model, random)),
        ]);
  }
  write('models/_exposures.yml', [
    'version: 2',
    'exposures:',
    ...all.filter((model) => model.index % 20 === 3).flatMap((model) => exposure(model, random)),
  ]);
}

/** Some levels state what deeper ones state again; dicts without a plus are folders to dbt, and stay without effect. */
function projectFile(random, all) {
  const level = (indent) => {
    const lines = [];
    if (random() < 0.6)
      lines.push(`+meta: {owner: ${pick(random, teams)}, ${pick(random, ['sla: "daily by 07:00 UTC"', 'tier: 2', 'nested: {a: 1}'])}}`);
    if (random() < 0.5)
      lines.push(`${pick(random, ['+tags', 'tags'])}: ${pick(random, ['nightly', '[nightly, checked]', '["team:north"]'])}`);
    if (random() < 0.4) lines.push(`+materialized: ${pick(random, ['view', 'table'])}`);
    if (random() < 0.3) lines.push(`+group: ${pick(random, teams)}`);
    if (random() < 0.2) lines.push('meta: {owner: not in force}');
    return lines.map((line) => `${' '.repeat(indent)}${line}`);
  };
  const named = all.filter((model) => model.index % 50 === 7);
  return [
    'name: mixed',
    'version: "1.0"',
    'profile: judge',
    'vars: {wanted: rates}',
    'models:',
    '  +meta: {owner: everybody}',
    '  mixed:',
    ...level(4),
    '    staging:',
    ...level(6),
    '      erp:',
    ...level(8),
    '        +persist_docs: {relation: true}',
    '    core:',
    ...level(6),
    '      finance:',
    ...level(8),
    '        deep:',
    ...level(10),
    '          +docs: {show: true}',
    '    reports:',
    ...level(6),
    ...named
      .filter((model) => model.folder === 'reports')
      .flatMap((model) => [`      ${model.name}:`, '        +meta: {owner: by name}', '        +tags: named']),
    '      +docs: {show: true}',
    'seeds:',
    '  mixed:',
    '    rates: {+meta: {owner: south}, +tags: [small]}',
    'sources:',
    '  mixed: {+enabled: true}',
    'tests:',
    '  mixed: {+severity: warn}',
  ];
}

const macros = [
  '{% macro latest(name) %}(select * from {{ ref(name) }}){% endmacro %}',
  '{% macro all_of(names) %}{% for name in names %}select * from {{ ref(name) }}{% if not loop.last %} union all {% endif %}{% endfor %}{% endmacro %}',
  "{% macro raw(table, system='erp') %}{{ return(source(system, table)) }}{% endmacro %}",
];

function sources(random) {
  return [
    'version: 2',
    'sources:',
    ...['erp', 'web'].flatMap((name) => [
      `  - name: ${name}`,
      ...(random() < 0.7 ? [`    meta: {owner: ${pick(random, teams)}}`] : []),
      `    description: Comes from ${name}.`,
      '    loaded_at_field: loaded_at',
      '    freshness: {warn_after: {count: 12, period: hour}}',
      '    tables:',
      ...Array.from({ length: 8 }, (_, at) => at).flatMap((at) => [
        `      - name: t${at}`,
        ...(random() < 0.3 ? ['        freshness: null'] : []),
        ...(random() < 0.3 ? [`        freshness: {error_after: {count: ${at + 1}, period: day}}`] : []),
        ...(random() < 0.4 ? [`        meta: {owner: ${pick(random, teams)}}`] : []),
        ...(random() < 0.4 ? ['        columns: [{name: id, tests: [unique, not_null]}]'] : []),
      ]),
    ]),
  ];
}

/** Every form of reading; `before` are models that may be read without a cycle. */
const reads = [
  (names) => [`select * from {{ ref('${names[0]}') }}`],
  (names) => [`select * from {{ ref("mixed", "${names[0]}") }}`],
  (names) => [`{% set t = ref('${names[0]}') %}`, 'select * from {{ t }}'],
  (names) => [
    `{% set names = ${JSON.stringify(names)} %}`,
    '{% for name in names %}',
    'select * from {{ ref(name) }} {% if not loop.last %}union all{% endif %}',
    '{% endfor %}',
  ],
  (names) => [`{{ all_of(${JSON.stringify(names)}) }}`],
  (names) => [`select * from {{ latest('${names[0]}') }} join {{ latest(name='${names.at(-1)}') }} using (id)`],
  (names) => [`-- depends_on: {{ ref('${names[0]}') }}`, '{% if execute %}select 1{% else %}select 2{% endif %}'],
  (names) => [`select * from {{ ref('m_' ~ '${names[0].slice(2)}') }}`],
  (_, at) => [`select * from {{ source('erp', 't${at % 8}') }}`],
  (_, at) => [`{% for t in ['t${at % 8}', 't${(at + 3) % 8}'] %}select * from {{ source('web', t) }}{% endfor %}`],
  (_, at) => [`select * from {{ raw('t${at % 8}') }} union all select * from {{ raw('t${at % 8}', 'web') }}`],
  () => ["select * from {{ ref(var('wanted')) }}"],
  (names) => [
    '{% set found = [] %}',
    ...names.map((name) => `{% do found.append('${name}') %}`),
    '{% for f in found %}select * from {{ ref(f) }}{% endfor %}',
  ],
];

function writeModel(write, model, all, random) {
  const before = all.slice(Math.max(0, model.index - 60), model.index).filter((other) => !other.versions);
  const names = before.length > 0 ? [...new Set([pick(random, before).name, pick(random, before).name])] : [];
  const body = names.length > 0 ? pick(random, reads)(names, model.index) : ["select * from {{ source('erp', 't0') }}"];
  const file = `models/${model.folder}/${model.name}`;
  if (model.versions) {
    write(`${file}_v1.sql`, body);
    write(`${file}_v2.sql`, body);
  } else if (model.python && names.length > 0) {
    write(`${file}.py`, [
      'def model(dbt, session):',
      `    dbt.config(materialized="table", tags=["py"], meta={"owner": "${pick(random, teams)}"})`,
      ...names.map((name) => `    ${name} = dbt.ref("${name}")`),
      `    return ${names[0]}`,
    ]);
  } else write(`${file}.sql`, [...config(random), ...body]);
}

function config(random) {
  const parts = [];
  if (random() < 0.3) parts.push(`meta={'owner': '${pick(random, teams)}', 'tier': ${1 + Math.floor(random() * 3)}}`);
  if (random() < 0.3) parts.push(`tags=${pick(random, ["'hourly'", "['hourly', 'big']"])}`);
  if (random() < 0.2) parts.push(`materialized='${pick(random, ['table', 'view', 'ephemeral'])}'`);
  if (random() < 0.1) parts.push(`group='${pick(random, teams)}'`);
  if (parts.length === 0) return [];
  if (random() < 0.2) return parts.map((part) => `{{ config(${part}) }}`);
  return random() < 0.3
    ? [`{{ config({${parts.map((part) => part.replace(/^(\w+)=/, "'$1': ")).join(', ')}}) }}`]
    : [`{{ config(${parts.join(', ')}) }}`];
}

function entry(model, random) {
  const chance = (share) => random() < share;
  const inConfig = [
    ...(chance(0.4) ? [`      meta: {owner: ${pick(random, teams)}, runbook: "https://wiki.example.com/${model.name}"}`] : []),
    ...(chance(0.3) ? [`      tags: ${pick(random, ['entry', '[entry, checked]'])}`] : []),
    ...(chance(0.2) ? [`      group: ${pick(random, teams)}`] : []),
    ...(chance(0.2) ? ['      contract: {enforced: false}'] : []),
  ];
  return [
    `  - name: ${model.name}`,
    ...(chance(0.6)
      ? [
          `    description: ${pick(random, ['Plain words.', '"Words: in quotes"', '>\n      Folded\n      words.', '|\n      Kept words.', '""'])}`,
        ]
      : []),
    ...(chance(0.2) && inConfig.every((line) => !line.includes('meta')) ? [`    meta: {owner: ${pick(random, teams)}}`] : []),
    ...(chance(0.2) ? [`    access: ${pick(random, ['protected', 'public'])}`] : []),
    ...(inConfig.length > 0 ? ['    config:', ...inConfig] : []),
    ...(chance(0.5)
      ? [
          '    columns:',
          '      - name: id',
          `        tests: ${pick(random, ['[unique, not_null]', '[{not_null: {severity: error}}, unique]', '[{accepted_values: {values: [1, 2]}}]'])}`,
        ]
      : []),
    ...(model.versions
      ? [
          '    latest_version: 1',
          '    versions:',
          '      - v: 1',
          '      - v: 2',
          ...(chance(0.5) ? [`        config: {meta: {owner: ${pick(random, teams)}}, tags: [second]}`] : []),
        ]
      : []),
  ];
}

function exposure(model, random) {
  return [
    `  - name: board_${model.index}`,
    '    type: dashboard',
    `    owner: {email: ${pick(random, teams)}@example.com}`,
    ...(random() < 0.5 ? ['    description: Seen on Mondays.'] : []),
    `    depends_on: ["ref('${model.name}')", "source('web', 't${model.index % 8}')"]`,
  ];
}
