import type { Range } from '../../model.ts';

/** Something that a file outside the DAGs says about Airflow: the range is that of the value. */
export interface Setting extends Range {
  /** `version` for Airflow's own, else `section.key` of `airflow.cfg` in lower case. */
  readonly name: string;
  readonly value: string;
  /** For a version: whether it is exact or a lower bound. */
  readonly exact: boolean;
  /** A lower bound that stays below the next major version. */
  readonly sameMajor?: boolean;
}

/** What a file that sets up Airflow says, by the reader for its kind. */
export function readSettings(reader: string, text: string): Setting[] {
  switch (reader) {
    case 'requirements':
    case 'pyproject':
      return [...constraints(text), ...requirements(text)];
    case 'conda':
      return [...constraints(text), ...conda(text)];
    case 'lock':
      return [
        ...matches(text, /^name = "(apache-airflow(?:-core)?)"\r?\nversion = "(\d+(?:\.\d+)*)"/gm),
        ...matches(text, /"(apache-airflow)":\s*\{[^{}]*"version":\s*"==(\d+(?:\.\d+)*)"/g),
      ].map(([, range]) => version('==', range));
    case 'dockerfile': {
      const known = withVariables(text);
      return [
        ...matches(known, /^\s*(FROM)\s+(?:--\S+\s+)*(?:[\w.:/-]*\/)?(?:apache\/airflow|ap-airflow):(?:slim-)?(\d+(?:\.\d+)*)/gim).map(
          ([, range]) => version('==', range),
        ),
        ...matches(known, /^\s*(FROM)\s+(?:--\S+\s+)*[\w.:/-]*(?:astro-runtime|azurecr\.io\/runtime):(\d+(?:\.\d+)*(?:-\d+)?)/gim).flatMap(
          ([, range]) => astro(range),
        ),
        ...constraints(known),
        ...requirements(known),
        ...environment(text),
      ];
    }
    case 'environment':
      return [
        ...matches(text, /\bimage:\s*["']?(?:\$\{\w+:-)?(apache\/airflow):(?:\$\{\w+:-)?(?:slim-)?(\d+(?:\.\d+)*)/g).map(([, range]) =>
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

/** `apache-airflow` with its bounds, as pip, Poetry and Pipenv write them. */
function requirements(text: string): Setting[] {
  return matches(
    text,
    /^[^#\n]*?\bapache[-_.]airflow(?:[-_.]core)?(?:\[[^\]\n]*\])?["']?\s*(?:=\s*(?:\{[^}\n]*?\bversion\s*=\s*)?["'])?\s*(===?|~=|>=|\^|~|(?<=["']))\s*(\d+(?:\.\d+)*(?:\.\*)?(?:\s*,\s*<\s*3(?![\d.]*[1-9]))?)/gim,
  ).map(([mark, range]) => version(mark === '' ? '==' : mark, range));
}

/** `- airflow=2.9.1`, also with a channel, and what stands in the list for pip. `=2.9` is any 2.9, as it is in the tag of an image. */
function conda(text: string): Setting[] {
  return matches(
    text,
    /^\s*-\s*["']?(?:[\w.-]+::)?(?:apache-)?airflow(?:\[[^\]\n]*\])?\s*(={1,3}|~=|>=)\s*(\d+(?:\.\d+)*(?:\s*,\s*<\s*3(?![\d.]*[1-9]))?)/gm,
  ).map(([mark, range]) => version(mark === '=' ? '==' : mark, range));
}

/** The list of versions that Airflow publishes for one of its own, by its address. */
function constraints(text: string): Setting[] {
  return matches(text, /(?<!#.*)\b(constraints)-(\d+\.\d+\.\d+)\/constraints-/g).map(([, range]) => version('==', range));
}

/** A Dockerfile with the values of its `ARG` and `ENV` lines that are versions in the places of the variables, as far as they fit there: places stay what they are. */
function withVariables(text: string): string {
  const values = new Map(
    [...text.matchAll(/^\s*(?:ARG|ENV)\s+(\w+)[= ]["']?(\d[\w.-]*)/gim)].map((found) => [found[1] ?? '', found[2] ?? '']),
  );
  return text.replace(/\$(?:\{(\w+)(?::-[^}]*)?\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const value = values.get(braced ?? bare ?? '');
    return value === undefined || value.length > whole.length ? whole : value.padEnd(whole.length);
  });
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

/** `~=2.9.1` leaves the patch open, `~=2.9`, `^2.9.1` and `>=2.9,<3` leave open which 2.x it is. */
function version(mark: string, { from, text }: Range & { readonly text: string }): Setting {
  const value = /^\d+(?:\.\d+)*/.exec(text)?.[0] ?? text;
  const exact = mark.startsWith('==') || (mark.startsWith('~') && value.split('.').length > 2);
  const sameMajor = mark.startsWith('~') || mark === '^' || text.includes('<');
  return { name: 'version', value, exact, ...(sameMajor ? { sameMajor } : {}), from, to: from + value.length };
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
