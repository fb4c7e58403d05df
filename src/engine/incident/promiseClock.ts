/** A time of day that is promised every day, in a zone that names exactly one clock. */
export interface PromiseClock {
  readonly hour: number;
  readonly minute: number;
  /** `UTC`, an offset such as `+02:00`, or a name of the time zone database. */
  readonly zone: string;
}

/** How far a promised time of day is away, in minutes. `passed`: since today's; null while it is still to come. `left`: until the next one. */
export interface TimeLeft {
  readonly passed: number | null;
  readonly left: number;
}

const minutesOfDay = 24 * 60;

/** Nothing but a daily time with its zone. Abbreviations such as CET or EST are left out: people mean summer time too, and some stand for several zones. */
const daily =
  /^(?:daily|(?:every|each)\s+(?:day|morning|night))?[\s,:]*(?:by|before|until|at|no later than)?\s*(\d{1,2})[:.](\d{2})\s*(am|pm)?\s*\(?(utc|gmt|z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|[a-z]+\/[a-z_]+(?:\/[a-z_]+)?)\)?\.?$/i;

/** @returns the clock time of a promise, or null where it names none, no zone, or not every day. */
export function clockOf(promise: string): PromiseClock | null {
  const found = daily.exec(promise.trim());
  if (!found) return null;
  const [, hours = '', minutes = '', half, zoneWords = ''] = found;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const minute = Number(minutes);
  const zone = zoneOf(zoneWords);
  const isTime = hour < 24 && minute < 60 && (half === undefined || (Number(hours) >= 1 && Number(hours) <= 12));
  return isTime && zone !== null ? { hour, minute, zone } : null;
}

/** @returns how far the promised time is away at `now`, in milliseconds since 1970. */
export function timeLeft({ hour, minute, zone }: PromiseClock, now: number): TimeLeft {
  const due = hour * 60 + minute;
  const clock = minuteOfDay(zone, now);
  return clock < due ? { passed: null, left: due - clock } : { passed: clock - due, left: minutesOfDay - clock + due };
}

function zoneOf(words: string): string | null {
  const plain = words.replace(/^(?:utc|gmt)(?=[+-])/i, '');
  if (/^(?:utc|gmt|z)$/i.test(plain)) return 'UTC';
  const offset = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(plain);
  if (offset) return `${offset[1]}${offset[2]?.padStart(2, '0')}:${offset[3] ?? '00'}`;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: plain }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

function minuteOfDay(zone: string, now: number): number {
  const offset = /^([+-])(\d{2}):(\d{2})$/.exec(zone);
  if (offset || zone === 'UTC') {
    const ahead = offset ? (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === '-' ? -1 : 1) : 0;
    return (((Math.floor(now / 60_000) + ahead) % minutesOfDay) + minutesOfDay) % minutesOfDay;
  }
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' }).formatToParts(now);
  const read = (type: 'hour' | 'minute') => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return read('hour') * 60 + read('minute');
}
