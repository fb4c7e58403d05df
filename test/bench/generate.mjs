import { parseArgs } from 'node:util';
import { writeDagsFolder } from './dagsFolder.mjs';
import { writeDbtProject } from './dbtProject.mjs';

/**
 * Writes a project of any size to try things on:
 *   node test/bench/generate.mjs FOLDER [--models N --properties FILES --bytes B] [--dags N --dag-bytes B] [--seed S]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    models: { type: 'string' },
    properties: { type: 'string' },
    bytes: { type: 'string' },
    dags: { type: 'string' },
    'dag-bytes': { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const [folder] = positionals;
const number = (text, otherwise) => (text === undefined ? otherwise : Number(text));

if (folder === undefined || (!values.models && !values.dags)) {
  console.error('generate.mjs FOLDER [--models N --properties FILES --bytes B] [--dags N --dag-bytes B] [--seed S]');
  process.exitCode = 2;
} else {
  const models = number(values.models, 0);
  const dags = number(values.dags, 0);
  const seed = Number(values.seed);
  if (models > 0)
    writeDbtProject(folder, {
      models,
      properties: number(values.properties, Math.ceil(models / 3)),
      bytes: number(values.bytes, models * 1200),
      seed,
    });
  if (dags > 0) writeDagsFolder(folder, { dags, bytes: number(values['dag-bytes'], dags * 5000), seed });
}
