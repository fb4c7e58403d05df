import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { parse, parseDocument } from 'yaml';
import { type Coach, createCoach } from '../../../src/engine/coach.ts';
import type { Edit } from '../../../src/engine/model.ts';
import { scanJinja } from '../../../src/engine/syntax/jinja.ts';
import { parsePython } from '../../../src/engine/syntax/pythonReading.ts';
import { applyEdits, invertEdits } from '../../../src/engine/writers/apply.ts';
import { memoryWorkspace } from '../memoryWorkspace.ts';
import { oddFiles } from './oddFiles.ts';

/** `EDIT_RUNS=27000` looks longer: ten thousand answers, over every folder and way of writing. */
const { EDIT_RUNS = '1000' } = process.env;
const runs = Math.ceil(Number(EDIT_RUNS) / 80);

type Files = Record<string, string>;

const folders = [
  'samples/shop',
  'test/fixtures/dbtForms',
  'test/fixtures/dbtEveryVersion',
  'test/fixtures/airflow',
  'test/fixtures/airflow2',
  'test/fixtures/airflowYaml',
  'odd files',
];

/** The same files as somebody else would have saved them. */
const ways: Readonly<Record<string, (text: string, file: string) => string>> = {
  'as they are': (text) => text,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'with CRLF and a byte order mark': (text, file) => (/\.(?:ya?ml|py)$/.test(file) ? '\uFEFF' : '') + text.replaceAll('\n', '\r\n'),
  'with CR and LF mixed': (text) => text.replaceAll('\n', (_, at: number) => (at % 3 === 0 ? '\r\n' : '\n')),
  'without a final newline': (text) => text.replace(/\n+$/, ''),
  'indented twice as far': (text, file) =>
    /\.ya?ml$/.test(file) ? unlessOther(text, text.replace(/^ +/gm, (spaces) => spaces + spaces).replace(/^( *)- /gm, '$1-   ')) : text,
  'with tabs': (text, file) =>
    file.endsWith('.py') && !/"""|'''/.test(text) ? text.replace(/^(?: {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4)) : text,
};

/** YAML that says the same, else the first. */
function unlessOther(text: string, other: string): string {
  const [said, now] = [text, other].map((one) => parseDocument(one, { version: '1.1', uniqueKeys: false, logLevel: 'silent' }));
  return now?.errors.length === 0 && JSON.stringify(now.toJS()) === JSON.stringify(said?.toJS()) ? other : text;
}

const ages = fc.constantFrom('2 hours', '90 min', '1 day');
/** Where only an age will do. */
const ofAge = new Set(['sla', 'deadline', 'freshness', 'source-freshness']);
const words = fc.oneof(
  fc.constantFrom(
    'finance-data',
    '@finance',
    '#alerts',
    "Anna's team",
    'a "b" c',
    'yes',
    '1.5',
    'x: y',
    'Zoë & Co',
    'back\\slash',
    '- dash',
  ),
  fc.stringMatching(/^[A-Za-z][\w &@#:'",.-]{6,24}[A-Za-z]$/),
);

const sentences = words.map((text) => `For the board, every Monday: ${text}`);

/** What a question takes that wants more than words. */
const special: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'impact-stated': sentences,
  'purpose-stated': sentences,
  'reviewed-recently': fc.constantFrom('2026-11-20', '2026-10-01'),
  'value-confirmed': fc.constantFrom('2026-11-20', '2026-10-01'),
  'first-step-written': fc.constantFrom('https://wiki.rental.example/run?a=1#b', 'restart it; then wait'),
  'goodbye-planned': fc.constantFrom('2027-01-31'),
};

/** One value is not enough for these, or what is written there is not yet an answer. */
const neverOne = new Set(['failure-modes-known', 'wrong-but-green-caught']);

suite('an answer at every place', () => {
  for (const [way, as] of Object.entries(ways)) {
    test(`${way}: it is read back, nothing else changes, and it can be taken back`, async () => {
      for (const folder of folders) await checkFolder(await opened(folder, as), folder);
    });
  }
});

/** Kinds that a question is led to by hand: nothing there is read as an answer, or it is written where the data comes from. */
const byHand: Readonly<Record<string, RegExp>> = {
  'source-known': /^(?:model|seed|snapshot|asset)$/,
  'source-owner-known': /^(?:model|seed|snapshot)$/,
  'freshness-promised': /^asset$/,
  'consumers-known': /^asset$/,
  'failure-modes-known': /^asset$/,
  'failure-told': /^asset$/,
  'alert-arrives': /./,
  'grain-stated': /./,
  'limits-set': /./,
  'change-survivable': /./,
  'wrong-but-green-caught': /^(?:dag|asset)$/,
};

suite('every question', () => {
  test('writes, scaffolds or leads to its place, for every kind that it arises at', async () => {
    const ways = new Map<string, Set<string>>();
    for (const folder of folders) {
      const { coach } = await opened(folder, (text) => text);
      for (const { key, kind, unasked, answers } of coach.resources()) {
        if (unasked !== null) continue;
        for (const { id, fix, state } of answers.filter((one) => one.state !== 'not_applicable')) {
          const found = ways.get(`${id} ${kind}`) ?? new Set();
          ways.set(`${id} ${kind}`, found);
          const places = coach.places(key, id);
          assert.ok(places.length > 0, `${id} of ${key} (${state}) leads nowhere`);
          for (const { opens } of places) found.add(opens ? 'opens' : fix);
        }
      }
    }
    for (const [cell, found] of ways) {
      const [question = '', kind = ''] = cell.split(' ');
      if (byHand[question]?.test(kind)) assert.deepEqual([...found], ['opens'], cell);
      else assert.ok(found.has(question === 'wrong-but-green-caught' ? 'scaffolds' : 'writes'), `${cell}: ${[...found]}`);
    }
  });
});

suite('a gap that is left to be filled in', () => {
  for (const folder of folders) {
    test(`${folder}: is no answer wherever it stands`, async () => {
      const { files, coach, slots } = await opened(folder, (text) => text);
      const open = slots.filter(({ key, question, place }) => {
        const view = coach.places(key, question).find(({ id }) => id === place);
        const isOpen = coach.resource(key)?.answers.some(({ id, state }) => id === question && state === 'unanswered');
        return isOpen && !view?.wants && !view?.value && place !== 'test';
      });
      for (const { key, question, place } of open.filter((_, at) => at % Math.ceil(open.length / 25) === 0)) {
        const result = await coach.edits(key, question, place, '<answer>');
        assert.ok('edits' in result, JSON.stringify(result));
        const after = result.edits.map(({ file }) => [file, applyEdits(files[file] ?? '', result.edits)]);
        const now = createCoach({ workspace: memoryWorkspace({ ...files, ...Object.fromEntries(after) }), today: '2026-11-22' });
        await now.load();
        const state = now.resource(key)?.answers.find(({ id }) => id === question)?.state;
        assert.notEqual(state, 'answered', `${key} ${question} at ${place}`);
      }
    });
  }
});

interface Opened {
  readonly files: Files;
  readonly coach: Coach;
  readonly slots: readonly { readonly key: string; readonly question: string; readonly place: string; readonly only?: string }[];
}

async function opened(folder: string, as: (text: string, file: string) => string): Promise<Opened> {
  const files = Object.fromEntries(textsIn(folder).map(([file, text]) => [file, as(text, file)]));
  const coach = createCoach({ workspace: memoryWorkspace(files), today: '2026-11-22' });
  await coach.load();
  const slots = [...coach.resources()].flatMap(({ key, unasked, answers }) =>
    unasked === null
      ? answers
          .filter(({ state }) => state === 'unanswered' || state === 'weak' || state === 'answered')
          .flatMap(({ id }) =>
            coach
              .places(key, id)
              .flatMap(({ id: place, opens, value: only }) => (opens ? [] : [{ key, question: id, place, ...(only ? { only } : {}) }])),
          )
      : [],
  );
  return { files, coach, slots };
}

type Slot = Opened['slots'][number];

/** Questions, kinds and places that were written to; each is once, whatever else is drawn. */
const tried = new Set<string>();

async function checkFolder(open: Opened, folder: string): Promise<void> {
  const answer = (slot: Slot) =>
    (slot.only ? fc.constant(slot.only) : ofAge.has(slot.place) ? ages : (special[slot.question] ?? words)).map((value) => ({
      ...slot,
      value,
    }));
  const untried = open.slots.filter(({ key, question, place }) => {
    const cell = `${open.coach.resource(key)?.kind} ${question} ${place.replace(/:.*/, '')}`;
    return !tried.has(cell) && tried.add(cell);
  });
  for (const slot of untried) for (const drawn of fc.sample(answer(slot), 1)) await checkAnswer(open, folder, drawn);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...open.slots).chain(answer), (drawn) => checkAnswer(open, folder, drawn)),
    { numRuns: runs },
  );
}

async function checkAnswer({ files, coach }: Opened, folder: string, { key, question, place, value }: Slot & { value: string }) {
  const about = `${folder} ${key} ${question} at ${place}: ${value}`;
  const before = coach.resource(key)?.answers.find(({ id }) => id === question);
  const result = await coach.edits(key, question, place, value);
  if ('refused' in result) {
    const reasons = /no final newline|kind of string|rendered by|name with letters|not a plain value|is a group/;
    return assert.match(result.refused, reasons, `${about}: ${result.refused}`);
  }
  const [first] = result.edits;
  if (!first) return assert.equal(before?.answer?.includes(value) ?? false, true, `${about}: nothing to write`);
  const text = files[first.file] ?? '';
  files[first.file] = changed(text, result.edits, about);
  await coach.changed([first.file]);
  try {
    const now = coach.resource(key)?.answers.find(({ id }) => id === question);
    const partly = /of \d+ tasks fall back/.test(now?.reason ?? '');
    const gap = result.edits.some(({ text: written }) => written.includes('<column>'));
    if (gap) assert.notEqual(now?.state, 'answered', `${about}: a gap`);
    else if (!neverOne.has(question) && !partly) assert.equal(now?.state, 'answered', `${about}: ${now?.reason ?? ''}`);
    const again = await coach.edits(key, question, place, value);
    if (coach.places(key, question).some(({ id }) => id === place)) assert.deepEqual(again, { edits: [] }, `${about}: twice`);
  } finally {
    if (first.create) delete files[first.file];
    else files[first.file] = text;
    await coach.changed([first.file]);
  }
}

/** Makes the edits of one file, and holds them to what every edit keeps. */
function changed(text: string, edits: readonly Edit[], about: string): string {
  assert.equal(new Set(edits.map(({ file }) => file)).size, 1, `${about}: more than one file`);
  assert.ok(edits.filter(({ from, to }) => to > from).length <= 1, `${about}: more than one value was replaced`);
  const after = applyEdits(text, edits);
  assert.equal(applyEdits(after, invertEdits(text, edits)), text, `${about}: undo`);
  if (text.includes('\r\n') && !/[^\r]\n/.test(text)) assert.doesNotMatch(after, /[^\r]\n/, `${about}: line ends`);
  const [{ file } = { file: '' }] = edits;
  if (/\.ya?ml$/.test(file)) parse(after, { version: '1.1', uniqueKeys: false });
  if (file.endsWith('.py')) assert.ok(parsePython(after).module.errors.length <= parsePython(text).module.errors.length, about);
  if (file.endsWith('.sql')) assert.equal(scanJinja(after).unclosed.length, scanJinja(text).unclosed.length, about);
  return after;
}

function textsIn(folder: string): [string, string][] {
  if (folder === 'odd files') return Object.entries(oddFiles);
  const root = join(process.cwd(), folder);
  return readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isFile() && /\.(?:ya?ml|sql|py|md|csv|txt|toml|cfg)$|ignore$/.test(entry.name)
      ? [[relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')] as [string, string]]
      : [];
  });
}
