/** Stands in for `node:assert/strict` where there is no Node; only what the suites use. */

const fail = (message: string | undefined, actual: unknown, expected: unknown): never => {
  throw new Error(message ?? `got ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
};

/** Throws unless the value is truthy. */
export const ok = (value: unknown, message?: string): void => {
  if (!value) fail(message, value, true);
};

/** Throws unless both are the same value. */
export const equal = (actual: unknown, expected: unknown, message?: string): void => {
  if (!Object.is(actual, expected)) fail(message, actual, expected);
};

/** Throws unless both have the same JSON, in the same order of keys. */
export const deepEqual = (actual: unknown, expected: unknown, message?: string): void => {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) fail(message, actual, expected);
};

/** Throws unless the text matches. */
export const match = (text: string, pattern: RegExp, message?: string): void => {
  if (!pattern.test(text)) fail(message, text, String(pattern));
};
