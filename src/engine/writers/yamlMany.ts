import { isMap, isSeq, type Node } from 'yaml';
import type { Content, YamlStep } from '../model.ts';
import { applyEdits, type Change } from './apply.ts';
import type { Draft } from './draft.ts';
import { pageOf, parseYaml, putInto, writeYaml } from './yaml.ts';
import { keepsAll } from './yamlCheck.ts';
import { isKey, isNamed, isNothing, nodeStart } from './yamlNodes.ts';

/** One of several values for one text. */
export interface YamlValue {
  readonly path: readonly YamlStep[];
  readonly content: Content;
}

/** The changes of each step, each of the text that the one before it left; and by the place in the list why a value was not put in. */
export interface YamlSteps {
  readonly steps: readonly (readonly Change[])[];
  readonly refused: ReadonlyMap<number, Extract<Draft, { refused: unknown }>>;
}

/**
 * Puts many values into one text, as `writeYaml` does one after the other. Those that do not meet are one step: the text is read
 * once for all of them, because reading it is nearly all of the work.
 */
export function writeYamlMany(text: string, values: readonly YamlValue[]): YamlSteps {
  const steps: (readonly Change[])[] = [];
  const refused = new Map<number, Extract<Draft, { refused: unknown }>>();
  let now = text;
  let waiting = values.map((value, at) => ({ ...value, at }));
  const keep = (at: number, draft: Draft) => {
    if ('refused' in draft) refused.set(at, draft);
    return 'refused' in draft ? [] : draft.changes;
  };
  while (waiting.length > 0) {
    const page = pageOf(now);
    const slots = new Set<string>();
    const apart = waiting.filter(({ path }) => {
      const slot = slotOf(page.doc.contents, path);
      return !slots.has(slot) && slots.add(slot);
    });
    waiting = waiting.filter((one) => !apart.includes(one));
    const drafts = apart.map(({ at, path, content }) => ({ at, path, content, draft: putInto(page, path, content) }));
    const written = drafts.filter(({ draft }) => !('refused' in draft) && draft.changes.length > 0);
    const changes = drafts.flatMap(({ at, draft }) => keep(at, draft));
    const after = applyEdits(now, changes);
    if (changes.length === 0) continue;
    if (keepsAll(page.doc, parseYaml(after), written)) {
      steps.push(changes);
      now = after;
      continue;
    }
    for (const { at, path, content } of written) {
      const alone = keep(at, writeYaml(now, path, content));
      steps.push(alone);
      now = applyEdits(now, alone);
    }
  }
  return { steps, refused };
}

/** Two values with the same slot would begin something twice, or be put into each other's way: a new list, an empty mapping. */
function slotOf(node: Node | null, path: readonly YamlStep[]): string {
  const [step, ...rest] = path;
  const here = node?.range?.[0] ?? -1;
  if (step === undefined || node === null || isNothing(node)) return `${here}`;
  if (typeof step === 'string') {
    if (!isMap<Node, Node | null>(node) || node.flow === true) return `${here}`;
    const pair = node.items.findLast((item) => isKey(item.key, step));
    if (pair === undefined) return `${here} ${step}`;
    return pair.value === null || isNothing(pair.value) ? `${nodeStart(pair.key)}` : slotOf(pair.value, rest);
  }
  if (!isSeq<Node>(node) || node.flow === true) return `${here}`;
  const named = node.items.filter((one) => isMap(one) && isNamed(one, step));
  const [item] = named;
  return item === undefined || named.length > 1 ? `${here} ${step.is}` : slotOf(item, rest);
}
