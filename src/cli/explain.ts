import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nearestName } from '../engine/policy/nearest.ts';
import { load, teamFileErrors } from './loading.ts';
import type { Options } from './options.ts';
import { complain, type ExitCode, print } from './terminal.ts';

/** Prints the page of a question; of one of the team's own what the team file says. */
export async function explain([question]: readonly string[], options: Options): Promise<ExitCode> {
  if (!question) return complain('explain wants the id of a question.', 2);
  const pages = pageNames();
  if (pages.includes(question)) return print(withoutNotes(readFileSync(join(pagesFolder, `${question}.md`), 'utf8')), 0);
  const coach = await load(options.root, options.today);
  const own = coach?.questions() ?? [];
  const found = own.find(({ id }) => id === question);
  if (found?.askedAt) {
    const { file, line } = found.askedAt;
    return print(
      `# ${found.question}\n\n\`${found.id}\` · ${found.short}\n\n${found.why}\n\nThe team asks this itself: ${file}:${line}\n`,
      0,
    );
  }
  const near = nearestName(question, [...pages, ...own.map(({ id }) => id)]);
  const errors = coach ? teamFileErrors(coach) : '';
  const hidden = errors === '' ? '' : `\nThe team's own questions are not known, as its file cannot be used:\n${errors}`;
  return complain(`There is no question ${question}.${near ? ` Did you mean ${near}?` : ` There are: ${pages.join(', ')}.`}${hidden}`, 2);
}

/** What stands behind the language of an example is for those who check it. */
function withoutNotes(page: string): string {
  return page.replace(/^(```\w+) .*$/gm, '$1');
}

const pagesFolder = join(__dirname, '..', 'docs', 'questions');

function pageNames(): string[] {
  try {
    return readdirSync(pagesFolder)
      .filter((file) => /^[a-z-]+\.md$/.test(file))
      .map((file) => file.slice(0, -'.md'.length));
  } catch {
    return [];
  }
}
