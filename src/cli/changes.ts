import { execFile } from 'node:child_process';
import { type Earlier, isCompared, mostCompared } from '../engine/before.ts';

/** What differs from where a branch left a commit. Paths are relative to the folder that was asked for. */
export interface Changes {
  readonly files: ReadonlySet<string>;
  /** What files that say what a resource is said there; null where it was too much to ask for, or git could not tell. */
  readonly earlier: Earlier | null;
}

/**
 * Asks git, which only reads, for the files below a folder that differ from where a branch left the given commit, those
 * that are not committed yet and those that are gone included.
 * @returns them and what they said, or why git could not say.
 */
export async function changedSince(root: string, ref: string): Promise<Changes | { readonly wrong: string }> {
  if (ref.startsWith('-')) return { wrong: `${ref} is no commit.` };
  const base = await git(root, ['merge-base', ref, 'HEAD']);
  if ('wrong' in base) return (await isShallow(root)) ? { wrong: `${base.wrong}\n${shallow}` } : base;
  const commit = base.text.trim();
  const changed = await git(root, [
    'diff',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    '--ignore-submodules',
    '--name-status',
    '--relative',
    '-z',
    commit,
    '--',
  ]);
  if ('wrong' in changed) return changed;
  const fresh = await git(root, ['ls-files', '--others', '--exclude-standard', '-z']);
  if ('wrong' in fresh) return fresh;
  const untracked = fresh.text.split('\0').filter((file) => file !== '');
  const wasThere = new Map([...untracked.map((file) => [file, false] as const), ...statuses(changed.text)]);
  return { files: new Set(wasThere.keys()), earlier: await textsAt(root, commit, wasThere) };
}

/** What `actions/checkout` makes unless it is told otherwise. */
const shallow = 'This clone is shallow, so the history that would say it is missing: fetch all of it (in GitHub Actions, fetch-depth: 0).';

async function isShallow(root: string): Promise<boolean> {
  const said = await git(root, ['rev-parse', '--is-shallow-repository']);
  return 'text' in said && said.text.trim() === 'true';
}

/** Pairs of a letter (`A` for what was added) and a path. */
function statuses(text: string): (readonly [string, boolean])[] {
  const words = text.split('\0');
  return words.flatMap((path, at) => (at % 2 === 1 && path !== '' ? [[path, words[at - 1] !== 'A'] as const] : []));
}

async function textsAt(root: string, commit: string, wasThere: ReadonlyMap<string, boolean>): Promise<Earlier | null> {
  const compared = [...wasThere].filter(([file]) => isCompared(file));
  if (compared.length > mostCompared) return null;
  const earlier = new Map<string, string | null>();
  for (const [file, was] of compared) {
    const found = was ? await git(root, ['cat-file', 'blob', `${commit}:./${file}`]) : { text: null };
    if ('wrong' in found) return null;
    earlier.set(file, found.text);
  }
  return earlier;
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
  const options = {
    cwd: root,
    maxBuffer: 64_000_000,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' },
  };
  return new Promise((resolve) => {
    execFile('git', [...safe, ...args], options, (error, stdout, stderr) => {
      resolve(error ? { wrong: `git could not tell what changed: ${stderr.trim() || error.message}` } : { text: stdout });
    });
  });
}
