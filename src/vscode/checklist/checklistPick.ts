import * as vscode from 'vscode';
import { type Choice, choose, under } from '../choices.ts';
import { plainLabel } from '../escaping.ts';
import { chooseResource } from '../resources.ts';
import { command, type Surroundings } from '../surface.ts';
import { type ChecklistLine, checklistOf } from './checklistView.ts';

/** The checklist without leaving the keyboard: Enter answers. */
export function registerChecklistPick({ engine, log, personal }: Surroundings): vscode.Disposable {
  return vscode.commands.registerCommand(command.checklistPick, async (key: unknown) => {
    try {
      const resource = await chooseResource(engine, vscode.l10n.t('Readiness Checklist'), key);
      if (!resource) return;
      const view = checklistOf(resource, vscode.l10n.t);
      const lines = view.groups.map((group) => group.lines.map((line) => ({ line, choice: choiceOf(line, view.key) })));
      const choices = view.groups.flatMap(({ short }, index) => under(short, lines[index]?.map(({ choice }) => choice) ?? []));
      const mine = personal.questions(view.key).map((one) => mineChoice(one, () => personal.drop(view.key, one)));
      await choose([...choices, ...under(view.mine.title, mine)], {
        title: `${view.name}: ${view.summary}`,
        placeholder: vscode.l10n.t('Enter answers the question'),
        first: lines.flat().find(({ line }) => line.next)?.choice,
      });
    } catch (error) {
      log.error(String(error));
    }
  });
}

function mineChoice(question: string, drop: () => void): Choice {
  return { label: `$(comment) ${plainLabel(question)}`, detail: vscode.l10n.t('Enter takes it off the list'), run: async () => drop() };
}

function choiceOf(line: ChecklistLine, key: string): Choice {
  return {
    label: `$(${iconOf(line.state)}) ${plainLabel(line.question)}`,
    detail: plainLabel(line.said === null ? line.stateText : `${line.stateText}: ${line.said}`),
    run: async () => {
      await vscode.commands.executeCommand(command.answer, key, line.id);
    },
  };
}

function iconOf(state: ChecklistLine['state']): string {
  switch (state) {
    case 'answered':
      return 'pass';
    case 'weak':
      return 'warning';
    case 'unanswered':
      return 'circle-large-outline';
    case 'unknown':
      return 'question';
    case 'waived':
      return 'debug-pause';
    case 'not_applicable':
      return 'circle-slash';
  }
}
