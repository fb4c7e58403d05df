/** The fractional parts of the cube roots (or square roots) of the first primes, 32 bits each: FIPS 180-4, 4.2.2 and 5.3.3. */
function fractions(count: number, root: (prime: number) => number): Int32Array {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (isPrime(candidate)) found.push(((root(candidate) % 1) * 2 ** 32) | 0);
  }
  return Int32Array.from(found);
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) return false;
  return true;
}

const constants = fractions(64, Math.cbrt);
const start = fractions(8, Math.sqrt);
const blockSize = 64;

/**
 * @returns the SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal; a lone surrogate counts as U+FFFD.
 * Our own because reading a file is synchronous, and `crypto.subtle`, which every host has, is not.
 */
export function sha256(text: string): string {
  const bytes = padded(text);
  const state = start.slice();
  const words = new Int32Array(64);
  for (let at = 0; at < bytes.length; at += blockSize) mixBlock(state, words, bytes, at);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The bytes, a one bit, zeros, and the length in bits, to a multiple of 64 bytes. */
function padded(text: string): Uint8Array {
  const room = new Uint8Array(text.length * 3 + 2 * blockSize);
  const length = writeUtf8(text, room);
  const size = Math.ceil((length + 9) / blockSize) * blockSize;
  room[length] = 0x80;
  const view = new DataView(room.buffer);
  view.setUint32(size - 8, Math.floor(length / 2 ** 29));
  view.setUint32(size - 4, (length << 3) >>> 0);
  return room.subarray(0, size);
}

function writeUtf8(text: string, into: Uint8Array): number {
  let to = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      into[to++] = unit;
      continue;
    }
    const whole = text.codePointAt(at) ?? unit;
    if (whole > 0xffff) at++;
    const point = whole >= 0xd800 && whole <= 0xdfff ? 0xfffd : whole;
    if (point < 0x800) into[to++] = 0xc0 | (point >> 6);
    else {
      if (point < 0x10000) into[to++] = 0xe0 | (point >> 12);
      else {
        into[to++] = 0xf0 | (point >> 18);
        into[to++] = 0x80 | ((point >> 12) & 63);
      }
      into[to++] = 0x80 | ((point >> 6) & 63);
    }
    into[to++] = 0x80 | (point & 63);
  }
  return to;
}

function mixBlock(state: Int32Array, words: Int32Array, bytes: Uint8Array, from: number): void {
  for (let t = 0, at = from; t < 16; t++, at += 4)
    words[t] = (byte(bytes, at) << 24) | (byte(bytes, at + 1) << 16) | (byte(bytes, at + 2) << 8) | byte(bytes, at + 3);
  for (let t = 16; t < 64; t++) {
    const early = word(words, t - 15);
    const late = word(words, t - 2);
    const sigma0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const sigma1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[t] = word(words, t - 16) + sigma0 + word(words, t - 7) + sigma1;
  }
  let a = word(state, 0);
  let b = word(state, 1);
  let c = word(state, 2);
  let d = word(state, 3);
  let e = word(state, 4);
  let f = word(state, 5);
  let g = word(state, 6);
  let h = word(state, 7);
  for (let t = 0; t < 64; t++) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + word(constants, t) + word(words, t)) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => {
    state[index] = word(state, index) + value;
  });
}

function turn(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by));
}

function word(words: Int32Array, at: number): number {
  return words[at] ?? 0;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
