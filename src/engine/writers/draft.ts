import { type Message, t } from '../l10n.ts';
import type { Change } from './apply.ts';

/** The changes that put a value in its place (none where it is there already), or why that cannot be done. */
export type Draft = { readonly changes: readonly Change[] } | { readonly refused: Message };

/** The value is there already. */
export const unchanged: Draft = { changes: [] };

/** @returns a draft that puts text in at one position. */
export function insertion(at: number, text: string): Draft {
  return { changes: [{ from: at, to: at, text }] };
}

export function refuse(refused: Message): Draft {
  return { refused };
}

/** @returns why nothing is written to a file that is there and cannot be read: it may hold anything. */
export function cannotRead(file: string): Message {
  return t('{0} could not be read, so nothing is written there.', file);
}
