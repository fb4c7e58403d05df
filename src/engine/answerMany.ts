import { type Message, t } from './l10n.ts';
import type { Edit, Place, Target } from './model.ts';
import { applyEdits, type Change, composeEdits } from './writers/apply.ts';
import { contentOf } from './writers/content.ts';
import { cannotRead } from './writers/draft.ts';
import { fittingFor, write } from './writers/write.ts';
import { writeYamlMany } from './writers/yamlMany.ts';

/** One of several answers. `place`: null for the best one. */
export interface WantedAnswer {
  readonly key: string;
  readonly question: string;
  readonly place: string | null;
  readonly value: string;
}

/** The edits of several answers, of the texts as they were, and the resources whose answer could not be written, with the reason. */
export interface Written {
  readonly edits: readonly Edit[];
  readonly refused: readonly { readonly key: string; readonly reason: Message }[];
}

/** What answers are written on: the workspace, which takes texts that nobody has saved. */
export interface Desk {
  places(key: string, question: string): readonly Place[];
  text(file: string): Promise<string | null>;
  /** Takes the texts for those of the workspace until they are given back (null). */
  lay(texts: ReadonlyMap<string, string | null>): Promise<void>;
}

/** An answer that is not written yet: the places that did not take it, and why the first did not. */
interface Waiting {
  readonly answer: WantedAnswer;
  readonly tried: readonly string[];
  readonly reason: Message | null;
}

/** An answer with the place that it goes to. */
interface Placed extends Waiting {
  readonly place: Place;
}

/** Writes answer after answer, each into the text that the ones before have left, so that one place is never written twice. */
export async function answerMany(desk: Desk, wanted: readonly WantedAnswer[]): Promise<Written> {
  const pages = new Map<string, Page>();
  const refused: Written['refused'][number][] = [];
  let waiting: readonly Waiting[] = wanted.map((answer) => ({ answer, tried: [], reason: null }));
  while (waiting.length > 0) {
    const { placed, lost } = placesFor(desk, waiting);
    refused.push(...lost);
    waiting = await writeRound(desk, pages, placed);
    if (waiting.length > 0) await desk.lay(new Map([...pages].map(([file, page]) => [file, page.now])));
  }
  await desk.lay(new Map([...pages.keys()].map((file) => [file, null])));
  return { edits: [...pages].flatMap(editsOf), refused };
}

function placesFor(desk: Desk, waiting: readonly Waiting[]): { placed: Placed[]; lost: Written['refused'] } {
  const placed: Placed[] = [];
  const lost: Written['refused'][number][] = [];
  for (const one of waiting) {
    const { key, question, place: wanted } = one.answer;
    const free = desk.places(key, question).filter(({ id }) => (wanted === null || id === wanted) && !one.tried.includes(id));
    const [place] = free;
    if (place) placed.push({ ...one, place });
    else lost.push({ key, reason: one.reason ?? t('there is no such place to write it') });
  }
  return { placed, lost };
}

/** @returns what has to wait until places are found in the texts as they are then, or goes to another place. */
async function writeRound(desk: Desk, pages: Map<string, Page>, placed: readonly Placed[]): Promise<Waiting[]> {
  const touched = new Set<Page>();
  const later: Waiting[] = [];
  const files = new Map<string, Placed[]>();
  for (const one of placed) files.set(one.place.file, [...(files.get(one.place.file) ?? []), one]);
  for (const [file, answers] of files) {
    const elsewhere = ({ answer, tried, reason, place }: Placed, why: Message) =>
      later.push({ answer, tried: [...tried, place.id], reason: reason ?? why });
    const page = pages.get(file) ?? (await open(desk, file, answers[0]?.place.creates));
    if (page === null) {
      for (const one of answers) elsewhere(one, cannotRead(file));
      continue;
    }
    const put = (changes: readonly Change[]) => {
      pages.set(file, page);
      if (changes.length === 0) return;
      touched.add(page);
      page.steps.push(changes);
      page.now = applyEdits(page.now ?? '', changes);
    };
    writeAllYaml(page, answers, put, elsewhere);
    for (const one of answers.filter(({ place }) => place.target.writer !== 'yaml')) {
      const { target } = one.place;
      if (touched.has(page) ? !findsItsWay(target) : isSeenElsewhere(target) && touched.size > 0) later.push(one);
      else {
        const result = write(file, page.now, target, contentOf(target, one.answer.value));
        if ('refused' in result) elsewhere(one, result.refused);
        else put(result.edits);
      }
    }
  }
  return later;
}

type Refuse = (one: Placed, why: Message) => void;

/** What goes into a YAML file by names is written together. */
function writeAllYaml(page: Page, answers: readonly Placed[], put: (changes: readonly Change[]) => void, refuse: Refuse): void {
  const values = answers.flatMap((one) => {
    const { target } = one.place;
    if (target.writer !== 'yaml') return [];
    const fitting = fittingFor(target, contentOf(target, one.answer.value));
    if ('refused' in fitting) refuse(one, fitting.refused);
    return 'refused' in fitting ? [] : [{ one, path: target.path, content: fitting.content }];
  });
  if (values.length === 0) return;
  const { steps, refused } = writeYamlMany(page.now ?? '', values);
  for (const step of steps) put(step);
  for (const [at, { refused: why }] of refused) {
    const value = values[at];
    if (value) refuse(value.one, why);
  }
}

/** A file with what was done to it. */
interface Page {
  readonly before: string | null;
  readonly steps: (readonly Change[])[];
  now: string | null;
}

/** @returns null for a file that is there and cannot be read. */
async function open(desk: Desk, file: string, creates = false): Promise<Page | null> {
  const before = creates ? null : await desk.text(file);
  return before === null && !creates ? null : { before, steps: [], now: before };
}

/** These look for their place by names, the others by offsets, which an edit above moves. */
function findsItsWay({ writer }: Target): boolean {
  return writer === 'exposure' || writer === 'freshness';
}

/** A group that one file has begun is joined by the next. */
function isSeenElsewhere({ writer }: Target): boolean {
  return writer === 'group';
}

function editsOf([file, { before, steps }]: [string, Page]): Edit[] {
  return composeEdits(before ?? '', steps).map((change) => ({ ...change, file, create: before === null }));
}
