import { execFile } from 'node:child_process';

/**
 * Asks git, which only reads, for the files below a folder that differ from where a branch left the given commit, those
 * that are not committed yet included.
 * @returns their paths relative to the folder, or why git could not say.
 */
export async function changedSince(root: string, ref: string): Promise<ReadonlySet<string> | { readonly wrong: string }> {
  if (ref.startsWith('-')) return { wrong: `${ref} is no commit.` };
  const base = await git(root, ['merge-base', ref, 'HEAD']);
  if ('wrong' in base) return base;
  const changed = await git(root, [
    'diff',
    '--no-ext-diff',
    '--no-textconv',
    '--ignore-submodules',
    '--name-only',
    '--relative',
    '-z',
    base.text.trim(),
    '--',
  ]);
  if ('wrong' in changed) return changed;
  const fresh = await git(root, ['ls-files', '--others', '--exclude-standard', '-z']);
  if ('wrong' in fresh) return fresh;
  return new Set([...changed.text.split('\0'), ...fresh.text.split('\0')].filter((file) => file !== ''));
}

/** Neither hooks nor helpers of the repository run: no pager, no external diff, no file system monitor, no locks. */
function git(root: string, args: readonly string[]): Promise<{ readonly text: string } | { readonly wrong: string }> {
  const safe = [
    '--no-pager',
    '--no-optional-locks',
    '-c',
    'core.fsmonitor=false',
    '-c',
    'diff.external=',
    '-c',
    'core.hooksPath=/dev/null',
  ];
  const options = { cwd: root, maxBuffer: 64_000_000, env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' } };
  return new Promise((resolve) => {
    execFile('git', [...safe, ...args], options, (error, stdout, stderr) => {
      resolve(error ? { wrong: `git could not tell what changed: ${stderr.trim() || error.message}` } : { text: stdout });
    });
  });
}
