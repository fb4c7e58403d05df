import * as vscode from 'vscode';
import type { GitChanges } from '../gitChanges.ts';
import { type Later, localDate, type Personal } from '../personal.ts';
import { asked } from '../settings.ts';
import { readForWorker } from './filesForWorker.ts';
import { type Forwarding, openTexts, startForwarding } from './forwarding.ts';
import type { CallArgs, CallName, CallResult, FromWorker, ToWorker } from './protocol.ts';
import { currentRoots, type Roots } from './roots.ts';
import type { Thread, ThreadPlatform } from './thread.ts';

/** The engine as the surfaces see it. The worker starts with the first call. */
export interface Engine extends vscode.Disposable {
  readonly roots: Roots;
  /** Rejects where the worker is gone or the call failed, and with a `CancellationError` when the token says so. */
  call<N extends CallName>(name: N, args: CallArgs<N>, token?: vscode.CancellationToken): Promise<CallResult<N>>;
  /** Answers may have changed. The event is true where something that a lens shows is different now. */
  readonly onDidUpdate: vscode.Event<boolean>;
  /** Files read so far of the first reading. */
  readonly onDidProgress: vscode.Event<{ readonly done: number; readonly all: number }>;
}

interface Waiting {
  /** Of a long list that is still arriving. */
  readonly parts: unknown[];
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** One life of the worker. */
interface Connection {
  readonly forwarding: Forwarding;
  readonly waiting: Map<number, Waiting>;
  post(message: ToWorker): void;
  stop(): void;
}

/** How often a worker that died is started again. */
const restarts = 1;

/** Keeps the worker: starts it on first use, starts it again once when it dies, and passes messages. */
export function createEngine(
  extensionUri: vscode.Uri,
  platform: ThreadPlatform,
  log: vscode.LogOutputChannel,
  personal: Personal,
  git: GitChanges,
): Engine {
  const updated = new vscode.EventEmitter<boolean>();
  const progressed = new vscode.EventEmitter<{ readonly done: number; readonly all: number }>();
  let roots = currentRoots(platform.readsDisk);
  let connection: Connection | null = null;
  let deaths = 0;
  let nextId = 1;

  const died = (reason: string) => {
    log.error(vscode.l10n.t('The engine stopped: {0}', reason));
    deaths++;
    close();
    if (deaths <= restarts) updated.fire(true);
  };
  const close = () => {
    connection?.stop();
    connection = null;
  };
  const receive = (message: FromWorker) => {
    if (message.type === 'updated') updated.fire(message.lenses);
    else if (message.type === 'progress') progressed.fire(message);
    else if (message.type === 'log') log[message.level](message.text);
  };
  const connected = (): Connection => {
    if (deaths > restarts) throw new Error(vscode.l10n.t('The engine stopped twice and stays off until the window is reloaded.'));
    if (!connection) {
      connection = connect(extensionUri, platform, roots, personal.later(), receive, died);
      tellBranch();
    }
    return connection;
  };
  const tellBranch = () => {
    const files = git.files?.flatMap((uri) => roots.file(uri) ?? []) ?? null;
    const earlier = git.earlier?.flatMap(([uri, text]) => {
      const file = roots.file(uri);
      return file === null ? [] : [[file, text] as const];
    });
    connection?.post({ type: 'branch', files, earlier: earlier ?? null });
  };

  const events = vscode.Disposable.from(
    git.onDidChange(tellBranch),
    personal.onDidChange(() => connection?.post({ type: 'later', later: personal.later() })),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      const running = connection !== null;
      close();
      roots = currentRoots(platform.readsDisk);
      if (running) updated.fire(true);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('pipelineCoach.ask')) connection?.post({ type: 'ask', ask: asked() });
    }),
  );

  return {
    get roots() {
      return roots;
    },
    call: (name, args, token) =>
      new Promise((resolve, reject) => {
        const { forwarding, waiting, post } = connected();
        forwarding.flush();
        const id = nextId++;
        const settle = (finish: () => void) => {
          waiting.delete(id);
          cancelled?.dispose();
          finish();
        };
        const cancelled = token?.onCancellationRequested(() => {
          post({ type: 'cancel', id });
          settle(() => reject(new vscode.CancellationError()));
        });
        waiting.set(id, {
          parts: [],
          resolve: (value) => settle(() => resolve(value as CallResult<typeof name>)),
          reject: (error) => settle(() => reject(error)),
        });
        post({ type: 'call', id, name, args });
      }),
    onDidUpdate: updated.event,
    onDidProgress: progressed.event,
    dispose: () => {
      close();
      events.dispose();
      updated.dispose();
      progressed.dispose();
    },
  };
}

function finish(waiting: Waiting | undefined, value: unknown): void {
  waiting?.resolve(waiting.parts.length > 0 && Array.isArray(value) ? waiting.parts.concat(value) : value);
}

function connect(
  extensionUri: vscode.Uri,
  platform: ThreadPlatform,
  roots: Roots,
  later: Later,
  receive: (message: FromWorker) => void,
  died: (reason: string) => void,
): Connection {
  const waiting = new Map<number, Waiting>();
  const outbox: ToWorker[] = [];
  let thread: Thread | null = null;
  let stopped = false;

  const post = (message: ToWorker) => {
    if (stopped) return;
    if (thread) thread.post(message);
    else outbox.push(message);
  };
  const forwarding = startForwarding(roots, post);
  const message = (received: FromWorker) => {
    if (received.type === 'result') finish(waiting.get(received.id), received.value);
    else if (received.type === 'part') waiting.get(received.id)?.parts.push(...received.items);
    else if (received.type === 'failed') waiting.get(received.id)?.reject(new Error(received.reason));
    else if (received.type === 'list-folder' || received.type === 'read-file') void readForWorker(roots, received, post);
    else receive(received);
  };
  const ended = (reason: string) => {
    if (!stopped) died(reason);
  };
  post({
    type: 'start',
    roots: roots.all,
    today: localDate(),
    ask: asked(),
    later,
    texts: vscode.l10n.bundle ?? {},
    open: openTexts(roots),
  });
  platform.start(extensionUri, { message, ended }).then(
    (started) => {
      if (stopped) return started.stop();
      thread = started;
      for (const queued of outbox.splice(0)) thread.post(queued);
    },
    (error: unknown) => ended(String(error)),
  );

  return {
    forwarding,
    waiting,
    post,
    stop: () => {
      stopped = true;
      forwarding.dispose();
      thread?.stop();
      for (const { reject } of [...waiting.values()]) reject(new Error(vscode.l10n.t('The engine stopped.')));
    },
  };
}
