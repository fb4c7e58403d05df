import { t } from '../../src/engine/l10n.ts';
import type { Workspace } from '../../src/engine/workspace.ts';

/** Files that only exist in memory; changing the record is changing the disk. A value of null is a file that cannot be read. */
export function memoryWorkspace(files: Record<string, string | null>): Workspace {
  return {
    list: async () => Object.keys(files).sort(),
    read: async (file) => {
      const text = files[file];
      return typeof text === 'string' ? { text } : { unreadable: t('not UTF-8 text') };
    },
  };
}
