import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { sha256 } from '../../../src/engine/dbt/reading/sha256.ts';

suite('sha256', () => {
  test('gives what every other SHA-256 gives, for any text and any length of the last block', () => {
    const expected = (text: string) => createHash('sha256').update(Buffer.from(text, 'utf8')).digest('hex');
    for (let length = 0; length < 200; length++) assert.equal(sha256('x'.repeat(length)), expected('x'.repeat(length)));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => assert.equal(sha256(text), expected(text))),
      { numRuns: 300 },
    );
    assert.equal(sha256('\ud800 alone'), expected('\ud800 alone'));
  });
});
