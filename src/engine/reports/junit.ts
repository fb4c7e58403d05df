import type { CheckFindings } from './findings.ts';
import { isAtLeast, type OpenItem, saidOf } from './openItems.ts';

/**
 * Writes the XML that build servers read as tests: a question that counts is a failure; one that is asked more quietly, or
 * that time alone has turned, is skipped. The first case says how many resources were asked, so that there is always one.
 */
export function junitReport({ items, aged, problems, asked, severity }: CheckFindings): string {
  const counting = items.filter(({ answer }) => isAtLeast(answer, severity));
  const quiet = items.filter((item) => !counting.includes(item));
  const cases = [
    `<testcase classname="pipeline-coach" name="${attribute(`${asked} resources asked`)}"/>`,
    ...counting.map((item) => testCase(item, (said) => `<failure message="${said}"/>`)),
    ...[...quiet, ...aged].map((item) => testCase(item, (said) => `<skipped message="${said}"/>`)),
  ];
  const counts = `tests="${cases.length}" failures="${counting.length}" errors="0" skipped="${quiet.length + aged.length}"`;
  const noticed = problems.map(({ file, line, message }) => text(`${file}:${line}  ${message}`)).join('\n');
  const output = noticed === '' ? [] : [`<system-err>${noticed}</system-err>`];
  const suite = [`<testsuite name="pipeline-coach" ${counts}>`, ...cases, ...output, '</testsuite>'];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n${suite.join('\n')}\n</testsuites>\n`;
}

function testCase({ resource, answer }: OpenItem, outcome: (said: string) => string): string {
  const said = [answer.question, saidOf(answer)].filter(Boolean).join(' · ');
  const place = `file="${attribute(resource.file)}" line="${resource.line}"`;
  return `<testcase classname="${attribute(resource.id)}" name="${attribute(answer.id)}" ${place}>${outcome(attribute(said))}</testcase>`;
}

function attribute(value: string): string {
  return text(value).replace(/"/g, '&quot;').replace(/\s+/g, ' ');
}

/** Control characters have no form in XML 1.0, not even an escaped one. */
function text(value: string): string {
  return [...value]
    .map((letter) => (isAllowed(letter.codePointAt(0) ?? 0) ? letter : '\uFFFD'))
    .join('')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

function isAllowed(code: number): boolean {
  if (code === 9 || code === 10 || code === 13) return true;
  return code >= 32 && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
