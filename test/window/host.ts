import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { launchBrowser } from './browser.ts';
import { type EditorName, installEditor } from './editors.ts';
import { startServer, writeSettings } from './server.ts';
import { workbenchAddress } from './workbench.ts';

/**
 * What `@vscode/test-electron` starts in place of the desktop program: it takes the same arguments, opens the window in a
 * browser, keeps what the extension host prints, and ends with the result of the tests.
 */
const main = async (): Promise<number> => {
  const folder = process.argv[2] ?? '';
  const name = argument('pipelineCoachEditor') as EditorName;
  const web = argument('extensionDevelopmentKind') === 'web';
  const data = await mkdtemp(join(tmpdir(), 'pipeline-coach-host-'));
  await writeSettings(data, {});
  const editor = await installEditor(name, console.log);
  // The driver makes a built workbench heed the development entries of its address.
  const server = await startServer(editor, { data, flags: ['--enable-smoke-test-driver'] });
  const browser = await launchBrowser();
  const log: string[] = [];
  try {
    const page = await browser.newPage();
    const exit = new Promise<number>((resolve, reject) => {
      void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
      page.on('crash', () => reject(new Error('The page crashed')));
      browser.on('disconnected', () => reject(new Error('The browser ended')));
      setTimeout(() => reject(new Error('The suite did not end within 15 minutes')), 900_000).unref();
    });
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => log.push([type, ...args].join(' ')));
    const development = { extension: argument('extensionDevelopmentPath'), tests: argument('extensionTestsPath'), web };
    await page.goto(workbenchAddress(server, { folder, development }));
    return await exit;
  } finally {
    await Promise.all([browser.close(), server.stop()]);
    await writeLog(log);
    await rm(data, { recursive: true, force: true });
  }
};

const writeLog = async (log: readonly string[]): Promise<void> => {
  const file = argument('pipelineCoachLog');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, log.join('\n'));
};

const argument = (name: string): string => {
  const flag = `--${name}=`;
  return (
    process.argv
      .find((it) => it.startsWith(flag))
      ?.slice(flag.length)
      .replace(/\/$/, '') ?? ''
  );
};

// The runner holds the other end: it closes however the runner ends.
process.stdin.resume().once('end', () => process.exit(130));
process.once('SIGINT', () => process.exit(130));

process.exit(
  await main().catch((error) => {
    console.error(error);
    return 1;
  }),
);
