import * as vscode from 'vscode';
import type { AnswerView, DecisionKind, PlaceView, ResourceView } from '../../engine/views.ts';
import { isOpen } from '../checklist/checklistView.ts';
import { type Choice, choose, placeChoice, under } from '../choices.ts';
import { fittingPlaceholder } from '../escaping.ts';
import { inMonths, localDate } from '../personal.ts';
import { command, type Surroundings } from '../surface.ts';
import { showWritten, writeEdits } from './answerEdits.ts';
import { pickValue } from './values.ts';

/** What can be said to a question besides answering it: for the team, or by oneself alone. */
export type Saying = DecisionKind | 'later' | 'own';

/** The command behind *Waive…* and its like; without a saying the user chooses one. */
export function registerDeciding(surroundings: Surroundings): vscode.Disposable {
  const { engine, log } = surroundings;
  return vscode.commands.registerCommand(command.decide, async (key: string, question: string, saying?: Saying) => {
    try {
      const resource = await engine.call('resource', [key]);
      const current = resource?.answers.find(({ id }) => id === question);
      if (!resource || !current) return;
      if (saying) return await say(surroundings, resource, current, saying);
      await choose(sayings(surroundings, resource, current), {
        title: titleOf(resource, current),
        placeholder: fittingPlaceholder(current.why),
      });
    } catch (error) {
      log.error(String(error));
      void vscode.window.showWarningMessage(vscode.l10n.t('That did not work; the log of Pipeline Coach says why.'));
    }
  });
}

/** @returns what else than an answer can be said; where a good answer stands, only a further question. */
export function sayings(surroundings: Surroundings, resource: ResourceView, current: AnswerView): Choice[] {
  const choice = (saying: Saying, icon: string, label: string, detail: string): Choice => ({
    label: `$(${icon}) ${label}`,
    detail,
    run: () => say(surroundings, resource, current, saying),
  });
  const needed = isOpen(current) || current.later !== null || (current.asked && current.state === 'unknown');
  const instead = [
    choice('waive', 'debug-pause', vscode.l10n.t('Waive until a day…'), vscode.l10n.t('with a reason; after that day it is asked again')),
    choice('not-applicable', 'circle-slash', vscode.l10n.t('Not applicable because…'), vscode.l10n.t('the question never arises here')),
    choice(
      'provided',
      'globe',
      vscode.l10n.t('Said once for a whole place…'),
      vscode.l10n.t('the answer holds for a folder, and no file in it shows it'),
    ),
    choice('later', 'clock', vscode.l10n.t('Ask me again next week'), vscode.l10n.t('only me; nothing is written to the repository')),
  ];
  return [
    ...under(vscode.l10n.t('say something else'), needed ? instead : []),
    ...under(vscode.l10n.t('ask something else'), [
      choice(
        'own',
        'comment',
        vscode.l10n.t('Ask my own question…'),
        vscode.l10n.t('in my checklist of {0}; nothing is written to the repository', resource.name),
      ),
      choice(
        'ask',
        'organization',
        vscode.l10n.t('Ask a question of our own…'),
        vscode.l10n.t('in the team file, of everything of this kind'),
      ),
    ]),
  ];
}

function titleOf(resource: ResourceView, { question }: AnswerView): string {
  return `${resource.name}: ${question}`;
}

async function say(surroundings: Surroundings, resource: ResourceView, current: AnswerView, saying: Saying): Promise<void> {
  const { engine, personal, notice } = surroundings;
  const here = { file: resource.file, line: resource.line, column: resource.column, from: 0, to: 0, route: '' };
  if (saying === 'later') {
    const until = personal.postpone(resource.key, current.id);
    return notice(vscode.l10n.t('You are asked again on {0}', until), here);
  }
  if (saying === 'own') {
    const asked = await askText(resource.name, vscode.l10n.t('What do you want to know about it?'));
    if (asked) personal.ask(resource.key, asked);
    return asked ? notice(vscode.l10n.t('It stands in your checklist of {0}', resource.name), here) : undefined;
  }
  const places = await engine.call('decisionPlaces', [resource.key, current.id, saying]);
  const title = titleOf(resource, current);
  const choices = places.map((place) => placeChoice(place, () => decide(surroundings, resource, current, saying, place)));
  const [only] = choices;
  if (choices.length === 1) return only?.run?.();
  await choose(under(vscode.l10n.t('write it in'), choices), { title, placeholder: wordsOf(saying).where });
}

async function decide(
  surroundings: Surroundings,
  resource: ResourceView,
  current: AnswerView,
  how: DecisionKind,
  place: PlaceView,
): Promise<void> {
  const { engine } = surroundings;
  const title = titleOf(resource, current);
  const words = wordsOf(how);
  const renews = place.id.startsWith('renew:');
  const text = renews ? vscode.l10n.t('as before') : await askText(title, words.text);
  if (!text) return;
  const more = how === 'waive' ? await pickDay(title) : words.more === '' ? '' : await askText(title, words.more);
  if (more === undefined) return;
  const result = await writeEdits(engine, () => engine.call('decide', [resource.key, current.id, place.id, { how, text, more }]));
  if ('refused' in result) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Nothing was written: {0}', result.refused));
    return;
  }
  await showWritten(surroundings, result, how === 'ask');
}

function wordsOf(how: DecisionKind): { readonly where: string; readonly text: string; readonly more: string } {
  switch (how) {
    case 'waive':
      return {
        where: vscode.l10n.t('For this one, or for all of a folder?'),
        text: vscode.l10n.t('Why is it not asked for now?'),
        more: '',
      };
    case 'not-applicable':
      return {
        where: vscode.l10n.t('For this one, or for all of a folder?'),
        text: vscode.l10n.t('Why does the question never arise here?'),
        more: '',
      };
    case 'provided':
      return {
        where: vscode.l10n.t('For which place does the answer hold?'),
        text: vscode.l10n.t('What is the answer?'),
        more: vscode.l10n.t('How is it known? A policy, a platform, an agreement …'),
      };
    case 'ask':
      return { where: '', text: vscode.l10n.t('What does the team ask?'), more: vscode.l10n.t('Why is it asked?') };
  }
}

/** @returns what was typed, or undefined where the user left; an empty answer is not taken. */
async function askText(title: string, prompt: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt,
    ignoreFocusOut: true,
    validateInput: (value) => (value !== '' && value.trim() === '' ? prompt : null),
  });
  return typed?.trim() || undefined;
}

/** @returns a day from today on, as ISO date. */
async function pickDay(title: string): Promise<string | undefined> {
  const days = [
    { value: inMonths(1), description: vscode.l10n.t('in a month') },
    { value: inMonths(3), description: vscode.l10n.t('in three months') },
    { value: inMonths(6), description: vscode.l10n.t('in half a year') },
    { value: inMonths(12), description: vscode.l10n.t('in a year') },
  ];
  return pickValue(days, {
    title,
    placeholder: vscode.l10n.t('Until when? Choose, or type a day such as {0}', inMonths(1)),
    accepts: isComing,
  });
}

function isComing(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) && day >= localDate();
}
