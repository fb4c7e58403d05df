/** Whole values that answer nobody, in any case. `airflow` is what Airflow ships as `[operators] default_owner`. */
export const shippedPlaceholders: readonly string[] = [
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
  'add description',
  'no description',
  'placeholder',
];

/** Whether a value answers nobody, for the resource of that name. */
export type PlaceholderTest = (value: string, resourceName: string) => boolean;

/**
 * Makes the test with a team's own words. A whole value is a placeholder where it is a known word, `<...>`, an address at
 * example.com, or the resource's own name; what the team removes is a real value.
 */
export function placeholderTest(add: readonly string[], remove: readonly string[]): PlaceholderTest {
  const plain = (word: string) => word.trim().toLowerCase();
  const words = new Set([...shippedPlaceholders, ...add.map(plain)]);
  const real = new Set(remove.map(plain));
  return (value, resourceName) => {
    const word = plain(value);
    if (real.has(word)) return false;
    if (words.has(word) || word === resourceName.toLowerCase()) return true;
    return /^<[^<>]*>$/.test(word) || /@(?:[\w-]+\.)*example\.com$/.test(word);
  };
}

/** The test where a team has said nothing. */
export const isPlaceholder = placeholderTest([], []);
