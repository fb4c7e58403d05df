/** The one stretch that was put in to make `after` of `before`; null where anything else is different. Bytes, read as UTF-8. */
export const insertion = (before: Buffer, after: Buffer): string | null => {
  const length = after.length - before.length;
  let from = 0;
  while (from < before.length && before[from] === after[from]) from += 1;
  if (length <= 0 || !before.subarray(from).equals(after.subarray(from + length))) return null;
  return after.subarray(from, from + length).toString();
};
