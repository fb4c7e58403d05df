import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pick, prose, randomFrom } from './random.mjs';

const domains = ['finance', 'marketing', 'logistics', 'support', 'catalogue', 'payments', 'web', 'people'];
const owners = ['finance-data', 'growth', 'data-platform', 'care', 'TBD'];

/**
 * Writes a dbt project that real dbt parses: sources, staging, intermediate models and marts, each reading up to three of the layer
 * before it.
 * @param folder where it is written; made if it is not there
 * @param shape `models`, `properties` (files), `bytes` (of all properties files together, reached by longer descriptions) and `wide`:
 *   so many marts of one folder share one file, as in projects that keep all of a folder in one `_models.yml`
 */
export function writeDbtProject(folder, { models, properties, bytes, wide = 0, seed = 1 }) {
  const random = randomFrom(seed);
  const all = Array.from({ length: models }, (_, index) => describe(index, models, random));
  const write = (file, text) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  write('dbt_project.yml', projectFile());
  for (const model of all) write(model.file, sqlOf(model, all, random));
  for (const domain of domains) write(`models/staging/${domain}/_sources.yml`, sourcesOf(domain, all));
  const together = all.filter((model) => folderOf(model) === 'models/marts/finance').slice(0, wide);
  const apart = all.filter((model) => !together.includes(model));
  if (together.length > 0) write('models/marts/finance/_models.yml', propertiesOf(together, bytes / models, random));
  for (const [index, file] of propertiesFiles(apart, properties).entries()) {
    write(`${dirname(file[0].file)}/_models_${index}.yml`, propertiesOf(file, bytes / models, random));
  }
}

function describe(index, models, random) {
  const share = index / models;
  const layer = share < 0.4 ? 'staging' : share < 0.7 ? 'intermediate' : 'marts';
  const prefix = { staging: 'stg', intermediate: 'int', marts: random() < 0.5 ? 'fct' : 'dim' }[layer];
  const domain = domains[index % domains.length];
  const name = `${prefix}_${domain}_${String(index).padStart(5, '0')}`;
  return { index, layer, domain, name, file: `models/${layer}/${domain}/${name}.sql` };
}

function projectFile() {
  const folders = domains
    .map((domain) => `      ${domain}:\n        +tags: [${domain}]\n        +meta: {owner: ${domain}-team}`)
    .join('\n');
  return `name: bench\nversion: "1.0.0"\nprofile: bench\nrequire-dbt-version: ">=1.8.0"\nmodel-paths: ["models"]\n\nmodels:\n  bench:\n    +materialized: view\n    marts:\n      +materialized: table\n${folders}\n`;
}

function sqlOf(model, all, random) {
  const parents = parentsOf(model, all, random);
  const config =
    model.layer === 'marts'
      ? `{{\n    config(\n        materialized='incremental',\n        unique_key='id',\n        tags=['daily']\n    )\n}}\n\n`
      : '';
  const imports = parents.map((parent, at) => `t${at} as (\n\n    select * from {{ ${parent} }}\n\n)`).join(',\n\n');
  const columns = Array.from(
    { length: 12 },
    (_, at) => `    t0.column_${at},\n    coalesce(t0.amount_${at}, 0) / 100.0 as amount_${at}`,
  ).join(',\n');
  const joins = parents
    .slice(1)
    .map((_, at) => `left join t${at + 1} on t${at + 1}.id = t0.id`)
    .join('\n');
  const filter =
    model.layer === 'marts' ? `\n{% if is_incremental() %}\nwhere t0.loaded_at > (select max(loaded_at) from {{ this }})\n{% endif %}` : '';
  return `${config}with ${imports}\n\nselect\n    t0.id,\n${columns}\nfrom t0\n${joins}${filter}\n`;
}

function parentsOf(model, all, random) {
  if (model.layer === 'staging') return [`source('${model.domain}', 'table_${model.index}')`];
  const before = all.slice(Math.max(0, model.index - 400), model.index).filter((each) => each.layer !== 'marts');
  const pool = before.length > 0 ? before : all.slice(Math.floor(all.length * 0.4), Math.floor(all.length * 0.7));
  const chosen = new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, pool).name));
  return [...chosen].map((name) => `ref('${name}')`);
}

function sourcesOf(domain, all) {
  const tables = all.filter((model) => model.layer === 'staging' && model.domain === domain);
  const entries = tables
    .map((model) => `      - name: table_${model.index}\n        description: Table ${model.index} of ${domain}`)
    .join('\n');
  return `version: 2\n\nsources:\n  - name: ${domain}\n    config:\n      loaded_at_field: loaded_at\n      freshness:\n        warn_after: {count: 12, period: hour}\n    tables:\n${entries || '      []'}\n`;
}

/** Models that stand next to each other in one folder share a file. */
function propertiesFiles(all, files) {
  const byFolder = groupBy(all, folderOf);
  const perFile = all.length / files;
  return [...byFolder.values()].flatMap((group) => {
    const count = Math.max(1, Math.round(group.length / perFile));
    return Array.from({ length: count }, (_, at) => group.filter((_, index) => index % count === at)).filter((part) => part.length > 0);
  });
}

function folderOf(model) {
  return dirname(model.file);
}

function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

function propertiesOf(models, bytesEach, random) {
  return `version: 2\n\nmodels:\n${models.map((model) => entryOf(model, bytesEach, random)).join('\n')}`;
}

/** One model's entry; its columns' descriptions fill it up to the wanted size. */
function entryOf(model, bytes, random) {
  const owner =
    random() < 0.5 ? `    config:\n      meta:\n        owner: ${pick(random, owners)}\n        sla: "daily by 07:00 UTC"\n` : '';
  const head = `  - name: ${model.name}\n    description: ${prose(random, 60)}\n${owner}    columns:\n      - name: id\n        data_tests: [unique, not_null]\n`;
  const perColumn = 70;
  const columns = Math.max(1, Math.min(12, Math.floor((bytes - head.length) / 140)));
  const letters = Math.max(8, (bytes - head.length) / columns - perColumn);
  const body = Array.from(
    { length: columns },
    (_, at) => `      - name: amount_${at}\n        description: ${prose(random, letters)}\n        data_tests: [not_null]\n`,
  );
  return head + body.join('');
}
