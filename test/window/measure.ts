/** Something that was timed. All times are in milliseconds. */
export interface Measure {
  readonly what: string;
  readonly times: readonly number[];
  /** The same without the extension: what is left is its share. */
  readonly without?: readonly number[];
  /** What the median of its share is to stay below. */
  readonly limit?: number;
  /** Processor time of the extension host with its worker, each time. */
  readonly cpu?: readonly number[];
}

/** The same loop of arithmetic, timed again and again: how much the machine itself varies while it measures. */
export const measureNoise = (when: string): Measure => {
  const times: number[] = [];
  for (let round = 0; round < 30; round++) {
    const started = performance.now();
    let sum = 0;
    for (let step = 0; step < 10_000_000; step++) sum = (sum + step * step) % 1_000_003;
    times.push(performance.now() - started + (sum < 0 ? 1 : 0));
  }
  return { what: `the same loop of arithmetic, ${when}`, times };
};

/** One table; nothing in it is a verdict. */
export const tableOf = (measures: readonly Measure[]): string[] => {
  const head = ['in milliseconds', 'times', 'fastest', 'median', '9 of 10', 'without ours', 'ours', 'limit', 'our CPU'];
  const rows = measures.map(({ what, times, without, limit, cpu }) => [
    what,
    String(times.length),
    digits(at(times, 0)),
    digits(at(times, 0.5)),
    digits(at(times, 0.9)),
    without ? digits(at(without, 0.5)) : '',
    without ? digits(at(times, 0.5) - at(without, 0.5)) : '',
    limit === undefined ? '' : String(limit),
    cpu ? digits(at(cpu, 0.5)) : '',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return [line(head), ...rows.map(line)];
};

const at = (times: readonly number[], share: number): number => {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

const digits = (time: number): string => time.toFixed(Math.abs(time) < 10 ? 1 : 0);
