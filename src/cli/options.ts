import { parseArgs } from 'node:util';
import { isDate } from '../engine/policy/dates.ts';
import { type CheckFormat, checkFormats } from '../engine/reports/check.ts';
import type { Threshold } from '../engine/reports/openItems.ts';

/** What was said on the command line. */
export interface Options {
  readonly root: string;
  /** ISO date. */
  readonly today: string;
  /** In milliseconds since 1970; null where a day was given, which has no time. */
  readonly now: number | null;
  readonly value: string | undefined;
  readonly place: string | undefined;
  /** The folder of the project that is meant, where an id stands in several. */
  readonly project: string | undefined;
  readonly dryRun: boolean;
  readonly baseline: string | undefined;
  readonly changedSince: string | undefined;
  readonly format: CheckFormat;
  readonly threshold: Threshold;
}

/** Reads the arguments behind a command's name. @returns what is wrong with them, in words, where they cannot be used. */
export function readOptions(args: readonly string[]): { positionals: string[]; options: Options } | { wrong: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        root: { type: 'string' },
        today: { type: 'string' },
        value: { type: 'string' },
        place: { type: 'string' },
        project: { type: 'string' },
        'dry-run': { type: 'boolean' },
        baseline: { type: 'string' },
        'changed-since': { type: 'string' },
        format: { type: 'string' },
        threshold: { type: 'string' },
      },
    });
    const today = values.today ?? new Date().toISOString().slice(0, 10);
    if (!isDate(today)) return { wrong: `--today ${today} is not a date like 2026-01-31.` };
    const format = checkFormats.find((known) => known === (values.format ?? 'text'));
    if (!format) return { wrong: `--format ${values.format} is none of ${checkFormats.join(', ')}.` };
    const threshold = readThreshold(values.threshold);
    if (!threshold) return { wrong: `--threshold ${values.threshold} is neither hint, info, warning nor a number.` };
    return {
      positionals,
      options: {
        root: values.root ?? '.',
        today,
        now: values.today === undefined ? Date.now() : null,
        value: values.value,
        place: values.place,
        project: values.project,
        dryRun: values['dry-run'] === true,
        baseline: values.baseline,
        changedSince: values['changed-since'],
        format,
        threshold,
      },
    };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

function readThreshold(text: string | undefined): Threshold | null {
  if (text === undefined) return { severity: 'hint', most: 0 };
  if (/^\d{1,6}$/.test(text)) return { severity: 'hint', most: Number(text) };
  return text === 'hint' || text === 'info' || text === 'warning' ? { severity: text, most: 0 } : null;
}
