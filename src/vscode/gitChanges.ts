import * as vscode from 'vscode';
import { isCompared, mostCompared } from '../engine/before.ts';

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
  readonly originalUri: vscode.Uri;
  readonly renameUri?: vscode.Uri;
  readonly status: number;
}

/** Values of the `Status` of that API: in the index added, renamed and copied; untracked, meant to be added, meant to be renamed. */
const added: ReadonlySet<number> = new Set([1, 4, 7, 9]);
const renamed: ReadonlySet<number> = new Set([3, 10]);

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
  show(ref: string, path: string): Promise<string>;
}

type EarlierText = readonly [vscode.Uri, string | null];

/** What the branch has committed since the commit `base`: where it left its own base, or the last commit where that is not known. */
interface Committed {
  readonly base: string;
  readonly changes: readonly Change[];
}

/** Files that are new or changed on this branch; null where nobody knows: there is no Git extension, or no repository. */
export interface GitChanges extends vscode.Disposable {
  readonly files: readonly vscode.Uri[] | null;
  /** What files that changed or are gone said before, null for one that was not there; null where that is not known of all. */
  readonly earlier: readonly EarlierText[] | null;
  readonly onDidChange: vscode.Event<void>;
}

/** In milliseconds: a rebase changes the state many times. */
const rest = 500;

/** Learns from VS Code's own Git extension what has changed, since the branch left its base and since the last commit. It runs no git itself. */
export function watchGit(log: vscode.LogOutputChannel): GitChanges {
  const changed = new vscode.EventEmitter<void>();
  const opened: vscode.Disposable[] = [changed];
  const committed = new Map<Repository, Committed & { readonly commit: string | undefined }>();
  let files: readonly vscode.Uri[] | null = null;
  let earlier: readonly EarlierText[] | null = null;
  let told = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const update = async (api: GitApi) => {
    const found = await Promise.all(api.repositories.map(changesOf));
    const uris = found.flatMap(({ changes }) => changes).map(({ uri, renameUri }) => renameUri ?? uri);
    const now = found.length === 0 ? null : uris;
    const news = String([now, ...found.map(({ repository, base }) => [base, repository.state.HEAD?.commit])]);
    if (ended || news === told) return;
    told = news;
    const texts = await Promise.all(found.map((one) => textsBefore(one.repository, one, log)));
    if (ended || told !== news) return;
    files = now;
    earlier = texts.some((one) => one === null) ? null : texts.flatMap((one) => one ?? []);
    changed.fire();
  };
  const changesOf = async (repository: Repository): Promise<Committed & { readonly repository: Repository }> => {
    const { state } = repository;
    const known = committed.get(repository);
    const commit = state.HEAD?.commit;
    const { base, changes } = known && known.commit === commit ? known : await branchChanges(repository, log);
    committed.set(repository, { commit, base, changes });
    const open = [...state.indexChanges, ...state.workingTreeChanges, ...(state.untrackedChanges ?? [])];
    return { repository, base, changes: [...changes, ...state.mergeChanges, ...open] };
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
    get earlier() {
      return earlier;
    },
    onDidChange: changed.event,
    dispose: () => {
      ended = true;
      clearTimeout(timer);
      for (const one of opened) one.dispose();
    },
  };
}

/** Reads what all files of the changes said at the base; null where that is too much, or one of them cannot be read. */
async function textsBefore(
  repository: Repository,
  { base, changes }: Committed,
  log: vscode.LogOutputChannel,
): Promise<readonly EarlierText[] | null> {
  const files = [...wereThere(changes)].map(([text, there]) => ({ uri: vscode.Uri.parse(text), there }));
  const compared = files.filter(({ uri }) => isCompared(uri.path));
  if (compared.length > mostCompared || repository.state.mergeChanges.length > 0) return null;
  const texts: EarlierText[] = [];
  try {
    for (const { uri, there } of compared) texts.push([uri, there ? await repository.show(base, uri.fsPath) : null]);
  } catch (error) {
    log.debug(`git: what files said at ${base} is not known: ${String(error)}`);
    return null;
  }
  return texts;
}

/** Whether each file was there at the base. The first change of a file says it: what the branch committed stands before what is not committed. */
function wereThere(changes: readonly Change[]): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>();
  const note = (uri: vscode.Uri, there: boolean) => found.set(uri.toString(), found.get(uri.toString()) ?? there);
  for (const { uri, originalUri, renameUri, status } of changes) {
    if (renamed.has(status)) note(originalUri, true);
    note(renameUri ?? uri, !added.has(status) && !renamed.has(status));
  }
  return found;
}

/** What the branch has committed since it left its base; nothing where it has no base that is known. */
async function branchChanges(repository: Repository, log: vscode.LogOutputChannel): Promise<Committed> {
  const none: Committed = { base: 'HEAD', changes: [] };
  const name = repository.state.HEAD?.name;
  if (name === undefined) return none;
  try {
    const base = await repository.getBranchBase?.(name);
    const ref = base?.name && base.remote ? `${base.remote}/${base.name}` : base?.name;
    const left = ref ? await repository.getMergeBase(ref, 'HEAD') : undefined;
    return left ? { base: left, changes: await repository.diffBetween(left, 'HEAD') } : none;
  } catch (error) {
    log.debug(`git: the base of ${name} is not known: ${String(error)}`);
    return none;
  }
}
