/** A memory of bounded size: what was not asked for lately is forgotten, and has to be made again. */
export interface Cache<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
}

/**
 * Keeps at least the last `size` entries that were set or asked for, and at most twice as many: two generations, of which
 * the older one is dropped when the younger one is full.
 */
export function createCache<K, V>(size: number): Cache<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  const set = (key: K, value: V) => {
    if (young.size >= size) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };
  return {
    set,
    get(key) {
      const recent = young.get(key);
      if (recent !== undefined) return recent;
      const earlier = old.get(key);
      if (earlier !== undefined) set(key, earlier);
      return earlier;
    },
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
  };
}

/** @returns a function that makes a value the first time it is called, and gives the same again from then on. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
