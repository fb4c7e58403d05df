import { type Message, t } from '../l10n.ts';
import type { FileSet, Fragment, Range, Remark, StatedWaiver } from '../model.ts';

/** The comments of one text that speak to the coach, and those among them that cannot be understood. */
export interface Remarks {
  readonly remarks: readonly Remark[];
  readonly problems: readonly (Range & { readonly message: Message })[];
}

const none: Remarks = { remarks: [], problems: [] };

/** Reads the comments of a SQL (`--`, `{#`) or Python (`#`) text that begin with `coach:`. Never throws. */
export function readRemarks(text: string, language: 'sql' | 'python'): Remarks {
  if (!text.includes('coach:')) return none;
  const opening = language === 'sql' ? /(?:--|\{#-?)[ \t]*coach:[ \t]*([^\r\n]*)/g : /#[ \t]*coach:[ \t]*([^\r\n]*)/g;
  const remarks: Remark[] = [];
  const problems: (Range & { message: Message })[] = [];
  for (const match of text.matchAll(opening)) {
    const range = { from: match.index, to: match.index + match[0].length };
    const remark = readRemark((match[1] ?? '').replace(/-?#\}.*$/, '').trim());
    if (remark) remarks.push({ ...remark, ...range });
    else
      problems.push({ ...range, message: t('This is not understood; write "coach: waive <question> until 2027-01-31 because <reason>"') });
  }
  return { remarks, problems };
}

function readRemark(words: string): Omit<Remark, 'from' | 'to'> | null {
  const [, verb, question, rest = ''] = /^(waive|not-applicable)[ \t]+([\w-]+)(.*)$/.exec(words) ?? [];
  if (verb === undefined || question === undefined) return null;
  const [, until = null, reason = ''] = /^(?:[ \t]+until[ \t]+(\S+))?(?:[ \t]+because[ \t]+(.+))?[ \t]*$/.exec(rest) ?? [];
  if (until === null && reason === '' && rest.trim() !== '') return null;
  return { question, reason: reason.trim(), until, notApplicable: verb === 'not-applicable' };
}

/** @returns the fragment with what its text's comments waive; the same one where they say nothing. */
export function withRemarks<F extends Fragment>(fragment: F, text: string, language: 'sql' | 'python'): F {
  const { remarks, problems } = readRemarks(text, language);
  return remarks.length + problems.length === 0 ? fragment : { ...fragment, remarks, problems: [...fragment.problems, ...problems] };
}

/** @returns the waivers in the comments of a file, from top to bottom. */
export function remarksIn(files: FileSet, file: string): StatedWaiver[] {
  return (files.fragment(file)?.remarks ?? []).map(({ question, reason, until, notApplicable, from, to }) => {
    const evidence = { span: files.span(file, { from, to }), route: t('comment') };
    return { question, reason, until, notApplicable, evidence };
  });
}
