import { t } from '../l10n.ts';
import type { FileSet, Fragment, Remark, StatedWaiver } from '../model.ts';

type Words = Pick<Remark, 'question' | 'reason' | 'until' | 'notApplicable'>;

/** A comment that speaks to the coach in words that it does not know: reported, because it names no question. */
const notUnderstood: Words = { question: '', reason: '', until: null, notApplicable: false };

/** Reads the comments of a SQL (`--`, `{#`) or Python (`#`) text that begin with `coach:`, from top to bottom. Never throws. */
export function readRemarks(text: string, language: 'sql' | 'python'): Remark[] {
  if (!text.includes('coach:')) return [];
  const opening = language === 'sql' ? /(?:--|\{#-?)[ \t]*coach:[ \t]*([^\r\n]*)/g : /#[ \t]*coach:[ \t]*([^\r\n]*)/g;
  return [...text.matchAll(opening)].map((match) => {
    const words = (match[1] ?? '').replace(/-?#\}.*$/, '').trim();
    const said = readWords(words) ?? notUnderstood;
    const { index } = match;
    return { ...said, from: index, to: index + match[0].trimEnd().length, end: endIn(match[0], said.until, index) };
  });
}

function readWords(words: string): Words | null {
  const [, verb, question, rest = ''] = /^(waive|not-applicable)[ \t]+([\w-]+)(.*)$/.exec(words) ?? [];
  if (verb === undefined || question === undefined) return null;
  const ending = /^(?:[ \t]+until[ \t]+(\S+))?(?:[ \t]+because[ \t]+(\S.*))?$/.exec(rest.trimEnd());
  if (!ending) return null;
  return { question, reason: ending[2] ?? '', until: ending[1] ?? null, notApplicable: verb === 'not-applicable' };
}

/** The grammar has the day behind the first `until`. */
function endIn(comment: string, until: string | null, from: number): Remark['end'] {
  const day = until === null ? null : /[ \t]until[ \t]+/.exec(comment);
  const at = day ? from + day.index + day[0].length : 0;
  return day ? { from: at, to: at + (until?.length ?? 0) } : null;
}

/** @returns the fragment with what its text's comments waive; the same one where they say nothing. */
export function withRemarks<F extends Fragment>(fragment: F, text: string, language: 'sql' | 'python'): F {
  const remarks = readRemarks(text, language);
  return remarks.length === 0 ? fragment : { ...fragment, remarks };
}

/** @returns the waivers in the comments of a file, from top to bottom. */
export function remarksIn(files: FileSet, file: string): StatedWaiver[] {
  return (files.fragment(file)?.remarks ?? []).map(({ question, reason, until, notApplicable, from, to, end }) => {
    const evidence = { span: files.span(file, { from, to }), route: t('comment') };
    return { question, reason, until, notApplicable, evidence, end: end && files.span(file, end) };
  });
}
