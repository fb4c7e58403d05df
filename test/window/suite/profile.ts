import { type Profiler, Session } from 'node:inspector';
import type { Hold } from './result.ts';

/** In microseconds. */
const interval = 500;

type Kind = 'ours' | 'beneath' | 'garbage' | 'idle' | 'other';

/** Does something under the profiler of the thread, and says how long that was held at a stretch. */
export const holdOf = async (what: string, folder: string, work: () => Promise<unknown>): Promise<Hold> => {
  const session = new Session();
  session.connect();
  const post = <T>(method: string, params = {}): Promise<T> =>
    new Promise((resolve, reject) => session.post(method, params, (error, result) => (error ? reject(error) : resolve(result as T))));
  await post('Profiler.enable');
  await post('Profiler.setSamplingInterval', { interval });
  await post('Profiler.start');
  await work();
  const { profile } = await post<{ readonly profile: Profiler.Profile }>('Profiler.stop');
  session.disconnect();
  return { what, ...longestHolds(profile, folder) };
};

/** Samples, from one to before another: a stretch of the thread. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

const longestHolds = ({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, folder: string): Omit<Hold, 'what'> => {
  const places = placesOf(nodes, folder);
  const kinds = samples.map((id) => places.get(id)?.kind ?? 'other');
  // A sample stands for the time until the next one.
  const times = samples.map((_, index) => (timeDeltas[index + 1] ?? 0) / 1000);
  const sum = ({ from, to }: Stretch, most = Number.POSITIVE_INFINITY): number =>
    times.slice(from, to).reduce((all, time) => all + Math.min(time, most), 0);
  const longest = (stretches: readonly Stretch[]): Stretch =>
    stretches.reduce((found, one) => (sum(one) > sum(found) ? one : found), { from: 0, to: 0 });
  const ours = longest(stretchesOf(kinds, (kind) => kind !== 'idle' && kind !== 'other').flatMap((one) => oursWithin(one, kinds)));
  const spent = new Map<string, number>();
  for (let index = ours.from; index < ours.to; index++) {
    const place = places.get(samples[index] ?? 0)?.place ?? '';
    spent.set(place, (spent.get(place) ?? 0) + (times[index] ?? 0));
  }
  const where = [...spent].map(([place, time]) => ({ place, time })).toSorted((a, b) => b.time - a.time);
  const all = sum(longest(stretchesOf(kinds, (kind) => kind !== 'idle')));
  // Samples come late where the machine has the thread wait: what is beyond two intervals was not its own work.
  return { ours: sum(ours), working: sum(ours, (2 * interval) / 1000), all, where: where.slice(0, 3) };
};

const stretchesOf = (kinds: readonly Kind[], belongs: (kind: Kind) => boolean): readonly Stretch[] => {
  const found: Stretch[] = [];
  for (let from = 0; from < kinds.length; from++) {
    let to = from;
    while (to < kinds.length && belongs(kinds[to] ?? 'other')) to++;
    if (to > from) found.push({ from, to });
    from = to;
  }
  return found;
};

/** Garbage is ours where it stands between ours: whose it is at the ends nobody can tell. */
const oursWithin = (stretch: Stretch, kinds: readonly Kind[]): readonly Stretch[] => {
  let { from, to } = stretch;
  if (!kinds.slice(from, to).includes('ours')) return [];
  while (kinds[from] === 'garbage') from++;
  while (kinds[to - 1] === 'garbage') to--;
  return [{ from, to }];
};

/** Of each node whose it is, and the deepest of our frames in its stack. */
const placesOf = (nodes: readonly Profiler.ProfileNode[], folder: string): ReadonlyMap<number, { kind: Kind; place: string }> => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<number, { kind: Kind; place: string }>();
  const visit = (node: Profiler.ProfileNode, above: string): void => {
    const { functionName, url, lineNumber, columnNumber } = node.callFrame;
    const own = url.includes(folder) ? `${url.slice(url.lastIndexOf('/') + 1)}:${lineNumber}:${columnNumber}` : above;
    const kind = own !== '' ? 'ours' : kindOf(functionName);
    found.set(node.id, { kind, place: own || functionName });
    for (const child of node.children ?? []) {
      const below = byId.get(child);
      if (below) visit(below, own);
    }
  };
  const [root] = nodes;
  if (root) visit(root, '');
  return found;
};

const kindOf = (name: string): Kind => {
  if (name === '(idle)') return 'idle';
  if (name === '(program)') return 'beneath';
  return name === '(garbage collector)' ? 'garbage' : 'other';
};
