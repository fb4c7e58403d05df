import * as vscode from 'vscode';
import type { AnswerView, EditResult, LensName, PlaceView, ResourceView } from '../engine/views.ts';
import { writeAnswer, writtenStretch } from './answerEdits.ts';
import { isOpen } from './checklistView.ts';
import { type Choice, choose, evidenceChoice, neighbourChoice, placeChoice, under } from './choices.ts';
import type { LensClick } from './codeLens.ts';
import { fittingPlaceholder, plainLabel } from './escaping.ts';
import { openLink } from './navigation.ts';
import { command, type Surroundings } from './surface.ts';

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
  await choose([...choices, ...why], { title: titleOf(resource, current), placeholder: fittingPlaceholder(current.why) });
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
  const value = current.fix === 'scaffolds' ? '' : await askValue(surroundings, resource, current, place);
  if (value === undefined) return;
  const result = await writeAnswer(engine, { key: resource.key, question: current.id, place: place.id, value });
  if ('refused' in result) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Nothing was written: {0}', result.refused));
    return;
  }
  await showWritten(surroundings, result, current);
}

/** The cursor stays where it is, unless something is left to be filled in. */
async function showWritten({ engine, notice }: Surroundings, result: EditResult, current: AnswerView): Promise<void> {
  const edit = 'edits' in result ? result.edits[0] : undefined;
  if (!edit) return;
  const link = await writtenStretch(engine, edit);
  if (current.fix === 'scaffolds') return openLink(engine, link);
  const front = vscode.window.activeTextEditor?.document.uri.toString();
  if (engine.roots.uri(edit.file)?.toString() !== front) {
    notice(
      edit.create ? vscode.l10n.t('Written to the new file {0}', edit.file) : vscode.l10n.t('Written to {0}, not saved yet', edit.file),
      link,
    );
  }
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
  if (values.length > 0) return pickValue(values, title);
  const prompt = vscode.l10n.t('It is written to {0}.', place.file);
  const typed = await vscode.window.showInputBox({ title, prompt, placeHolder: exampleOf(current), ignoreFocusOut: true });
  return typed?.trim() || undefined;
}

/** `value` is null for what is being typed. */
interface ValueItem extends vscode.QuickPickItem {
  readonly value: string | null;
}

/** A pick that also takes what is typed. */
function pickValue(values: readonly string[], title: string): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<ValueItem>();
  const known: ValueItem[] = values.map((value) => ({ label: plainLabel(value), value }));
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Type an answer, or choose one that is in use');
  pick.items = known;
  pick.ignoreFocusOut = true;
  pick.onDidChangeValue((text) => {
    const value = text.trim();
    const typed = { label: plainLabel(value), value: null, description: vscode.l10n.t('as typed'), alwaysShow: true };
    pick.items = value === '' || values.includes(value) ? known : [typed, ...known];
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      // The lines may lag behind fast typing; the input does not.
      resolve(pick.activeItems[0]?.value ?? (pick.value.trim() || undefined));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function exampleOf({ answerKey }: AnswerView): string {
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
