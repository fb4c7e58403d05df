import type { Check, FailureMode, SchemaGuard } from '../facts.ts';
import { type Message, t, verbatim } from '../l10n.ts';
import type { Evidence, Judgement } from '../model.ts';
import { keepsHouse } from './consumersKnown.ts';
import { fromSources } from './inherit.ts';
import { answered, knownOf, unanswered, unknown, weak } from './judgement.ts';
import type { Question, Subject } from './question.ts';

/** Two of the five modes caught or named are enough: most pipelines cannot fail in all five ways. */
const enough = 2;

const modes: readonly FailureMode[] = ['late', 'empty', 'twice', 'wrong', 'changed'];

export const failureModesKnown: Question = {
  id: 'failure-modes-known',
  preset: 'core',
  group: 'failure',
  short: t('How can it fail?'),
  question: t('How can this fail: late, empty, twice, wrong, changed in shape?'),
  why: t('Seniors ask what failure looks like before the first line, and build the detector with the pipeline.'),
  fix: { how: 'writes', key: 'failure_modes' },
  asksInstead: t('its sources and the models that it feeds are asked'),
  doesNotArise: ({ resource }) => keepsHouse(resource),
  judge(subject) {
    const caught = caughtModes(subject);
    const stated = knownOf(subject.facts.failureMode).filter(
      (fact) => !subject.policy.isPlaceholder(fact.value.text, subject.resource.name),
    );
    const evidence = [...caught.evidence, ...stated.map((fact) => fact.evidence)];
    const answer = describe(
      caught,
      stated.map((fact) => fact.value.text),
    );
    if (caught.loud.size + stated.length >= enough) return answered(answer, evidence);
    const hidden = [...subject.facts.check, ...subject.facts.failureMode, ...subject.facts.promise].find((fact) => !fact.known);
    if (hidden && !hidden.known) return unknown(hidden.reason, hidden.evidence ? [hidden.evidence] : []);
    const placeholder = knownOf(subject.facts.failureMode).find((fact) => !stated.includes(fact));
    if (placeholder && evidence.length === 0) {
      return weak(verbatim(placeholder.value.text), t('{0} answers nobody', placeholder.value.text || '""'), [placeholder.evidence]);
    }
    const [named] = stated;
    return partly(caught, named?.value.text, answer, evidence);
  },
  inherit: fromSources,
};

interface Caught {
  readonly loud: ReadonlySet<FailureMode>;
  readonly warned: ReadonlySet<FailureMode>;
  /** What may be caught where text cannot see. */
  readonly open: ReadonlySet<FailureMode>;
  readonly evidence: readonly Evidence[];
}

function caughtModes(subject: Subject): Caught {
  const checks = knownOf(subject.facts.check).filter((fact) => !fact.inert && !fact.doubtful);
  const promises = knownOf(subject.facts.promise).filter(
    (fact) => !fact.inert && !fact.doubtful && ['freshness', 'sla', 'deadline'].includes(fact.value.by),
  );
  const loud = new Set(checks.filter((fact) => fact.value.severity === 'error').map((fact) => fact.value.mode));
  if (promises.length > 0) loud.add('late');
  const guards = knownOf(subject.facts.schemaGuard).filter((fact) => !fact.inert && !fact.doubtful && isLoud(fact.value));
  if (guards.length > 0) loud.add('changed');
  const warned = new Set(
    checks
      .map((fact) => fact.value)
      .filter((check: Check) => !loud.has(check.mode))
      .map((check) => check.mode),
  );
  const places = new Map(
    [...promises, ...checks, ...guards].map(({ evidence }) => [`${evidence.span.file}:${evidence.span.from}`, evidence]),
  );
  const isOpen = (found: readonly { readonly known: boolean }[]) => found.some((fact) => !fact.known);
  const open = modes.filter(
    (mode) => (mode === 'late' && isOpen(subject.facts.promise)) || (mode === 'changed' && isOpen(subject.facts.schemaGuard)),
  );
  return { loud, warned, open: new Set(open), evidence: [...places.values()] };
}

/** Of what guards a schema, only this fails when the shape changes; the rest adapts, ignores, is words, or a test, which is counted as one. */
function isLoud({ how, text }: SchemaGuard): boolean {
  return how === 'contract' || (how === 'on-schema-change' && text === 'fail');
}

function describe(caught: Caught, stated: readonly string[]): Message {
  const found = modes.filter((mode) => caught.loud.has(mode) || caught.warned.has(mode));
  const missing = modes.filter((mode) => !found.includes(mode) && !caught.open.has(mode));
  const named = stated.length > 0 ? t('named: {0}', stated.join('; ')) : null;
  if (found.length === 0) return named ?? verbatim('');
  const words =
    missing.length === 0 ? t('caught: {0}', found.join(', ')) : t('caught: {0} · not: {1}', found.join(', '), missing.join(', '));
  return named ? t('{0} · {1}', words, named) : words;
}

function partly(caught: Caught, named: string | undefined, answer: Message, evidence: readonly Evidence[]): Judgement {
  const [mode] = caught.loud;
  if (mode) return weak(answer, t('only one way to fail is caught: {0}', mode), evidence);
  if (named !== undefined) return weak(answer, t('only one way to fail is named: {0}', named), evidence);
  if (caught.warned.size > 0) return weak(answer, t('the tests only warn'), evidence);
  return unanswered;
}
