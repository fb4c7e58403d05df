import * as vscode from 'vscode';
import type { AnswerView, ResourceView } from '../../engine/views.ts';
import { openAnswers } from '../checklist/checklistView.ts';
import { markdownText } from '../escaping.ts';
import { guard } from '../guard.ts';
import { switchedOn } from '../settings.ts';
import { command, resourceFiles, type Surroundings } from '../surface.ts';

/** Open questions that are said in full; the checklist has the others. */
const askedInFull = 3;

/** Facts with their evidence and what is open, on the name of a resource. */
export function registerHover({ engine, log }: Surroundings): vscode.Disposable {
  const guarded = guard<vscode.Hover | null>('hover', null, log);
  return vscode.languages.registerHoverProvider(resourceFiles, {
    provideHover: (document, position, token) => {
      const file = engine.roots.file(document.uri);
      if (file === null || !switchedOn('hover', document.uri)) return null;
      return guarded(`${file}:${position.line}`, async () => {
        const offset = document.offsetAt(position);
        const anchors = await engine.call('anchors', [file], token);
        const anchor = anchors.find(({ from, to }) => from <= offset && offset <= to);
        const resource = anchor ? await engine.call('resourceAt', [file, anchor.from], token) : null;
        if (!anchor || !resource) return null;
        return new vscode.Hover(contentOf(resource), new vscode.Range(document.positionAt(anchor.from), document.positionAt(anchor.to)));
      });
    },
  });
}

function contentOf(resource: ResourceView): vscode.MarkdownString {
  const content = new vscode.MarkdownString(paragraphs(resource).join('\n\n'));
  content.isTrusted = { enabledCommands: [command.open, command.checklist] };
  return content;
}

function paragraphs(resource: ResourceView): string[] {
  const title = `**${markdownText(resource.name)}** · ${resource.kind.replace('_', ' ')}`;
  if (resource.unasked !== null) return [title, markdownText(resource.unasked)];
  const facts = resource.answers.filter(({ state, asked }) => asked && (state === 'answered' || state === 'unknown'));
  const open = openAnswers(resource);
  const more = open.length - askedInFull;
  return [
    title,
    ...(resource.doubtful === null ? [] : [vscode.l10n.t('may not be there: {0}', markdownText(resource.doubtful))]),
    ...facts.map((fact) => factLine(fact, fact.id === 'owner-named' ? resource.contacts : [])),
    ...open.slice(0, askedInFull).map(questionLines),
    ...(more > 0 ? [`[${vscode.l10n.t('{0} more in the checklist', more)}](${commandLink(command.checklist, resource.key)})`] : []),
  ];
}

function factLine(answer: AnswerView, contacts: readonly string[]): string {
  const said = answer.answer ?? answer.reason ?? answer.stateText;
  const reached = contacts.length > 0 ? ` (${contacts.map(markdownText).join(', ')})` : '';
  return `${markdownText(answer.short)} ${markdownText(said)}${reached}${evidenceLink(answer)}`;
}

function questionLines(answer: AnswerView): string {
  const weak = answer.state === 'weak' ? ` ${markdownText(answer.reason ?? answer.stateText)}` : '';
  return `**${markdownText(answer.question)}**${weak}${evidenceLink(answer)}  \n${markdownText(answer.why)}`;
}

function evidenceLink({ evidence: [link] }: AnswerView): string {
  return link ? ` · [${markdownText(`${link.file}:${link.line}`)}](${commandLink(command.open, link)})` : '';
}

function commandLink(id: string, argument: unknown): string {
  return `command:${id}?${encodeURIComponent(JSON.stringify([argument]))}`;
}
