import * as vscode from 'vscode';
import type { LinkView, NeighbourView, PlaceView } from '../engine/views.ts';
import { neighbourDetail, neighbourLink } from './checklist/checklistView.ts';
import { plainLabel } from './escaping.ts';
import { openLink } from './navigation.ts';
import type { Engine } from './worker/engineHost.ts';

/** A line of a pick and what choosing it does; separators do nothing. */
export interface Choice extends vscode.QuickPickItem {
  readonly run?: () => Promise<void>;
}

/** Lines under a heading; nothing at all where there are none. */
export function under(title: string, choices: readonly Choice[]): Choice[] {
  return choices.length === 0 ? [] : [{ label: title, kind: vscode.QuickPickItemKind.Separator }, ...choices];
}

/** What a pick says above its lines, and the line that Enter takes at once. */
export interface ChoicesFrame {
  readonly title: string;
  readonly placeholder: string;
  readonly first?: Choice | undefined;
  /** It stays while somebody looks something up in the editor: a form that closes would take with it what was said. */
  readonly stays?: boolean;
}

/** Lets the user choose a line, and does what it stands for. */
export async function choose(choices: readonly Choice[], { title, placeholder, first, stays = false }: ChoicesFrame): Promise<void> {
  const pick = vscode.window.createQuickPick<Choice>();
  pick.title = title;
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = stays;
  pick.items = choices;
  if (first) pick.activeItems = [first];
  const chosen = await new Promise<Choice | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0] ?? pick.activeItems[0]);
      pick.hide();
    });
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  await chosen?.run?.();
}

/** A stretch of a file to go to. */
export function evidenceChoice(engine: Engine, link: LinkView): Choice {
  return {
    label: `$(go-to-file) ${plainLabel(`${link.file}:${link.line}`)}`,
    detail: plainLabel(link.route),
    run: () => openLink(engine, link),
  };
}

/** A resource that reads, feeds or runs this one. */
export function neighbourChoice(engine: Engine, neighbour: NeighbourView): Choice {
  return {
    label: `$(${iconOf(neighbour.kind)}) ${plainLabel(neighbour.name)}`,
    description: plainLabel(neighbourDetail(neighbour, vscode.l10n.t)),
    detail: plainLabel(`${neighbour.file}:${neighbour.line}`),
    run: () => openLink(engine, neighbourLink(neighbour)),
  };
}

/** A place where an answer can be written. */
export function placeChoice(place: PlaceView, run: () => Promise<void>): Choice {
  return {
    label: `$(${place.opens ? 'go-to-file' : 'edit'}) ${plainLabel(place.label)}`,
    ...(place.creates ? { description: vscode.l10n.t('new file') } : {}),
    detail: plainLabel(place.detail),
    run,
  };
}

function iconOf(kind: NeighbourView['kind']): string {
  switch (kind) {
    case 'exposure':
      return 'graph';
    case 'dag':
      return 'server-process';
    case 'source':
    case 'seed':
      return 'database';
    default:
      return 'table';
  }
}
