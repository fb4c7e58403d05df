import * as vscode from 'vscode';
import { plainLabel } from './escaping.ts';
import { openLink } from './navigation.ts';
import { resourceAtCursor } from './resources.ts';
import { command, type Surroundings } from './surface.ts';

/** Shows a question's page, which is part of the extension: no network is needed. A team's own question leads to where it is asked. */
export function registerExplain({ engine, extensionUri, log }: Surroundings): vscode.Disposable {
  const pageOf = (id: string) => vscode.Uri.joinPath(extensionUri, 'docs', 'questions', `${id}.md`);

  const choose = async (): Promise<string | undefined> => {
    const [names, here] = await Promise.all([engine.call('questionNames', []), resourceAtCursor(engine)]);
    const states = new Map(here?.answers.map(({ id, stateText }) => [id, stateText]));
    const items = names.map(({ id, short, question }) => ({
      id,
      label: plainLabel(short),
      description: states.get(id) ?? '',
      detail: plainLabel(question),
    }));
    const first = here?.next;
    items.sort((a, b) => Number(b.id === first) - Number(a.id === first));
    const title = vscode.l10n.t('Explain a Question');
    const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
    return chosen?.id;
  };

  return vscode.commands.registerCommand(command.explain, async (question: unknown) => {
    const id = typeof question === 'string' ? question : await choose();
    if (id === undefined || !/^[a-z0-9-]+$/.test(id)) return;
    try {
      const { askedAt } = (await engine.call('questionNames', [])).find((one) => one.id === id) ?? {};
      await (askedAt ? openLink(engine, askedAt) : showPage(pageOf(id)));
    } catch (error) {
      log.warn(String(error));
      void vscode.window.showWarningMessage(vscode.l10n.t('The page of {0} could not be shown.', id));
    }
  });
}

/** The preview belongs to an extension that may be switched off; the text itself can always be shown. */
async function showPage(page: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.stat(page);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', page);
  } catch {
    await vscode.window.showTextDocument(page, { preview: true });
  }
}
