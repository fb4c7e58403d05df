/** @returns the name that a misspelt word most likely meant, or null where none is near. */
export function nearestName(word: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const distance = distanceOf(word.toLowerCase(), name.toLowerCase(), least);
    if (distance < least) {
      best = name;
      least = distance;
    }
  }
  return best ?? beginningWith(word.toLowerCase(), names);
}

/** A word that was cut short: warn for warning. */
function beginningWith(word: string, names: Iterable<string>): string | null {
  if (word.length < 3) return null;
  for (const name of names) if (name.toLowerCase().startsWith(word)) return name;
  return null;
}

/** How many letters have to be added, taken away, replaced or swapped with their neighbour; counting ends at `most`. */
function distanceOf(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) >= most) return most;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let line = 1; line <= a.length; line++) {
    const next = [line];
    for (let column = 1; column <= b.length; column++) {
      const same = a[line - 1] === b[column - 1];
      const swapped = line > 1 && column > 1 && a[line - 1] === b[column - 2] && a[line - 2] === b[column - 1];
      next[column] = Math.min(
        (row[column] ?? most) + 1,
        (next[column - 1] ?? most) + 1,
        (row[column - 1] ?? most) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? most) + 1 : most,
      );
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? most;
}
