import { writeFileSync } from 'node:fs';

/** Loaded before a measured program: leaves its CPU time (ms) and its peak memory (MB), worker threads included, where the parent looks. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpu: (userCPUTime + systemCPUTime) / 1000, memory: maxRSS / 1024 };
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
});
