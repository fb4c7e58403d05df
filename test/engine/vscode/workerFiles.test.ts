import { deepEqual, equal, ok } from 'node:assert/strict';
import type { FolderEntry } from '../../../src/vscode/worker/protocol.ts';
import { type HostFiles, hostWorkspace, joinedWorkspace } from '../../../src/vscode/worker/workerFiles.ts';

/** A host's file system in memory: paths and their bytes. */
function memoryHost(files: Readonly<Record<string, string | Uint8Array>>): HostFiles {
  return {
    folder: async (path) => {
      const below = path === '' ? '' : `${path}/`;
      const names = Object.keys(files)
        .filter((file) => file.startsWith(below))
        .map((file) => file.slice(below.length));
      const entries = new Map<string, FolderEntry>();
      for (const name of names) {
        const [first = '', ...rest] = name.split('/');
        entries.set(first, { name: first, kind: rest.length > 0 ? 'folder' : 'file' });
      }
      return [...entries.values()];
    },
    bytes: async (path) => {
      const content = files[path];
      return content === undefined ? null : typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
  };
}

suite('files that the host reads for the worker', () => {
  test('one folder: everything is listed in order, tools’ folders are not entered', async () => {
    const host = memoryHost({ 'models/b.sql': '', 'models/a.sql': '', 'dbt_project.yml': '', '.git/config': '', 'models/.venv/x.py': '' });
    deepEqual(await hostWorkspace(host, '').list(), ['dbt_project.yml', 'models/a.sql', 'models/b.sql']);
  });

  test('a folder that is called like a team file is listed as one, and says that it cannot be read', async () => {
    const host = memoryHost({ 'dags/.pipeline-coach.yml/notes.txt': '' });
    deepEqual(await hostWorkspace(host, '').list(), ['dags/.pipeline-coach.yml']);
    ok('unreadable' in (await hostWorkspace(host, '').read('dags/.pipeline-coach.yml')));
  });

  test('a text keeps its byte order mark; what is not text says so', async () => {
    const host = memoryHost({ 'a.sql': '\ufeffselect 1', 'b.sql': new Uint8Array([0xff, 0xfe, 0x41]) });
    deepEqual(await hostWorkspace(host, '').read('a.sql'), { text: '\ufeffselect 1' });
    ok('unreadable' in (await hostWorkspace(host, '').read('b.sql')));
    ok('unreadable' in (await hostWorkspace(host, '').read('gone.sql')));
  });

  test('several folders: paths begin with the folder’s name, also where one name begins like another', async () => {
    const host = memoryHost({ 'shop/a.sql': 'one', 'shop~2/a.sql': 'two' });
    const parts = ['shop', 'shop~2'].map((prefix) => ({ prefix, workspace: hostWorkspace(host, prefix) }));
    const workspace = joinedWorkspace(parts);
    deepEqual(await workspace.list(), ['shop/a.sql', 'shop~2/a.sql']);
    deepEqual(await workspace.read('shop~2/a.sql'), { text: 'two' });
    ok('unreadable' in (await workspace.read('elsewhere/a.sql')));
  });

  test('nothing more is read after the reading was called off', async () => {
    const asked: string[] = [];
    const host = memoryHost({ 'models/a.sql': '' });
    const counting: HostFiles = { ...host, folder: (path) => host.folder(path).finally(() => asked.push(path)) };
    deepEqual(await hostWorkspace(counting, '').list({ aborted: true }), []);
    equal(asked.length, 0);
  });
});
