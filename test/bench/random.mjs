/** @returns a source of numbers from 0 to 1 that is the same for the same seed, so that every run measures the same files (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const words =
  'orders are counted once they are paid for returns leave the month they came from the board reads this every monday a late file from the provider shows as a gap prices without tax in euros one row per customer and day joined on the key of the shop'.split(
    ' ',
  );

/** @returns so many letters of plain words, and at least one word. */
export function prose(random, letters) {
  const picked = [];
  for (let length = 0; length < letters; ) {
    const word = words[Math.floor(random() * words.length)];
    picked.push(word);
    length += word.length + 1;
  }
  return picked.length > 0 ? picked.join(' ') : words[0];
}

export function pick(random, list) {
  return list[Math.floor(random() * list.length)];
}
