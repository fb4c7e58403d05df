import { launchBrowser } from '../browser.ts';
import { type EditorName, installEditor, run } from '../editors.ts';
import { installFlags, linkExtension, serverArgs, serverEnvironment, startServer, writeSettings } from '../server.ts';
import { patience } from '../waiting.ts';
import { workbenchAddress } from '../workbench.ts';
import { type Person, personAt, statusBar } from './person.ts';

/** How a window is opened; all paths are absolute, and a workspace on no disk is an address. */
export interface WindowOptions {
  readonly editor: EditorName;
  readonly workspace: string;
  /** An empty folder for the server's settings and extensions. */
  readonly data: string;
  readonly shots: string;
  /** The extension: a `.vsix`, or the folder of one; null for none. */
  readonly extension: string | null;
  /** The folder of one more extension. */
  readonly beside?: string;
  /** Nobody has said that the workspace can be trusted. */
  readonly restricted?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** In CSS pixels; `scale` is how many dots each has. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly scale?: number;
}

/** A window with somebody sitting at it. */
export interface OpenWindow {
  readonly person: Person;
  readonly close: () => Promise<void>;
}

/** Opens a window without the smoke-test driver, which would hide notifications. */
export const openWindow = async (options: WindowOptions): Promise<OpenWindow> => {
  const {
    editor: name,
    workspace,
    data,
    shots,
    extension,
    beside,
    settings = {},
    size = { width: 1280, height: 800 },
    scale = 1,
    restricted = false,
  } = options;
  const editor = await installEditor(name, console.log);
  await writeSettings(data, settings);
  if (extension?.endsWith('.vsix'))
    await run(editor.node, serverArgs(editor, data, installFlags(extension)), workspace, serverEnvironment());
  else if (extension !== null) await linkExtension(extension, data);
  if (beside) await linkExtension(beside, data, 'beside');
  const server = await startServer(editor, { data, restricted });
  const browser = await launchBrowser();
  const close = async (): Promise<void> => {
    await Promise.all([browser.close(), server.stop()]);
  };
  try {
    const page = await browser.newPage({ viewport: size, deviceScaleFactor: scale });
    page.setDefaultTimeout(patience);
    await page.goto(workbenchAddress(server, { folder: workspace }));
    await page.locator(statusBar).waitFor();
    const changeSettings = (changed: Record<string, unknown>): Promise<void> => writeSettings(data, { ...settings, ...changed });
    return { person: personAt({ page, workspace, shots, changeSettings }), close };
  } catch (error) {
    await close();
    throw error;
  }
};
