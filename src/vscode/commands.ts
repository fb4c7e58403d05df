import * as vscode from 'vscode';
import { registerAnswering } from './answering/answering.ts';
import { registerDeciding } from './answering/deciding.ts';
import { registerManyAnswers } from './answering/manyAnswers.ts';
import { registerBrief } from './brief.ts';
import { type ChecklistPanel, registerChecklistPanel } from './checklist/checklistPanel.ts';
import { registerChecklistPick } from './checklist/checklistPick.ts';
import { registerExplain } from './explain.ts';
import { registerIncident } from './incident.ts';
import { registerSample } from './sample.ts';
import type { Surroundings } from './surface.ts';

/** What the second bundle holds once it is loaded. */
export interface Commands extends vscode.Disposable {
  readonly checklist: ChecklistPanel;
}

/** Registers what only happens when somebody asks for it. A bundle of its own: the entry loads it with the first command. */
export function registerCommands(surroundings: Surroundings): Commands {
  const checklist = registerChecklistPanel(surroundings);
  const registered = vscode.Disposable.from(
    checklist,
    registerAnswering(surroundings),
    registerBrief(surroundings),
    registerDeciding(surroundings),
    registerChecklistPick(surroundings),
    registerExplain(surroundings),
    registerIncident(surroundings),
    registerSample(surroundings),
    registerManyAnswers(surroundings),
  );
  return { checklist, dispose: () => registered.dispose() };
}
