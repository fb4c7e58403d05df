import * as vscode from 'vscode';
import { incidentTexts } from '../engine/incident/incidentText.ts';
import type { IncidentForm, IncidentTexts, ResourceView } from '../engine/views.ts';
import { type Choice, choose, under } from './choices.ts';
import { plainLabel } from './escaping.ts';
import { chooseResource } from './resources.ts';
import { command, type Surroundings } from './surface.ts';

type FieldName = keyof IncidentForm;

const fields: readonly FieldName[] = ['down', 'since', 'known', 'doing', 'eta', 'next'];

/** Until when the next update is promised, where nobody says otherwise. In milliseconds. */
const untilNextUpdate = 30 * 60_000;

/** The first words on a failure: one short form, then a text to copy. Nothing is ever sent. */
export function registerIncident({ engine, log }: Surroundings): vscode.Disposable {
  /** What was said of a resource, for the update after this one. */
  const said = new Map<string, IncidentForm>();

  /** Shows the form with the line that comes next in front; every line leads back to it. */
  const draft = async (resource: ResourceView, form: IncidentForm, at: FieldName | 'texts'): Promise<void> => {
    said.set(resource.key, form);
    const title = vscode.l10n.t('Draft Incident Update: {0}', resource.name);
    const questions = fields.map((field) =>
      fieldChoice(field, form[field] || (field === 'down' ? resource.name : ''), async () => {
        const value = await askField(field, form[field], title);
        if (value === undefined) return draft(resource, form, field);
        return draft(resource, { ...form, [field]: value }, fields[fields.indexOf(field) + 1] ?? 'texts');
      }),
    );
    const texts = textChoices(async () => {
      const incident = await engine.call('incident', [resource.key]);
      return incident && incidentTexts(incident, form, Date.now(), vscode.l10n.t);
    });
    await choose([...under(vscode.l10n.t('what nobody can read from code'), questions), ...under(vscode.l10n.t('the update'), texts)], {
      title,
      placeholder: vscode.l10n.t('Fill in what is known, then copy. Nothing is sent.'),
      first: at === 'texts' ? texts[0] : questions[fields.indexOf(at)],
      stays: true,
    });
  };

  return vscode.commands.registerCommand(command.incident, async (key: unknown) => {
    try {
      const resource = await chooseResource(engine, vscode.l10n.t('Draft Incident Update'), key);
      if (resource) await draft(resource, said.get(resource.key) ?? newForm(), 'since');
    } catch (error) {
      log.error(String(error));
      void vscode.window.showWarningMessage(vscode.l10n.t('That did not work; the log of Pipeline Coach says why.'));
    }
  });
}

function newForm(): IncidentForm {
  return { down: '', since: '', known: '', doing: '', eta: '', next: clockTime(Date.now() + untilNextUpdate) };
}

function fieldChoice(field: FieldName, value: string, run: () => Promise<void>): Choice {
  const { name } = wordsOf(field);
  return { label: `$(edit) ${name}`, description: value === '' ? vscode.l10n.t('not said yet') : plainLabel(value), run };
}

function textChoices(textsOf: () => Thenable<IncidentTexts | null>): Choice[] {
  const copied = (reader: keyof IncidentTexts, icon: string, label: string): Choice => ({
    label: `$(${icon}) ${label}`,
    run: async () => {
      const texts = await textsOf();
      if (!texts) return;
      await vscode.env.clipboard.writeText(texts[reader]);
      vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Copied; nothing was sent')}`, 8000);
    },
  });
  const shown: Choice = {
    label: `$(file) ${vscode.l10n.t('Show all three in a new document')}`,
    run: async () => {
      const texts = await textsOf();
      if (texts) await showTexts(texts);
    },
  };
  return [
    copied('slack', 'comment-discussion', vscode.l10n.t('Copy for Slack')),
    copied('mail', 'mail', vscode.l10n.t('Copy as mail')),
    copied('status', 'broadcast', vscode.l10n.t('Copy for the status page')),
    shown,
  ];
}

async function showTexts({ slack, mail, status }: IncidentTexts): Promise<void> {
  const parts = [
    [vscode.l10n.t('For Slack'), slack],
    [vscode.l10n.t('As mail'), mail],
    [vscode.l10n.t('For the status page'), status],
  ];
  const content = parts.map(([title = '', text]) => `${title}\n${'─'.repeat(title.length)}\n\n${text}`).join('\n');
  const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content });
  await vscode.window.showTextDocument(document);
}

function askField(field: FieldName, value: string, title: string): Thenable<string | undefined> {
  const { name, example } = wordsOf(field);
  const suggested = field === 'since' && value === '' ? clockTime(Date.now()) : value;
  return vscode.window.showInputBox({ title, prompt: name, placeHolder: example, value: suggested, ignoreFocusOut: true });
}

function wordsOf(field: FieldName): { readonly name: string; readonly example: string } {
  switch (field) {
    case 'down':
      return {
        name: vscode.l10n.t('What is down'),
        example: vscode.l10n.t('in the words of those who use it, such as the revenue report'),
      };
    case 'since':
      return { name: vscode.l10n.t('Since when'), example: vscode.l10n.t('a time with its zone; empty for not known yet') };
    case 'known':
      return { name: vscode.l10n.t('What we know'), example: vscode.l10n.t('what is seen, and what is not affected') };
    case 'doing':
      return { name: vscode.l10n.t('What we are doing'), example: vscode.l10n.t('who looks into it, and what comes next') };
    case 'eta':
      return { name: vscode.l10n.t('Back by'), example: vscode.l10n.t('a time with its zone; empty for not known yet') };
    case 'next':
      return { name: vscode.l10n.t('Next update'), example: vscode.l10n.t('a time that you will keep') };
  }
}

/** The time of day here, to five minutes, with its zone: readers may sit elsewhere. */
function clockTime(time: number): string {
  const rounded = new Date(Math.ceil(time / 300_000) * 300_000);
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName: 'shortOffset' });
  return format
    .format(rounded)
    .replace(/(?:GMT|UTC)(?:\+0)?$/, 'UTC')
    .replace('GMT', 'UTC');
}
