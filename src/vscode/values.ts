import * as vscode from 'vscode';
import { plainLabel } from './escaping.ts';

/** A value that can be chosen, and what is said of it. */
export interface KnownValue {
  readonly value: string;
  readonly description?: string;
}

/** What a pick of values says, and which typed ones it takes; all where nothing is said. */
export interface ValueFrame {
  readonly title: string;
  readonly placeholder: string;
  readonly accepts?: (value: string) => boolean;
}

/** `value` is null for a line that is only a heading. */
interface ValueItem extends vscode.QuickPickItem {
  readonly value: string | null;
}

/**
 * A pick that also takes what is typed. The editor names a line by its number alone (`ExtHostQuickPick`, 1.100), and what it
 * tells may still be about the lines before the last key. So every known value keeps its number, and until the line of what
 * is typed has been shown, what is typed counts. @returns the value, or undefined where the user left.
 */
export function pickValue(
  values: readonly KnownValue[],
  { title, placeholder, accepts = () => true }: ValueFrame,
): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<ValueItem>();
  const known = values.map((one): ValueItem => ({ ...one, label: plainLabel(one.value) }));
  const nothingTyped: ValueItem = { label: '', value: null, kind: vscode.QuickPickItemKind.Separator };
  let typed = '';
  let isShown = true;
  pick.title = title;
  pick.placeholder = placeholder;
  pick.items = [nothingTyped, ...known];
  pick.ignoreFocusOut = true;
  pick.onDidChangeValue((text) => {
    typed = text.trim();
    isShown = typed === '';
    const same = known.find(({ value }) => value === typed);
    const description = accepts(typed) ? vscode.l10n.t('as typed') : vscode.l10n.t('not yet');
    const asTyped: ValueItem = { label: plainLabel(typed), value: typed, description, alwaysShow: true };
    pick.items = [typed === '' || same ? nothingTyped : asTyped, ...known];
    if (same) pick.activeItems = [same];
  });
  pick.onDidChangeActive(([active]) => {
    isShown ||= active?.value === typed;
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const value = (isShown ? pick.activeItems[0]?.value : null) ?? typed;
      if (value !== '' && !accepts(value)) return;
      resolve(value || undefined);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
