import { type Message, t } from './l10n.ts';
import type { Edit, Place, Target } from './model.ts';
import { applyEdits, type Change, composeEdits } from './writers/apply.ts';
import { contentOf } from './writers/content.ts';
import { write } from './writers/write.ts';

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

/** Writes answer after answer, each into the text that the ones before have left, so that one place is never written twice. */
export async function answerMany(desk: Desk, wanted: readonly WantedAnswer[]): Promise<Written> {
  const pages = new Map<string, Page>();
  const refused: Written['refused'][number][] = [];
  let waiting = wanted;
  while (waiting.length > 0) {
    const touched = new Set<Page>();
    const later: WantedAnswer[] = [];
    for (const answer of waiting) {
      const done = await writeOne(desk, pages, touched, answer);
      if (done === 'later') later.push(answer);
      else if (done !== null) refused.push({ key: answer.key, reason: done });
    }
    waiting = later;
    if (waiting.length > 0) await desk.lay(new Map([...pages].map(([file, page]) => [file, page.now])));
  }
  await desk.lay(new Map([...pages.keys()].map((file) => [file, null])));
  return { edits: [...pages].flatMap(editsOf), refused };
}

/** A file with what was done to it. */
interface Page {
  readonly before: string | null;
  readonly steps: (readonly Change[])[];
  now: string | null;
}

/** @returns why an answer cannot be written, `later` where its place has to be found anew first, or null. `touched`: written to since places were found. */
async function writeOne(desk: Desk, pages: Map<string, Page>, touched: Set<Page>, answer: WantedAnswer): Promise<Message | 'later' | null> {
  const places = desk.places(answer.key, answer.question);
  const place = answer.place === null ? places[0] : places.find(({ id }) => id === answer.place);
  if (!place) return t('there is no such place to write it');
  const { file, target } = place;
  const page = pages.get(file) ?? (await open(desk, place));
  if (touched.has(page) ? !findsItsWay(target) : isSeenElsewhere(target) && touched.size > 0) return 'later';
  const result = write(file, page.now, target, contentOf(target, answer.value));
  if ('refused' in result) return result.refused;
  pages.set(file, page);
  if (result.edits.length === 0) return null;
  touched.add(page);
  page.steps.push(result.edits);
  page.now = applyEdits(page.now ?? '', result.edits);
  return null;
}

async function open(desk: Desk, place: Place): Promise<Page> {
  const before = place.creates ? null : await desk.text(place.file);
  return { before, steps: [], now: before };
}

/** These look for their place by names, the others by offsets, which an edit above moves. */
function findsItsWay({ writer }: Target): boolean {
  return writer === 'yaml' || writer === 'exposure';
}

/** A group that one file has begun is joined by the next. */
function isSeenElsewhere({ writer }: Target): boolean {
  return writer === 'group';
}

function editsOf([file, { before, steps }]: [string, Page]): Edit[] {
  return composeEdits(before ?? '', steps).map((change) => ({ ...change, file, create: before === null }));
}
