import * as vscode from 'vscode';
import { plainLabel } from '../escaping.ts';

/** A value that can be chosen, and what is said of it. */
export interface KnownValue {
  readonly value: string;
  readonly description?: string;
  /** What the line says instead of the value. */
  readonly label?: string;
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
  const known = values.map((one): ValueItem => ({ ...one, label: one.label ?? plainLabel(one.value) }));
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

/** What a box for one line says. `gap`: what a button writes instead, to be typed over in place; null for no such button. */
export interface TextFrame {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly gap: string | null;
}

/** @returns one line of text, the gap where the user wants to type in place, or undefined where the user left or typed nothing. */
export function askText({ title, prompt, placeholder, gap }: TextFrame): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = title;
  box.prompt = prompt;
  box.placeholder = placeholder;
  box.ignoreFocusOut = true;
  if (gap !== null) box.buttons = [{ iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Fill it in where it is written') }];
  return new Promise((resolve) => {
    const end = (value: string | undefined) => {
      resolve(value);
      box.hide();
    };
    box.onDidAccept(() => end(box.value.trim() || undefined));
    box.onDidTriggerButton(() => end(gap ?? undefined));
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
