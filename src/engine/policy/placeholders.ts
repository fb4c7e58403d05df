/** Whole values that answer nobody, in any case. `airflow` is what Airflow ships as `[operators] default_owner`. */
const placeholders: ReadonlySet<string> = new Set([
  '',
  'airflow',
  'root',
  'admin',
  'owner',
  'me',
  'user',
  'test',
  'default_user',
  'unknown',
  'todo',
  'tbd',
  'fixme',
  'xxx',
  'changeme',
  'n/a',
]);

/** @returns whether the whole value is a placeholder: a known word, `<...>`, an address at example.com, or the resource's own name. */
export function isPlaceholder(value: string, resourceName: string): boolean {
  const word = value.trim().toLowerCase();
  if (placeholders.has(word) || word === resourceName.toLowerCase()) return true;
  return /^<[^<>]*>$/.test(word) || /@(?:[\w-]+\.)*example\.com$/.test(word);
}
