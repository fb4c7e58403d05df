import { readFileSync } from 'node:fs';
import { airflow } from '../../src/engine/airflow/airflow.ts';
import { loadingOf } from '../../src/engine/airflow/reading/ignore.ts';

/** Reads `{ syntax, files, cases }` from standard input, each case the texts of its ignore files by name; prints per case what becomes of each file. */
interface Asked {
  readonly syntax: Parameters<typeof loadingOf>[2] extends (file: string) => infer S ? S : never;
  readonly files: readonly string[];
  readonly cases: readonly Readonly<Record<string, string>>[];
}

const asked = JSON.parse(readFileSync(0, 'utf8')) as Asked;
const answers = asked.cases.map((ignores) => {
  const fragments = new Map(Object.entries(ignores).map(([file, text]) => [file, airflow.read('ignore', text)]));
  const all = [...asked.files, ...fragments.keys()];
  const files = {
    all,
    has: (file: string) => all.includes(file),
    fragment: (file: string) => fragments.get(file),
    span: () => {
      throw new Error('no place is asked for');
    },
  };
  const loading = loadingOf(files, [...fragments.keys()], () => asked.syntax);
  return asked.files.map((file) => {
    const found = loading(file);
    return typeof found === 'string' ? found : 'unknown';
  });
});
process.stdout.write(JSON.stringify(answers));
