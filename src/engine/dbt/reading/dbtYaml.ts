import { t } from '../../l10n.ts';
import { readYaml, type YamlText } from '../../syntax/yaml.ts';

/** Reads a YAML file of dbt, which takes one document a file (dbt 1.5 to 1.12: "expected a single document in the stream"). Never throws. */
export function readDbtYaml(text: string): YamlText {
  const read = readYaml(text);
  if (!read.second) return read;
  return {
    ...read,
    problems: [...read.problems, { ...read.second, message: t('A second YAML document begins here; dbt refuses the file') }],
  };
}
