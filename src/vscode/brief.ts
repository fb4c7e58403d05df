import * as vscode from 'vscode';
import { type BriefAnswers, gap, nothingSaid } from '../engine/brief/answers.ts';
import { dagFile, dagText } from '../engine/brief/dagText.ts';
import { entryContent, modelSql } from '../engine/brief/dbtText.ts';
import type { Edit } from '../engine/model.ts';
import type { EditResult, NeighbourView, PipelineKind, ResourceName } from '../engine/views.ts';
import { writeEdits } from './answering/answerEdits.ts';
import { type Choice, choose, neighbourChoice, under } from './choices.ts';
import { plainLabel } from './escaping.ts';
import { whenLoaded } from './resources.ts';
import { command, type Surroundings } from './surface.ts';
import type { Engine } from './worker/engineHost.ts';

type FieldName = Exclude<keyof BriefAnswers, 'purpose' | 'reads'>;

const fields: readonly FieldName[] = ['promise', 'consumers', 'sourceChange', 'failureModes', 'channel', 'owner'];

/** What is being briefed: where, what, under which name, and what is said so far. */
interface Brief {
  readonly kind: PipelineKind;
  /** The engine's path. */
  readonly folder: string;
  readonly name: string;
  readonly answers: BriefAnswers;
}

/** The questions that come before a pipeline is built, and the files that follow from the answers. */
export function registerBrief({ engine, log }: Surroundings): vscode.Disposable {
  return vscode.commands.registerCommand(command.brief, async (clicked: unknown) => {
    try {
      await whenLoaded(engine);
      const started = await start(engine, clicked instanceof vscode.Uri ? clicked : undefined);
      if (started) await fill(engine, started, 'promise');
    } catch (error) {
      log.error(String(error));
      void vscode.window.showWarningMessage(vscode.l10n.t('That did not work; the log of Pipeline Coach says why.'));
    }
  });
}

/** The decision first, then what reads the same sources already: one of those may be enough. */
async function start(engine: Engine, clicked: vscode.Uri | undefined): Promise<Brief | null> {
  const folder = await folderOf(engine, clicked);
  const kind = await askKind(folder);
  if (!kind) return null;
  const title = titleOf(kind);
  const purpose = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Which decision or process needs this?'),
    placeHolder: vscode.l10n.t('such as: finance decides every morning what to pay; empty leaves a gap'),
    ignoreFocusOut: true,
  });
  if (purpose === undefined) return null;
  const reads = kind === 'source' ? [] : await askReads(engine, kind, title);
  if (reads === null || !(await isStillNeeded(engine, reads, title))) return null;
  const name = await askName(kind, title);
  if (!name) return null;
  const answers = { ...nothingSaid, purpose: purpose.trim(), reads: reads.map((one) => readWords(one, kind)) };
  return { kind, folder, name, answers };
}

async function folderOf(engine: Engine, clicked: vscode.Uri | undefined): Promise<string> {
  const uri = clicked ?? vscode.window.activeTextEditor?.document.uri;
  const path = uri ? engine.roots.file(uri) : null;
  if (!uri || path === null) return '';
  const { type } = await vscode.workspace.fs.stat(uri);
  return type & vscode.FileType.Directory ? path : path.replace(/\/?[^/]*$/, '');
}

async function askKind(folder: string): Promise<PipelineKind | undefined> {
  const kinds: readonly (vscode.QuickPickItem & { readonly makes: PipelineKind })[] = [
    { makes: 'model', label: `$(table) ${vscode.l10n.t('dbt model')}`, detail: vscode.l10n.t('a SQL file and its entry') },
    { makes: 'source', label: `$(database) ${vscode.l10n.t('dbt source table')}`, detail: vscode.l10n.t('an entry in a properties file') },
    {
      makes: 'dag',
      label: `$(server-process) ${vscode.l10n.t('Airflow DAG')}`,
      detail: vscode.l10n.t('a Python file, written like those beside it'),
    },
  ];
  const isDags = /(^|\/)dags(\/|$)/.test(folder);
  const items = isDags ? kinds.toSorted((a, b) => Number(b.makes === 'dag') - Number(a.makes === 'dag')) : kinds;
  const title = vscode.l10n.t('Brief for a New Pipeline');
  return (await vscode.window.showQuickPick(items, { title, placeHolder: folder || '.', ignoreFocusOut: true }))?.makes;
}

function titleOf(kind: PipelineKind): string {
  switch (kind) {
    case 'model':
      return vscode.l10n.t('A new dbt model');
    case 'source':
      return vscode.l10n.t('A new dbt source table');
    case 'dag':
      return vscode.l10n.t('A new Airflow DAG');
  }
}

const readable: Readonly<Record<'model' | 'dag', readonly string[]>> = {
  model: ['source', 'model', 'seed', 'snapshot'],
  dag: ['source', 'asset', 'dag', 'model'],
};

/** @returns what it will read; null where the user left. */
async function askReads(engine: Engine, kind: 'model' | 'dag', title: string): Promise<readonly ResourceName[] | null> {
  const names = (await engine.call('resourceNames', [])).filter((one) => readable[kind].includes(one.kind));
  const rank = (one: ResourceName) => readable[kind].indexOf(one.kind);
  const items = names
    .toSorted((a, b) => rank(a) - rank(b))
    .map((one) => ({ one, label: plainLabel(one.name), description: one.kind, detail: plainLabel(one.file) }));
  if (items.length === 0) return [];
  const placeHolder = vscode.l10n.t('What does it read? Nothing chosen leaves a gap');
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return chosen ? chosen.map(({ one }) => one) : null;
}

/** Lists what reads the same already. @returns false where the user opened one of those, or left. */
async function isStillNeeded(engine: Engine, reads: readonly ResourceName[], title: string): Promise<boolean> {
  const found = await Promise.all(reads.map(({ key }) => engine.call('resource', [key])));
  const readers = new Map<string, NeighbourView>();
  for (const one of found) for (const consumer of one?.consumers ?? []) readers.set(consumer.key, consumer);
  if (readers.size === 0) return true;
  let goesOn = false;
  const none: Choice = {
    label: `$(arrow-right) ${vscode.l10n.t('None of these is enough')}`,
    run: async () => {
      goesOn = true;
    },
  };
  const existing = [...readers.values()].map((one) => neighbourChoice(engine, one));
  await choose([none, ...under(vscode.l10n.t('already read the same'), existing)], {
    title,
    placeholder: vscode.l10n.t('Is one of these enough? Enter on it opens it, and nothing is written'),
    first: none,
    stays: true,
  });
  return goesOn;
}

function askName(kind: PipelineKind, title: string): Thenable<string | undefined> {
  const placeHolder =
    kind === 'source'
      ? vscode.l10n.t('source and table, such as shop.orders')
      : kind === 'dag'
        ? vscode.l10n.t('its id, such as daily_orders')
        : vscode.l10n.t('its name, such as fct_orders');
  const pattern = kind === 'source' ? /^\w+\.\w+$/ : kind === 'dag' ? /^[\w.-]+$/ : /^[a-zA-Z_]\w*$/;
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('What is it called?'),
    placeHolder,
    ignoreFocusOut: true,
    validateInput: (text) => (pattern.test(text.trim()) ? null : placeHolder),
  });
}

/** What stands for it in the new file. */
function readWords({ kind, name }: ResourceName, of: PipelineKind): string {
  if (of === 'dag') return name;
  const [source, table] = name.split('.');
  return kind === 'source' ? `source('${source}', '${table}')` : `ref('${name}')`;
}

/** Shows the form with the line that comes next in front; the last line writes. */
async function fill(engine: Engine, brief: Brief, at: FieldName | 'write'): Promise<void> {
  const title = `${titleOf(brief.kind)}: ${brief.name}`;
  const lines = fields.map((field): Choice => {
    const { question } = wordsOf(field);
    const value = brief.answers[field];
    return {
      label: `$(${value === '' ? 'circle-large-outline' : 'pass'}) ${question}`,
      description: value === '' ? vscode.l10n.t('left open') : plainLabel(value),
      run: async () => {
        const said = await askField(engine, field, value, title);
        const answers = { ...brief.answers, [field]: said ?? value };
        await fill(engine, { ...brief, answers }, said === undefined ? field : (fields[fields.indexOf(field) + 1] ?? 'write'));
      },
    };
  });
  const open = fields.filter((field) => brief.answers[field] === '').length;
  const write: Choice = {
    label: `$(check) ${vscode.l10n.t('Write it')}`,
    description: open === 0 ? '' : vscode.l10n.t('{0} left open, as {1}', open, gap),
    run: () => writeBrief(engine, brief),
  };
  await choose([...lines, ...under('', [write])], {
    title,
    placeholder: vscode.l10n.t('Answer what can be answered now; the rest becomes a visible gap'),
    first: at === 'write' ? write : lines[fields.indexOf(at)],
    stays: true,
  });
}

async function askField(engine: Engine, field: FieldName, value: string, title: string): Promise<string | undefined> {
  const { question, example, values } = wordsOf(field);
  const known = values ? await engine.call('values', [values]) : [];
  const prompt = known.length > 0 ? vscode.l10n.t('in use: {0}', known.slice(0, 6).join(', ')) : question;
  return (
    await vscode.window.showInputBox({ title: `${title}: ${question}`, prompt, placeHolder: example, value, ignoreFocusOut: true })
  )?.trim();
}

function wordsOf(field: FieldName): { readonly question: string; readonly example: string; readonly values?: string } {
  switch (field) {
    case 'promise':
      return {
        question: vscode.l10n.t('How fresh must it be?'),
        example: vscode.l10n.t('such as daily by 07:00 UTC'),
        values: 'freshness-promised',
      };
    case 'consumers':
      return { question: vscode.l10n.t('Who will use it?'), example: vscode.l10n.t('teams, reports or systems, told apart by ;') };
    case 'sourceChange':
      return { question: vscode.l10n.t('What happens when the source changes?'), example: vscode.l10n.t('fail, adapt or ignore, and why') };
    case 'failureModes':
      return {
        question: vscode.l10n.t('How can it fail?'),
        example: vscode.l10n.t('late; empty; twice; wrong: those that matter, told apart by ;'),
      };
    case 'channel':
      return {
        question: vscode.l10n.t('Who is told?'),
        example: vscode.l10n.t('where failures are announced, such as #finance-alerts'),
        values: 'failure-told',
      };
    case 'owner':
      return {
        question: vscode.l10n.t('Who owns it once it runs?'),
        example: vscode.l10n.t('a team or a mail address, such as finance-data'),
        values: 'owner-named',
      };
  }
}

/** One step that undo takes back as one; the new file is opened, and nothing that existed is saved. */
async function writeBrief(engine: Engine, brief: Brief): Promise<void> {
  const written = await writeEdits(engine, () => editsOf(engine, brief));
  if ('refused' in written) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Nothing was written: {0}', written.refused));
    return;
  }
  const [first] = written.edits;
  const uri = first && engine.roots.uri(first.file);
  if (!uri) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const at = document.getText().indexOf(gap);
  const selection = at < 0 ? {} : { selection: new vscode.Range(document.positionAt(at), document.positionAt(at + gap.length)) };
  await vscode.window.showTextDocument(document, selection);
}

async function editsOf(engine: Engine, { kind, folder, name, answers }: Brief): Promise<EditResult> {
  const plan = await engine.call('newPipeline', [kind, folder, name]);
  if ('refused' in plan) return plan;
  if ('exemplar' in plan) {
    const { exemplar, exemplarText } = plan;
    const file = dagFile(exemplar && !/(^|\/)dags(\/|$)/.test(folder) ? exemplar.file.replace(/\/?[^/]*$/, '') : folder, name, exemplar);
    return { edits: [created(file, dagText(name, answers, exemplar, exemplarText, new Date().toISOString().slice(0, 10)))] };
  }
  const { file, entry, given, siblingText } = plan;
  const entryEdits = await engine.call('entryEdits', [entry.file, entry.path, entryContent(answers, entry.meta, given)]);
  if ('refused' in entryEdits || file === null) return entryEdits;
  return { edits: [created(file, modelSql(answers, siblingText)), ...entryEdits.edits] };
}

function created(file: string, text: string): Edit {
  return { file, from: 0, to: 0, text, create: true };
}
