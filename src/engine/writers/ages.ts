/** A length of time in one unit. */
export interface Age {
  readonly count: number;
  readonly unit: 'minute' | 'hour' | 'day';
}

const units = { m: 'minute', h: 'hour', d: 'day' } as const;

/** @returns a length of time such as "2 hours", "within 90 min" or "1d"; null for what is none. */
export function lengthOfTime(text: string): Age | null {
  const [, count, unit] = /^(?:within )?(\d{1,6})\s*(m(?:in(?:ute)?s?)?|h(?:ours?)?|d(?:ays?)?)$/i.exec(text.trim()) ?? [];
  if (count === undefined || Number(count) === 0) return null;
  return { count: Number(count), unit: units[unit?.[0]?.toLowerCase() as keyof typeof units] };
}
