import * as vscode from 'vscode';
import type { LinkView } from '../../engine/views.ts';
import { plainLabel } from '../escaping.ts';
import { command } from '../surface.ts';

/** How long a notice stays, in milliseconds. */
const shownFor = 12_000;

/** One line in the status bar that goes away by itself. */
export function createNotice(): { readonly show: (text: string, link: LinkView) => void } & vscode.Disposable {
  const item = vscode.window.createStatusBarItem('pipelineCoach.notice', vscode.StatusBarAlignment.Left, -100);
  item.name = vscode.l10n.t('Pipeline Coach: last answer');
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    show: (text, link) => {
      clearTimeout(timer);
      item.text = `$(check) ${plainLabel(text)}`;
      item.tooltip = vscode.l10n.t('Show the change');
      item.command = { title: item.tooltip, command: command.open, arguments: [link] };
      item.show();
      timer = setTimeout(() => item.hide(), shownFor);
    },
    dispose: () => {
      clearTimeout(timer);
      item.dispose();
    },
  };
}
