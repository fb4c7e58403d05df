import type { CheckFindings } from './findings.ts';
import { junitReport } from './junit.ts';
import { type OpenItem, saidOf } from './openItems.ts';
import { sarifReport } from './sarif.ts';

export const checkFormats = ['text', 'json', 'markdown', 'sarif', 'junit', 'github'] as const;
export type CheckFormat = (typeof checkFormats)[number];

/** @returns what is open, in the form that was asked for. */
export function checkReport(findings: CheckFindings, format: CheckFormat): string {
  return reports[format](findings);
}

const reports: Readonly<Record<CheckFormat, (findings: CheckFindings) => string>> = {
  text: textReport,
  json: jsonReport,
  markdown: markdownReport,
  sarif: sarifReport,
  junit: junitReport,
  github: githubReport,
};

function textReport(findings: CheckFindings): string {
  const lines = byResource(findings.items).flatMap(resourceLines);
  for (const { resource, answer } of findings.aged)
    lines.push(
      `${resource.file}:${resource.line}  ${resource.name}: ${answer.short} (${answer.reason ?? answer.stateText}; only time has gone by)`,
    );
  for (const problem of findings.problems) lines.push(`${problem.file}:${problem.line}  ${problem.message}`);
  return `${[...lines, '', totals(findings)].join('\n')}\n`;
}

function byResource(items: readonly OpenItem[]): (readonly OpenItem[])[] {
  const groups = new Map<string, OpenItem[]>();
  for (const item of items) {
    const group = groups.get(item.resource.key);
    if (group) group.push(item);
    else groups.set(item.resource.key, [item]);
  }
  return [...groups.values()];
}

/** The question that comes next is spelled out, the others are named. */
function resourceLines([first, ...others]: readonly OpenItem[]): string[] {
  if (!first) return [];
  const { resource, answer } = first;
  const line = `${resource.file}:${resource.line}  ${resource.name}: ${answer.question}${whyOpen(first)}`;
  return others.length > 0 ? [line, `    then: ${others.map((item) => item.answer.short).join(' · ')}`] : [line];
}

function whyOpen({ answer }: OpenItem): string {
  const said = saidOf(answer);
  return said === '' ? '' : ` (${said})`;
}

function totals({ items, aged, asked }: CheckFindings): string {
  const weak = items.filter(({ answer }) => answer.state === 'weak').length;
  const time = aged.length > 0 ? `, ${aged.length} because time went by` : '';
  return `${asked} resources asked: ${items.length - weak} open, ${weak} weak${time}`;
}

function jsonReport({ items, aged, problems, asked, today }: CheckFindings): string {
  const plain = ({ resource, answer }: OpenItem) => ({
    resource: resource.id,
    project: resource.project,
    file: resource.file,
    line: resource.line,
    question: answer.id,
    state: answer.state,
    severity: answer.severity,
    answer: answer.answer,
    reason: answer.reason,
  });
  return `${JSON.stringify({ version: 1, today, asked, open: items.map(plain), aged: aged.map(plain), problems }, null, 1)}\n`;
}

function markdownReport(findings: CheckFindings): string {
  const rows = findings.items.map(
    ({ resource, answer }) =>
      `| ${cell(resource.name)} | ${cell(`${resource.file}:${resource.line}`)} | ${cell(answer.question)} | ${cell([answer.stateText, saidOf(answer)].filter(Boolean).join(': '))} |`,
  );
  const table = rows.length > 0 ? ['| resource | where | question | state |', '|---|---|---|---|', ...rows, ''] : [];
  const problems = findings.problems.map(({ file, line, message }) => `- ${cell(`${file}:${line}`)} ${cell(message)}`);
  return `${[...table, ...problems, ...(problems.length > 0 ? [''] : []), totals(findings)].join('\n')}\n`;
}

/** Text of the user's files in a table: neither markup nor HTML nor a new line. */
function cell(text: string): string {
  return text.replace(/[\\|`*_[\]<>#]/g, '\\$&').replace(/\s+/g, ' ');
}

/** Annotations of GitHub Actions (workflow commands): one a resource, so that a pull request stays readable. */
function githubReport({ items, problems }: CheckFindings): string {
  const lines = byResource(items).flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const level = group.some(({ answer }) => answer.severity === 'warning') ? 'warning' : 'notice';
    const text = group.map((item) => `${item.answer.question}${whyOpen(item)}`).join('\n');
    return [
      `::${level} file=${property(first.resource.file)},line=${first.resource.line},title=${property(first.resource.name)}::${data(text)}`,
    ];
  });
  const wrong = problems.map(({ file, line, message }) => `::warning file=${property(file)},line=${line}::${data(message)}`);
  return [...lines, ...wrong].map((line) => `${line}\n`).join('');
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
