import * as vscode from 'vscode';
import type { AnswerView, LensName, PlaceView, ResourceView } from '../../engine/views.ts';
import type { LensClick } from '../beside/codeLens.ts';
import { isOpen } from '../checklist/checklistView.ts';
import { type Choice, choose, evidenceChoice, neighbourChoice, placeChoice, under } from '../choices.ts';
import { fittingPlaceholder, plainLabel } from '../escaping.ts';
import { openLink } from '../navigation.ts';
import { command, type Surroundings } from '../surface.ts';
import { showWritten, writeToFillIn } from './answerEdits.ts';
import { sayings } from './deciding.ts';
import { gapFor, hasGap } from './gaps.ts';
import { askText, pickValue } from './values.ts';

/** The commands behind lenses, quick fixes and the checklist's buttons. */
export function registerAnswering(surroundings: Surroundings): vscode.Disposable {
  const { log } = surroundings;
  const run = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      log.error(String(error));
      void vscode.window.showWarningMessage(vscode.l10n.t('That did not work; the log of Pipeline Coach says why.'));
    }
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(command.answer, (key: string, question: string) => run(() => answer(surroundings, key, question))),
    vscode.commands.registerCommand(command.lens, (click: LensClick) => run(() => clickLens(surroundings, click))),
  );
}

async function clickLens(surroundings: Surroundings, { key, lens, question }: LensClick): Promise<void> {
  if (lens === 'readiness') {
    await vscode.commands.executeCommand(command.checklist, key);
  } else if (question !== null) {
    await answer(surroundings, key, question, lens);
  }
}

/** Lets the user choose where the answer is written, or go to what is known. */
async function answer(surroundings: Surroundings, key: string, question: string, lens?: LensName): Promise<void> {
  const { engine } = surroundings;
  const withConsumers = lens === 'consumers';
  const [resource, places] = await Promise.all([engine.call('resource', [key]), engine.call('places', [key, question])]);
  const current = resource?.answers.find(({ id }) => id === question);
  if (!resource || !current) return;

  const byHand = places.some((place) => place.opens);
  const fixes = under(
    fixesTitle(byHand ? { ...current, fix: 'opens' } : current),
    places.map((place) =>
      placeChoice(place, () => (place.opens ? openLink(engine, place.opens) : write(surroundings, resource, current, place))),
    ),
  );
  const known = [
    ...under(vscode.l10n.t('used by'), withConsumers ? resource.consumers.map((one) => neighbourChoice(engine, one)) : []),
    ...under(
      vscode.l10n.t('known from'),
      current.evidence.map((link) => evidenceChoice(engine, link)),
    ),
  ];
  const choices = isOpen(current) && !withConsumers ? [...fixes, ...known] : [...known, ...fixes];
  const why = under('', [...(lens === 'failure' ? [incidentChoice(key)] : []), explainChoice(current)]);
  await choose([...choices, ...sayings(surroundings, resource, current), ...why], {
    title: titleOf(resource, current),
    placeholder: fittingPlaceholder(current.why),
  });
}

function titleOf(resource: ResourceView, { question }: AnswerView): string {
  return `${resource.name}: ${question}`;
}

function fixesTitle(current: AnswerView): string {
  if (current.fix === 'opens') return vscode.l10n.t('go to');
  if (current.fix === 'scaffolds') return vscode.l10n.t('add a block to be completed in');
  return isOpen(current) ? vscode.l10n.t('write the answer in') : vscode.l10n.t('write another answer in');
}

function incidentChoice(key: string): Choice {
  return {
    label: `$(megaphone) ${vscode.l10n.t('It has failed: draft the first words')}`,
    run: async () => {
      await vscode.commands.executeCommand(command.incident, key);
    },
  };
}

function explainChoice({ id, state, reason, stateText }: AnswerView): Choice {
  const said = state === 'unanswered' || state === 'answered' ? null : `${stateText}: ${reason ?? ''}`;
  return {
    label: `$(book) ${vscode.l10n.t('Why this is asked, and what counts as an answer')}`,
    ...(said === null ? {} : { detail: plainLabel(said) }),
    run: async () => {
      await vscode.commands.executeCommand(command.explain, id);
    },
  };
}

async function write(surroundings: Surroundings, resource: ResourceView, current: AnswerView, place: PlaceView): Promise<void> {
  const { engine } = surroundings;
  const value = place.value ?? (current.fix === 'scaffolds' ? '' : await askValue(surroundings, resource, current, place));
  if (value === undefined) return;
  const result = await writeToFillIn(engine, () => engine.call('edits', [resource.key, current.id, place.id, value]));
  if ('refused' in result) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Nothing was written: {0}', result.refused));
    return;
  }
  if (!hasGap(result.edits)) await showWritten(surroundings, result, current.fix === 'scaffolds');
}

/** @returns the typed or chosen value, or undefined where the user left. */
async function askValue(
  { engine }: Surroundings,
  resource: ResourceView,
  current: AnswerView,
  place: PlaceView,
): Promise<string | undefined> {
  const values = current.answerKey === 'tier' ? ['1', '2', '3'] : await engine.call('values', [current.id, resource.key]);
  const title = titleOf(resource, current);
  const gap = gapFor(current, place);
  if (values.length > 0 && (!place.wants || place.wants === 'name')) {
    const placeholder = vscode.l10n.t('Type an answer, or choose one that is in use');
    const inPlace = gap === null ? [] : [{ value: gap, label: vscode.l10n.t('$(edit) Fill it in where it is written') }];
    return pickValue([...values.map((one) => ({ value: one })), ...inPlace], { title, placeholder });
  }
  const prompt = vscode.l10n.t('It is written to {0}.', place.file);
  return askText({ title, prompt, placeholder: exampleOf(current, place), gap });
}

function exampleOf({ answerKey }: AnswerView, { wants }: PlaceView): string {
  if (wants === 'age') return vscode.l10n.t('an age, such as 2 hours');
  if (wants === 'ages') return vscode.l10n.t('an age, or two: 12 hours, 24 hours');
  if (wants === 'day') return vscode.l10n.t('a date, such as 2027-01-31');
  switch (answerKey) {
    case 'owner':
      return vscode.l10n.t('a team or a mail address, such as finance-data');
    case 'channel':
      return vscode.l10n.t('where failures are announced, such as #finance-alerts');
    case 'sla':
      return vscode.l10n.t('a time or an age with its unit, such as daily by 07:00 UTC');
    case 'consumers':
      return vscode.l10n.t('who uses it: a team, a report, a system');
    case 'failure_modes':
      return vscode.l10n.t('what can go wrong, and how one would notice');
    case 'description':
      return vscode.l10n.t('which decision or process needs it');
    case 'runbook':
      return vscode.l10n.t('an address, or the path of a file that exists');
    case 'impact':
      return vscode.l10n.t('one sentence in business words');
    case 'on_source_change':
      return vscode.l10n.t('fail, adapt or ignore, and why');
    case 'last_reviewed':
      return vscode.l10n.t('a date, such as 2026-01-31');
    default:
      return '';
  }
}
