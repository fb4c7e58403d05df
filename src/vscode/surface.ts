import type * as vscode from 'vscode';
import type { LinkView } from '../engine/views.ts';
import type { Personal } from './personal.ts';
import type { Engine } from './worker/engineHost.ts';

/** What every surface is made from. */
export interface Surroundings {
  readonly engine: Engine;
  readonly log: vscode.LogOutputChannel;
  readonly extensionUri: vscode.Uri;
  /** A folder of the extension's own on this machine. */
  readonly storageUri: vscode.Uri;
  readonly personal: Personal;
  /** Says for some seconds in the status bar what happened elsewhere; a click goes there. */
  readonly notice: (text: string, link: LinkView) => void;
}

/** Where resources can be: without a scheme, so that virtual workspaces count. What is in no folder of the window is left out later. */
export const resourceFiles: vscode.DocumentSelector = [
  { language: 'python' },
  { language: 'sql' },
  { language: 'jinja-sql' },
  { language: 'yaml' },
  { pattern: '**/*.{sql,yml,yaml}' },
];

/** Command ids of the extension that other surfaces call. */
export const command = {
  answer: 'pipelineCoach.answer',
  decide: 'pipelineCoach.decide',
  lens: 'pipelineCoach.showLens',
  open: 'pipelineCoach.openEvidence',
  checklist: 'pipelineCoach.readinessChecklist',
  checklistPick: 'pipelineCoach.readinessChecklistQuickPick',
  explain: 'pipelineCoach.explainQuestion',
  brief: 'pipelineCoach.briefForNewPipeline',
  incident: 'pipelineCoach.draftIncidentUpdate',
  sample: 'pipelineCoach.openSample',
  reassign: 'pipelineCoach.reassignOwner',
  folderOwner: 'pipelineCoach.setOwnerForFolder',
  several: 'pipelineCoach.answerForSeveral',
} as const;

/** The kind of panel that the checklist is; the editor remembers it across a reload. */
export const checklistViewType = 'pipelineCoach.checklist';
