import * as vscode from 'vscode';

/** Questions that somebody wants to be asked again later: `key question` and the ISO date from which they are asked again. */
export type Later = Readonly<Record<string, string>>;

/** What one person keeps about the resources of this workspace: in the editor's own store, outside the repository. */
export interface Personal extends vscode.Disposable {
  later(): Later;
  /** @returns the ISO date from which the question is asked again. */
  postpone(key: string, question: string): string;
  /** One's own questions about a resource, oldest first. */
  questions(key: string): readonly string[];
  ask(key: string, question: string): void;
  drop(key: string, question: string): void;
  readonly onDidChange: vscode.Event<void>;
}

const week = 7;

const store = { later: 'later', questions: 'questions' } as const;

/** Opens the store of a workspace. */
export function openPersonal(memento: vscode.Memento): Personal {
  const changed = new vscode.EventEmitter<void>();
  const later = () => memento.get<Later>(store.later, {});
  const questions = () => memento.get<Readonly<Record<string, readonly string[]>>>(store.questions, {});

  /** `get` gives the new value at once; only writing it to the disk takes time. */
  const put = (name: string, value: unknown) => {
    void memento.update(name, value);
    changed.fire();
  };
  const setQuestions = (key: string, list: readonly string[]) => {
    const { [key]: _, ...others } = questions();
    put(store.questions, list.length > 0 ? { ...others, [key]: list } : others);
  };
  return {
    later,
    postpone: (key, question) => {
      const until = localDate(week);
      const waiting = Object.entries(later()).filter(([, date]) => date > localDate());
      put(store.later, { ...Object.fromEntries(waiting), [`${key} ${question}`]: until });
      return until;
    },
    questions: (key) => questions()[key] ?? [],
    ask: (key, question) => setQuestions(key, [...new Set([...(questions()[key] ?? []), question])]),
    drop: (key, question) =>
      setQuestions(
        key,
        (questions()[key] ?? []).filter((one) => one !== question),
      ),
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}

/** @returns the date so many days from now where the user is, as ISO date. */
export function localDate(days = 0): string {
  const date = new Date();
  date.setDate(date.getDate() + days);
  return isoDate(date);
}

/** @returns the same day so many months from now, or the last one of a month that is shorter, as ISO date. */
export function inMonths(months: number): string {
  const date = new Date();
  const day = date.getDate();
  date.setMonth(date.getMonth() + months);
  if (date.getDate() !== day) date.setDate(0);
  return isoDate(date);
}

function isoDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
