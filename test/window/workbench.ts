import type { Server } from './server.ts';

/** What a built workbench is told by its address (`payload`, read by `workbench.ts` in `vs/code/browser`). */
export interface Visit {
  /** A folder, or a file that names several. */
  readonly folder: string;
  readonly token?: string;
  /** Heeded only where the server was started with `--enable-smoke-test-driver`. */
  readonly development?: { readonly extension: string; readonly tests: string; readonly web: boolean };
}

/** The address at which a server shows a folder. */
export const workbenchAddress = ({ authority }: Server, { folder, token, development }: Visit): string => {
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload = [['skipWelcome', 'true']];
  if (development) {
    payload.push(['extensionDevelopmentPath', remote(development.extension)], ['extensionTestsPath', remote(development.tests)]);
    if (development.web) payload.push(['extensionDevelopmentKind', 'web']);
  }
  const query = new URLSearchParams({
    [folder.endsWith('.code-workspace') ? 'workspace' : 'folder']: folder,
    payload: JSON.stringify(payload),
    ...(token ? { tkn: token } : {}),
  });
  return `http://${authority}/?${query}`;
};
