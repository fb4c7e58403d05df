import { readFileSync } from 'node:fs';

/** How long the thread was held at a stretch, the longest time: by the clock, and what of it the thread itself was at work. In milliseconds. */
export interface Hold {
  readonly wall: number;
  readonly cpu: number;
}

/**
 * Watches the thread that it is called on, the one that all extensions share: from one turn of its loop to the next.
 * On a busy machine the clock also counts what others were doing, which the second figure leaves out where Linux tells it.
 */
export const watchThread = (): { take(): Hold; stop(): void } => {
  let longest: Hold = { wall: 0, cpu: 0 };
  let last = { wall: performance.now(), cpu: ownTime() };
  const timer = setInterval(() => {
    const now = { wall: performance.now(), cpu: ownTime() };
    longest = { wall: Math.max(longest.wall, now.wall - last.wall), cpu: Math.max(longest.cpu, now.cpu - last.cpu) };
    last = now;
  }, 1);
  return {
    take: () => {
      const taken = longest;
      longest = { wall: 0, cpu: 0 };
      return taken;
    },
    stop: () => clearInterval(timer),
  };
};

/** The first thread of a process bears the number of the process (proc(5)). */
const ownTime = (): number => {
  try {
    const [nanoseconds = ''] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    return Number.NaN;
  }
};
