/** A sentence as data: the English text with `{0}`, `{1}` … and what stands in their place. Rendered at the edge. */
export interface Message {
  readonly message: string;
  readonly args: readonly (string | number | Message)[];
}

/** Turns an English text and its arguments into the reader's language. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** Makes a sentence. Same signature as `vscode.l10n.t`, so that the same tool collects the texts. */
export function t(message: string, ...args: (string | number | Message)[]): Message {
  return { message, args };
}

/** Text of the user's files as a message: never translated. */
export function verbatim(text: string): Message {
  return { message: '{0}', args: [text] };
}

/** @returns the sentence in words; arguments that are sentences are rendered first. */
export function render(sentence: Message, translate: Translate = english): string {
  if (sentence.args.length === 0) return translate(sentence.message);
  return translate(sentence.message, ...sentence.args.map((arg) => (typeof arg === 'object' ? render(arg, translate) : arg)));
}

/** The English text with its arguments filled in. */
export function english(message: string, ...args: (string | number)[]): string {
  if (args.length === 0) return message;
  const at = args.length === 1 ? message.indexOf('{0}') : -1;
  if (at !== -1 && at === message.lastIndexOf('{')) return `${message.slice(0, at)}${args[0]}${message.slice(at + 3)}`;
  return message.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));
}
