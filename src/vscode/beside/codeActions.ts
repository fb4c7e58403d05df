import * as vscode from 'vscode';
import type { FixKey } from '../../engine/model.ts';
import type { AnswerView, ResourceView } from '../../engine/views.ts';
import type { Saying } from '../answering/deciding.ts';
import { openAnswers } from '../checklist/checklistView.ts';
import { guard } from '../guard.ts';
import { command, resourceFiles, type Surroundings } from '../surface.ts';

/** One quick fix per open or weak question of the resource at the cursor, and what else can be said to the one that comes next. */
export function registerCodeActions({ engine, log }: Surroundings): vscode.Disposable {
  const guarded = guard<vscode.CodeAction[]>('quick fixes', [], log);
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: (document, range, context, token) => {
      const file = engine.roots.file(document.uri);
      if (file === null) return [];
      return guarded(`${file}:${range.start.line}`, async () => {
        const offset = document.offsetAt(range.start);
        const invoked = context.triggerKind === vscode.CodeActionTriggerKind.Invoke;
        if (!invoked && !(await isAtHome(document, file, range.start.line, token))) return [];
        const resource = await engine.call('resourceAt', [file, offset], token);
        return resource ? fixesOf(resource) : [];
      });
    },
  };

  /** A model is its whole file: the light bulb comes by itself only on its name, and inside metadata. */
  const isAtHome = async (document: vscode.TextDocument, file: string, line: number, token: vscode.CancellationToken) => {
    if (/\.ya?ml$/.test(file)) return true;
    const anchors = await engine.call('anchors', [file], token);
    return anchors.some(({ from }) => document.positionAt(from).line === line);
  };
  return vscode.languages.registerCodeActionsProvider(resourceFiles, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

function fixesOf(resource: ResourceView): vscode.CodeAction[] {
  const open = openAnswers(resource);
  const fix = (title: string, id: string, ...rest: readonly string[]) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command: id, arguments: [resource.key, ...rest] };
    return action;
  };
  const [next] = open;
  const say = (saying: Saying, title: string) => (next ? [fix(title, command.decide, next.id, saying)] : []);
  const short = next?.short ?? '';
  return [
    ...open.map((answer) => fix(titleOf(answer), command.answer, answer.id)),
    ...say('not-applicable', vscode.l10n.t('“{0}” is not applicable because…', short)),
    ...say('waive', vscode.l10n.t('Waive “{0}” until a day…', short)),
    ...say('later', vscode.l10n.t('Ask me “{0}” again next week', short)),
  ];
}

/** @returns what the fix does, in words. */
function titleOf(answer: AnswerView): string {
  const title = answer.fix === 'opens' || answer.answerKey === null ? null : titles(answer.answerKey);
  return title ?? vscode.l10n.t('Answer “{0}”', answer.short);
}

function titles(key: FixKey): string | null {
  switch (key) {
    case 'owner':
      return vscode.l10n.t('Set the owner…');
    case 'channel':
      return vscode.l10n.t('Set the alert channel…');
    case 'sla':
      return vscode.l10n.t('Set the SLA…');
    case 'consumers':
      return vscode.l10n.t('Name a consumer…');
    case 'failure_modes':
      return vscode.l10n.t('Name a failure mode…');
    case 'runbook':
      return vscode.l10n.t('Link the runbook…');
    case 'tier':
      return vscode.l10n.t('Set the tier…');
    case 'impact':
      return vscode.l10n.t('Say what it costs the business…');
    case 'on_source_change':
      return vscode.l10n.t('Say what happens when the source changes…');
    case 'last_reviewed':
      return vscode.l10n.t('Set the date of the last review…');
    case 'description':
      return vscode.l10n.t('Say what it is for…');
    case 'check':
      return vscode.l10n.t('Begin a test of the content…');
    default:
      return null;
  }
}
