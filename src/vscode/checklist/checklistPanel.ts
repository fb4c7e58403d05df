import * as vscode from 'vscode';
import type { LinkView, ResourceView } from '../../engine/views.ts';
import { choose, neighbourChoice } from '../choices.ts';
import { openLink } from '../navigation.ts';
import { chooseResource, resourceAtCursor, resourceInSight } from '../resources.ts';
import { checklistViewType, command, type Surroundings } from '../surface.ts';
import { checklistPage, type PageContent, type PanelState, readPageParts } from './checklistPage.ts';
import { type ChecklistAction, checklistMarkdown, checklistOf } from './checklistView.ts';
import { pictureOf } from './pictureView.ts';

/** In milliseconds: how long the cursor rests before the panel follows it. */
const rest = 200;

/** In milliseconds: what is known by then is written into the page that is made; the editor takes longer to make one. */
const soon = 100;

/** What the page tells the panel. */
type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'pin'; readonly pinned: boolean }
  | { readonly type: 'open'; readonly link: LinkView }
  | { readonly type: 'act'; readonly action: ChecklistAction; readonly question: string; readonly key: string }
  | { readonly type: 'explain' | 'drop'; readonly question: string; readonly key: string }
  | { readonly type: 'unfold'; readonly folded: readonly string[]; readonly key: string }
  | { readonly type: 'copy' | 'incident'; readonly key: string };

/** The command behind each button of a line; it gets the resource's key and the question. */
const actions: Readonly<Record<ChecklistAction, string>> = { answer: command.answer, decide: command.decide };

/** The panel of the checklist, and what brings it back after a reload of the window. */
export interface ChecklistPanel extends vscode.Disposable {
  restore(panel: vscode.WebviewPanel, state: unknown): void;
}

/** The readiness checklist beside the code. There is one panel; it follows the cursor until it is pinned. */
export function registerChecklistPanel(surroundings: Surroundings): ChecklistPanel {
  const { engine, log } = surroundings;
  let open: OpenPanel | null = null;

  const adopt = (panel: vscode.WebviewPanel, state: PanelState): OpenPanel => {
    const adopted = openPanel(surroundings, panel, state);
    panel.onDidDispose(() => {
      adopted.dispose();
      if (open === adopted) open = null;
    });
    open = adopted;
    return adopted;
  };
  const create = () => {
    const title = vscode.l10n.t('Readiness Checklist');
    return vscode.window.createWebviewPanel(checklistViewType, title, vscode.ViewColumn.Beside, { enableScripts: true });
  };
  const show = async (key: unknown) => {
    try {
      // Where a resource is named the editor makes its panel while the engine is asked.
      const wanted = typeof key === 'string' ? key : (await chooseResource(engine, vscode.l10n.t('Readiness Checklist')))?.key;
      if (wanted === undefined) return;
      if (!open) adopt(create(), { key: wanted, pinned: false });
      else open.show(wanted);
    } catch (error) {
      log.error(String(error));
    }
  };

  const registered = vscode.commands.registerCommand(command.checklist, show);
  return {
    restore: (panel, state) => {
      const { key = null, pinned = false } = (state ?? {}) as Partial<PanelState>;
      adopt(panel, { key, pinned });
    },
    dispose: () => {
      registered.dispose();
      open?.dispose();
    },
  };
}

interface OpenPanel extends vscode.Disposable {
  show(key: string): void;
}

function openPanel(surroundings: Surroundings, panel: vscode.WebviewPanel, state: PanelState): OpenPanel {
  const { engine, extensionUri, log, personal } = surroundings;
  let { key, pinned } = state;
  /** The document in front when a resource was asked for by name: it stays until the cursor moves there, or elsewhere. */
  let held = key === null ? null : frontDocument();
  let ready = false;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** What is kept, else what the cursor stands in, else the last one. What is gone, as after a renaming, cannot be kept. */
  const current = async (): Promise<ResourceView | null> => {
    await engine.call('loaded', []);
    const last = key === null ? null : await engine.call('resource', [key]);
    if (!last) {
      pinned = false;
      held = null;
    }
    const followed = pinned || held !== null ? null : await resourceAtCursor(engine);
    const resource = followed ?? last ?? (await resourceInSight(engine));
    key = resource?.key ?? key;
    return resource;
  };
  const content = async (): Promise<PageContent> => {
    const resource = await current();
    const view = resource && checklistOf(resource, vscode.l10n.t, personal.questions(resource.key));
    const picture = resource && pictureOf(resource, vscode.l10n.t);
    panel.title = resource ? vscode.l10n.t('Readiness: {0}', resource.name) : vscode.l10n.t('Readiness Checklist');
    return { type: 'show', view, picture, key, pinned };
  };
  const update = async () => {
    if (!panel.visible || !ready) return;
    try {
      await panel.webview.postMessage(await content());
    } catch (error) {
      log.error(String(error));
    }
  };
  const writePage = async () => {
    try {
      const late = new Promise<null>((resolve) => setTimeout(resolve, soon, null));
      const [parts, first] = await Promise.all([readPageParts(media), Promise.race([content().catch(() => null), late])]);
      if (!closed) panel.webview.html = checklistPage(parts, first);
    } catch (error) {
      log.error(String(error));
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(), rest);
  };
  const follow = () => {
    if (!pinned) later();
  };
  const receive = async (message: FromPage) => {
    switch (message.type) {
      case 'ready':
        ready = true;
        return update();
      case 'pin':
        pinned = message.pinned;
        return update();
      case 'open':
        held = engine.roots.uri(message.link.file)?.toString() ?? null;
        return openLink(engine, message.link);
      case 'explain':
        return vscode.commands.executeCommand(command.explain, message.question);
      case 'act':
        return vscode.commands.executeCommand(actions[message.action], message.key, message.question);
      case 'drop':
        return personal.drop(message.key, message.question);
      case 'unfold':
        return unfold(message.key, message.folded);
      case 'incident':
        return vscode.commands.executeCommand(command.incident, message.key);
      case 'copy':
        return copy(message.key);
    }
  };
  const unfold = async (shown: string, folded: readonly string[]) => {
    const resource = await engine.call('resource', [shown]);
    if (!resource) return;
    const all = [...resource.upstream, ...resource.runBy, ...resource.consumers].filter((one) => folded.includes(one.key));
    held = frontDocument();
    await choose(
      all.map((one) => neighbourChoice(engine, one)),
      { title: resource.name, placeholder: vscode.l10n.t('Type a name or an owner; Enter opens it') },
    );
  };
  const copy = async (shown: string) => {
    const resource = await engine.call('resource', [shown]);
    if (!resource) return;
    await vscode.env.clipboard.writeText(checklistMarkdown(checklistOf(resource, vscode.l10n.t, personal.questions(shown)), vscode.l10n.t));
    await panel.webview.postMessage({ type: 'said', text: vscode.l10n.t('Copied as Markdown') });
  };

  const media = vscode.Uri.joinPath(extensionUri, 'media');
  panel.webview.options = { enableScripts: true, localResourceRoots: [] };
  panel.iconPath = vscode.Uri.joinPath(media, 'icon.png');
  const events = vscode.Disposable.from(
    panel.webview.onDidReceiveMessage((message: FromPage) => receive(message).catch((error: unknown) => log.error(String(error)))),
    panel.onDidChangeViewState(follow),
    engine.onDidUpdate(later),
    personal.onDidChange(later),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (!editor) return;
      if (editor.document.uri.toString() !== held) held = null;
      follow();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ kind }) => {
      if (kind === vscode.TextEditorSelectionChangeKind.Keyboard || kind === vscode.TextEditorSelectionChangeKind.Mouse) held = null;
      follow();
    }),
  );
  void writePage();

  return {
    show: (next) => {
      key = next;
      held = frontDocument();
      panel.reveal(undefined, false);
      // A panel that comes out from behind another is drawn when its state says so.
      void update();
    },
    dispose: () => {
      closed = true;
      clearTimeout(timer);
      events.dispose();
    },
  };
}

function frontDocument(): string | null {
  return vscode.window.activeTextEditor?.document.uri.toString() ?? null;
}
