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

/** `value` is null for what is being typed. */
interface ValueItem extends vscode.QuickPickItem {
  readonly value: string | null;
}

/** A pick that also takes what is typed. @returns the value, or undefined where the user left. */
export function pickValue(
  values: readonly KnownValue[],
  { title, placeholder, accepts = () => true }: ValueFrame,
): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<ValueItem>();
  const known: ValueItem[] = values.map(({ value, description }) => ({
    label: plainLabel(value),
    value,
    ...(description === undefined ? {} : { description }),
  }));
  pick.title = title;
  pick.placeholder = placeholder;
  pick.items = known;
  pick.ignoreFocusOut = true;
  pick.onDidChangeValue((text) => {
    const value = text.trim();
    const description = accepts(value) ? vscode.l10n.t('as typed') : vscode.l10n.t('not yet');
    const typed = { label: plainLabel(value), value: null, description, alwaysShow: true };
    pick.items = value === '' || values.some((one) => one.value === value) ? known : [typed, ...known];
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      // The lines may lag behind fast typing; the input does not.
      const value = pick.activeItems[0]?.value ?? pick.value.trim();
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
