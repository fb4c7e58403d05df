import * as vscode from 'vscode';

/** What is used of the API that VS Code's own Git extension exports (extensions/git/src/api/git.d.ts, VS Code 1.100). */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

interface GitApi {
  readonly repositories: readonly Repository[];
  readonly onDidOpenRepository: vscode.Event<Repository>;
  readonly onDidCloseRepository: vscode.Event<Repository>;
}

interface Change {
  readonly uri: vscode.Uri;
  readonly renameUri?: vscode.Uri;
}

interface Repository {
  readonly state: {
    readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined;
    readonly mergeChanges: readonly Change[];
    readonly indexChanges: readonly Change[];
    readonly workingTreeChanges: readonly Change[];
    readonly untrackedChanges?: readonly Change[];
    readonly onDidChange: vscode.Event<void>;
  };
  getBranchBase?(name: string): Promise<{ readonly name?: string; readonly remote?: string } | undefined>;
  getMergeBase(ref1: string, ref2: string): Promise<string | undefined>;
  diffBetween(ref1: string, ref2: string): Promise<readonly Change[]>;
}

/** Files that are new or changed on this branch; null where nobody knows: there is no Git extension, or no repository. */
export interface GitChanges extends vscode.Disposable {
  readonly files: readonly vscode.Uri[] | null;
  readonly onDidChange: vscode.Event<void>;
}

/** In milliseconds: a rebase changes the state many times. */
const rest = 500;

/** Learns from VS Code's own Git extension what has changed, since the branch left its base and since the last commit. It runs no git itself. */
export function watchGit(log: vscode.LogOutputChannel): GitChanges {
  const changed = new vscode.EventEmitter<void>();
  const opened: vscode.Disposable[] = [changed];
  const committed = new Map<Repository, { readonly commit: string | undefined; readonly changes: readonly Change[] }>();
  let files: readonly vscode.Uri[] | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const update = async (api: GitApi) => {
    const found = await Promise.all(api.repositories.map(changesOf));
    const uris = found.flat().map(({ uri, renameUri }) => renameUri ?? uri);
    const now = api.repositories.length === 0 ? null : uris;
    if (ended || String(now) === String(files)) return;
    files = now;
    changed.fire();
  };
  const changesOf = async (repository: Repository): Promise<readonly Change[]> => {
    const { state } = repository;
    const known = committed.get(repository);
    const commit = state.HEAD?.commit;
    const changes = known && known.commit === commit ? known.changes : await branchChanges(repository, log);
    committed.set(repository, { commit, changes });
    return [...changes, ...state.mergeChanges, ...state.indexChanges, ...state.workingTreeChanges, ...(state.untrackedChanges ?? [])];
  };
  const start = async () => {
    const git = vscode.extensions.getExtension<GitExtension>('vscode.git');
    const exported = git && (git.isActive ? git.exports : await git.activate());
    if (!exported?.enabled || ended) return;
    const api = exported.getAPI(1);
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void update(api).catch((error: unknown) => log.warn(`git: ${String(error)}`)), rest);
    };
    const follow = (repository: Repository) => {
      opened.push(repository.state.onDidChange(later));
      later();
    };
    opened.push(api.onDidOpenRepository(follow), api.onDidCloseRepository(later));
    for (const repository of api.repositories) follow(repository);
  };
  start().catch((error: unknown) => log.warn(`git: ${String(error)}`));

  return {
    get files() {
      return files;
    },
    onDidChange: changed.event,
    dispose: () => {
      ended = true;
      clearTimeout(timer);
      for (const one of opened) one.dispose();
    },
  };
}

/** What the branch has committed since it left its base; nothing where it has no base that is known. */
async function branchChanges(repository: Repository, log: vscode.LogOutputChannel): Promise<readonly Change[]> {
  const name = repository.state.HEAD?.name;
  if (name === undefined) return [];
  try {
    const base = await repository.getBranchBase?.(name);
    const ref = base?.name && base.remote ? `${base.remote}/${base.name}` : base?.name;
    const left = ref ? await repository.getMergeBase(ref, 'HEAD') : undefined;
    return left ? await repository.diffBetween(left, 'HEAD') : [];
  } catch (error) {
    log.debug(`git: the base of ${name} is not known: ${String(error)}`);
    return [];
  }
}
