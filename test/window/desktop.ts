import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cache, type EditorName, releases } from './editors.ts';

/**
 * Downloads the desktop program, once, and returns its executable. `undefined` where no screen can show it, and, within
 * seconds, where it cannot be downloaded.
 */
export const downloadDesktop = async (name: EditorName, say: (line: string) => void): Promise<string | undefined> => {
  const screen = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (!screen) return undefined;
  const version = releases[name].vscode;
  say(`Looking for VS Code ${version} for the desktop …`);
  const reporter = { report: () => {}, error: () => {} };
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: cache, timeout: 5000, reporter });
  } catch {
    say('It cannot be downloaded here; the one from npm opens in a browser.');
    return undefined;
  }
};
