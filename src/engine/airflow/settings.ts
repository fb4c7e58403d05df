import type { Range } from '../model.ts';

/** Something that a file outside the DAGs says about Airflow: the range is that of the value. */
export interface Setting extends Range {
  /** `version` for Airflow's own, else `section.key` of `airflow.cfg` in lower case. */
  readonly name: string;
  readonly value: string;
  /** For a version: whether it is exact or a lower bound. */
  readonly exact: boolean;
}

/** What a file that sets up Airflow says, by the reader for its kind. */
export function readSettings(reader: string, text: string): Setting[] {
  switch (reader) {
    case 'requirements':
    case 'pyproject':
      return matches(
        text,
        /^[^#\n]*?\bapache-airflow(?:\[[^\]\n]*\])?["']?\s*(?:=\s*["'{ version=]*)?(==|~=|>=|\^)\s*["']?(\d+(?:\.\d+)*)/gm,
      ).map(([mark, range]) => version(mark, range));
    case 'lock':
      return matches(text, /^name = "(apache-airflow)"\r?\nversion = "(\d+(?:\.\d+)*)"/gm).map(([, range]) => version('==', range));
    case 'dockerfile':
      return [
        ...matches(text, /^\s*(FROM)\s+(?:[\w.:/-]*\/)?apache\/airflow:(?:slim-)?(\d+(?:\.\d+)*)/gim).map(([, range]) =>
          version('==', range),
        ),
        ...matches(text, /^\s*(FROM)\s+[\w.:/-]*astro-runtime:(\d+(?:\.\d+)*(?:-\d+)?)/gim).flatMap(([, range]) => astro(range)),
        ...environment(text),
      ];
    case 'environment':
      return [
        ...matches(text, /\bimage:\s*["']?(?:\$\{\w+:-)?(apache\/airflow):(?:slim-)?(\d+(?:\.\d+)*)/g).map(([, range]) =>
          version('==', range),
        ),
        ...environment(text),
      ];
    case 'config':
      return config(text);
    case 'ignore':
      return ignored(text);
    default:
      return [];
  }
}

/** The lines of an `.airflowignore` as Airflow takes them: without what `#` begins, and with every blank that is left (2.11, 3.3). */
function ignored(text: string): Setting[] {
  return [...text.matchAll(/^[^\r\n]+/gm)].flatMap((line) => {
    const value = line[0].replace(/\s*#.*$/, '');
    return value === '' ? [] : [{ name: 'ignore', value, exact: true, from: line.index, to: line.index + value.length }];
  });
}

type Match = readonly [mark: string, range: Range & { readonly text: string }];

function matches(text: string, pattern: RegExp): Match[] {
  return [...text.matchAll(pattern)].map((found) => {
    const value = found[2] ?? '';
    const from = found.index + found[0].lastIndexOf(value);
    return [found[1] ?? '', { from, to: from + value.length, text: value }];
  });
}

function version(mark: string, { from, to, text }: Range & { readonly text: string }): Setting {
  return { name: 'version', value: text, exact: mark === '==' || mark === '~=' || mark === '^', from, to };
}

/** Astro Runtime 3.0 and later is named after Airflow's version (3.1-1 is Airflow 3.1); 4 to 13 are Airflow 2. */
function astro(range: Range & { readonly text: string }): Setting[] {
  const [major = 0, minor = 0] = range.text.split(/[.-]/).map(Number);
  const airflow = major === 3 ? `3.${minor}` : (astroVersions.get(major) ?? null);
  return airflow === null ? [] : [{ name: 'version', value: airflow, exact: true, from: range.from, to: range.to }];
}

const astroVersions: ReadonlyMap<number, string> = new Map([
  [4, '2.2'],
  [5, '2.3'],
  [6, '2.4'],
  [7, '2.5'],
  [8, '2.6'],
  [9, '2.7'],
  [10, '2.8'],
  [11, '2.9'],
  [12, '2.10'],
  [13, '2.11'],
]);

function environment(text: string): Setting[] {
  return [...text.matchAll(/\bAIRFLOW__([A-Z_]+?)__([A-Z_]+)["']?\s*[:= ]\s*["']?([^\s"'#]*)/g)].map((found) => {
    const value = found[3] ?? '';
    const from = found.index + found[0].lastIndexOf(value);
    return {
      name: `${(found[1] ?? '').toLowerCase()}.${(found[2] ?? '').toLowerCase()}`,
      value,
      exact: true,
      from,
      to: from + value.length,
    };
  });
}

function config(text: string): Setting[] {
  const found: Setting[] = [];
  let section = '';
  for (const line of text.matchAll(/^[^\r\n]*/gm)) {
    const head = /^\s*\[([\w.]+)\]/.exec(line[0]);
    const pair = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line[0]);
    if (head?.[1] !== undefined) section = head[1].toLowerCase();
    else if (pair?.[1] !== undefined && pair[2] !== undefined) {
      const from = line.index + line[0].lastIndexOf(pair[2]);
      found.push({ name: `${section}.${pair[1].toLowerCase()}`, value: pair[2], exact: true, from, to: from + pair[2].length });
    }
  }
  return found;
}
