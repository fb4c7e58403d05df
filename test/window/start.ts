import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadDesktop } from './desktop.ts';
import { cache, defaultEditor, installEditor, onPath, repo, run } from './editors.ts';
import { endGroup, linkExtension, startServer, writeSettings } from './server.ts';
import { workbenchAddress } from './workbench.ts';

const say = (line: string): void => console.log(line);

/** Opens a copy of the sample shop in VS Code with this extension: `npm start [-- --browser]`. */
const main = async (): Promise<void> => {
  say('Building the extension …');
  await run(process.execPath, ['esbuild.mjs'], repo);
  const shop = await copyOfShop();
  say(`The shop is a copy, made anew at each start: ${shop}`);
  if (process.argv.includes('--browser')) return openInBrowser(shop);
  const own = ['code', 'codium', 'cursor'].find((name) => onPath(name) !== undefined);
  if (own) return openInOwn(own, shop);
  const downloaded = await downloadDesktop('newest', say);
  return downloaded ? openInDownloaded(downloaded, shop) : openInBrowser(shop);
};

/** A repository of its own where there is git: inside ours it would be ignored, and what git ignores is not asked about. */
const copyOfShop = async (): Promise<string> => {
  const shop = join(cache, 'shop');
  await rm(shop, { recursive: true, force: true });
  await cp(join(repo, 'samples', 'shop'), shop, { recursive: true });
  if (onPath('git') === undefined) return shop;
  const git = (...args: string[]): Promise<string> =>
    run('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', ...args], shop);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git(
    '-c',
    'user.name=Harbour & Pine',
    '-c',
    'user.email=data@harbour-and-pine.example',
    'commit',
    '--quiet',
    '--message=The shop as it is',
  );
  return shop;
};

const developmentFlags = ['--new-window', `--extensionDevelopmentPath=${repo}`, '--disable-workspace-trust'];

/** Hands the folder to the VS Code that is there, which outlives this program. */
const openInOwn = async (name: string, shop: string): Promise<void> => {
  await run(onPath(name) ?? name, [...developmentFlags, shop], repo);
  say(`Opened in ${name}. Close its window when you are done.`);
};

const openInDownloaded = async (executable: string, shop: string): Promise<void> => {
  const data = await mkdtemp(join(tmpdir(), 'pipeline-coach-start-'));
  await writeSettings(data, {});
  const child = spawn(executable, [...developmentFlags, `--user-data-dir=${join(data, 'data')}`, shop], {
    detached: true,
    stdio: 'ignore',
  });
  const stop = endGroup(child);
  say('VS Code is open. Ctrl+C here, or closing its window, ends it.');
  await Promise.race([new Promise((resolve) => child.once('exit', resolve)), untilInterrupted()]);
  await stop();
  await rm(data, { recursive: true, force: true });
};

const openInBrowser = async (shop: string): Promise<void> => {
  const editor = await installEditor(defaultEditor(), say);
  const data = await mkdtemp(join(tmpdir(), 'pipeline-coach-start-'));
  await writeSettings(data, {});
  await linkExtension(repo, data);
  // Whoever knows the token may use the server, and with it this account's files; other accounts of the machine do not.
  const token = randomBytes(24).toString('hex');
  const server = await startServer(editor, { data, token });
  say(`VS Code ${editor.vscode} is at\n\n  ${workbenchAddress(server, { folder: shop, token })}\n\nCtrl+C here ends it.`);
  await Promise.race([untilInterrupted(), server.ended]);
  await server.stop();
  await rm(data, { recursive: true, force: true });
};

const untilInterrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });

await main().then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
