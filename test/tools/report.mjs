import { facts as factsOfInspect } from './comparison.mjs';
import { detailFacts } from './detail.mjs';

const facts = [...factsOfInspect, ...detailFacts];

const columns = ['judge', 'fact', 'claims', 'right', 'wrong', 'unknown', 'missed', 'deliberate'];

/** @returns the comparison as a table: per judge and fact the claims made and what became of them. */
export function table(findings) {
  const judgeOf = (finding) => finding.judge ?? finding.tool;
  const judges = [...new Set(findings.map(judgeOf))].sort();
  const rows = judges.flatMap((judge) =>
    facts.map((fact) =>
      row(
        judge,
        fact,
        findings.filter((each) => judgeOf(each) === judge && each.fact === fact),
      ),
    ),
  );
  const filled = rows.filter((cells) => cells.slice(2).some((cell) => cell !== '0'));
  const widths = columns.map((column, index) => Math.max(column.length, ...filled.map((cells) => cells[index].length)));
  const line = (cells) => cells.map((cell, index) => (index < 2 ? cell.padEnd(widths[index]) : cell.padStart(widths[index]))).join('  ');
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...filled.map(line)].join('\n');
}

function row(judge, fact, findings) {
  const count = (verdict) => findings.filter((finding) => finding.verdict === verdict && !finding.reason).length;
  const deliberate = findings.filter((finding) => finding.reason).length;
  return [judge, fact, count('right') + count('wrong'), count('right'), count('wrong'), count('unknown'), count('missed'), deliberate].map(
    String,
  );
}

/** One difference in one line, with the place where the claim was read. */
export function sentence(finding) {
  const said = `we say ${shorten(finding.said)}`;
  return `${finding.verdict.padEnd(6)}  ${finding.root}/${finding.at}  ${finding.id}  ${finding.fact}: ${said}; ${finding.judge ?? finding.tool} holds ${shorten(finding.held)}`;
}

function shorten(text) {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

/**
 * Marks the differences that are meant to be, with the reason that deliberate.json gives for them.
 * An entry names `root`, `tool`, `fact` and `id`; each may be `*` or end in it.
 * @returns the entries that no finding needed any more.
 */
export function excuse(findings, entries) {
  const unused = new Set(entries);
  for (const finding of findings.filter(isDifference)) {
    const entry = entries.find((each) => ['root', 'tool', 'fact', 'id'].every((key) => matches(each[key] ?? '*', finding[key])));
    if (!entry) continue;
    finding.reason = entry.reason;
    unused.delete(entry);
  }
  return [...unused];
}

export function isDifference(finding) {
  return finding.verdict === 'wrong' || finding.verdict === 'missed' || finding.verdict === 'refused';
}

function matches(pattern, text) {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}
