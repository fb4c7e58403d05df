import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { cache, once, onPath, repo, run } from './editors.ts';

/** Nothing but the page that it is sent to: no updates, no accounts, no calls home, no second transport. */
const args = [
  '--no-sandbox', // a container's root has none
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser without a screen: the system's Chrome, Edge or Chromium, else the one that comes with `npm ci`. */
export const launchBrowser = async (): Promise<Browser> => {
  const refusals: string[] = [];
  for (const candidate of candidates) {
    try {
      return await chromium.launch({ args, ...(await candidate()) });
    } catch (error) {
      refusals.push(String(error).split('\n', 1)[0] ?? '');
    }
  }
  throw new Error(`No browser starts; install Chrome, Edge or Chromium.\n${refusals.join('\n')}`);
};

const candidates: readonly (() => LaunchOptions | Promise<LaunchOptions>)[] = [
  () => ({ channel: 'chrome' }),
  () => ({ channel: 'msedge' }),
  () => ({ executablePath: required('chromium') }),
  () => ({ executablePath: required('chromium-browser') }),
  async () => ({ executablePath: await carriedBrowser(), env: environment({}) }),
  async () => ({ executablePath: await carriedBrowser(), env: environment({ LD_LIBRARY_PATH: join(carried, 'al2023', 'lib') }) }),
];

const required = (name: string): string => {
  const found = onPath(name);
  if (found === undefined) throw new Error(`${name} is not on the PATH`);
  return found;
};

const carried = join(cache, 'chromium-147.0.0');

/** Its own looks for fonts in places of the cloud that it is made for. */
const fontsBeside =
  '<?xml version="1.0"?><fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>';

/** Linux on x64 only; unpacked by the package's own code, which unpacks into the folder for temporary files. */
const carriedBrowser = async (): Promise<string> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('@sparticuz/chromium is for Linux on x64');
  await once(carried, async (fresh) => {
    const unpack = "import('@sparticuz/chromium').then((it) => it.default.executablePath())";
    // The last variable makes it unpack the libraries that a slim image lacks (read in its helper.js, 147.0.0).
    const env = { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
    await run(process.execPath, ['--input-type=module', '-e', unpack], repo, env);
    await writeFile(join(fresh, 'fonts', 'fonts.conf'), fontsBeside);
  });
  return join(carried, 'chromium');
};

/** The carried libraries are for an image without libnss3 and libnspr4, the carried font for one that has none to offer. */
const environment = (libraries: { LD_LIBRARY_PATH?: string }): Record<string, string> => ({
  ...(process.env as Record<string, string>),
  ...libraries,
  ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(carried, 'fonts') }),
});
