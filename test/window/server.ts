import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Editor } from './editors.ts';

/** A running VS Code server. `authority` is its host and port. */
export interface Server {
  readonly authority: string;
  /** Resolves when it ends by itself. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface ServerOptions {
  /** The folder for settings, extensions and logs. */
  readonly data: string;
  readonly flags?: readonly string[];
  /** The workspace is not trusted until somebody says so. */
  readonly restricted?: boolean;
  /** What a visitor must know; without one everybody on this machine may come. */
  readonly token?: string;
}

/** Starts the server itself rather than code-server's program around it: no password page, no proxy, ready in 0.3 s. */
export const startServer = async (editor: Editor, { data, flags = [], token, restricted = false }: ServerOptions): Promise<Server> => {
  const child = spawn(editor.node, serverArgs(editor, data, restricted ? flags : ['--disable-workspace-trust', ...flags], token), {
    env: serverEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that its extension host can be ended with it
  });
  const stop = endGroup(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    return { authority: `127.0.0.1:${await listeningPort(child)}`, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** A server reads its extensions folder at its first start: a link there is an installed extension. */
export const linkExtension = async (extension: string, data: string, name = 'pipeline-coach'): Promise<void> => {
  await mkdir(join(data, 'extensions'), { recursive: true });
  await symlink(extension, join(data, 'extensions', `pipeline-coach.${name}-0.1.0`));
};

/** With these a server installs a `.vsix` into its data folder and ends. */
export const installFlags = (vsix: string): readonly string[] => ['--install-extension', vsix, '--force'];

/** The arguments of the server's program, in the order: where, who may come, and nothing that calls home or asks. */
export const serverArgs = (editor: Editor, data: string, flags: readonly string[], token?: string): string[] => [
  editor.server,
  '--host=127.0.0.1',
  '--port=0',
  ...(token === undefined ? ['--without-connection-token'] : [`--connection-token=${token}`]),
  '--accept-server-license-terms',
  `--server-data-dir=${data}`,
  '--telemetry-level=off',
  '--disable-telemetry',
  '--disable-experiments',
  '--disable-getting-started-override',
  '--force-disable-user-env', // or it would start a login shell to read its environment
  ...flags,
];

/** Without what a terminal inside VS Code, or a debugger, has set; with a gallery of no address, so that nothing is looked up. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VSCODE_') && name !== 'NODE_OPTIONS')),
  EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '', controlUrl: '' }),
});

const listeningPort = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let printed = '';
    const hear = (text: Buffer): void => {
      printed += text;
      const port = /agent listening on (\d+)/.exec(printed)?.[1];
      if (port) resolve(port);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`The server ended with ${code}:\n${printed}`)));
    setTimeout(() => reject(new Error(`The server says no port within 60 s:\n${printed}`)), 60_000).unref();
  });

/** Returns what ends a detached child and everything that it started; it happens by itself where this process ends first. */
export const endGroup = (child: ChildProcess): (() => Promise<void>) => {
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid) process.kill(-child.pid, name);
    } catch {
      // the whole group has ended
    }
  };
  const kill = (): void => signal('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return async () => {
    signal('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
    kill();
    process.off('exit', kill);
  };
};

/** Settings that make pictures repeatable and keep what is not ours off them. */
const quiet = {
  'workbench.reduceMotion': 'on',
  'workbench.startupEditor': 'none',
  'editor.cursorBlinking': 'solid',
  'window.autoDetectColorScheme': true, // so that the browser's light or dark decides
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.editor.useModal': 'off', // the newer editor else lays settings and extensions over the tabs
  'editor.minimap.enabled': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off', // on the web it is on: as on the desktop, nothing is saved unasked
  'git.openRepositoryInParentFolders': 'never',
};

/** Writes the user's settings of a server; they are read when a page is loaded. */
export const writeSettings = async (data: string, settings: Record<string, unknown>): Promise<void> => {
  const folder = join(data, 'data', 'User');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
};
