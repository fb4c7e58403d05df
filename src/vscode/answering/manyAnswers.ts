import * as vscode from 'vscode';
import type { WantedAnswer } from '../../engine/answerMany.ts';
import type { FolderCount } from '../../engine/folders.ts';
import type { ManyEdits } from '../../engine/views.ts';
import { plainLabel } from '../escaping.ts';
import { whenLoaded } from '../resources.ts';
import { command, type Surroundings } from '../surface.ts';
import type { Engine } from '../worker/engineHost.ts';
import { previewMany, sayLeft } from './answerEdits.ts';
import { pickValue } from './values.ts';

const owner = 'owner-named';
const channel = 'failure-told';

/** The commands that answer for many resources at once; the editor shows all changes before they are made. */
export function registerManyAnswers(surroundings: Surroundings): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(command.reassign, () => run(surroundings, () => reassign(surroundings))),
    vscode.commands.registerCommand(command.folderOwner, () => run(surroundings, () => setForFolder(surroundings))),
    vscode.commands.registerCommand(command.several, () => run(surroundings, () => answerSeveral(surroundings))),
  );
}

async function run({ engine, log }: Surroundings, work: () => Promise<void>): Promise<void> {
  try {
    await whenLoaded(engine);
    await work();
  } catch (error) {
    log.error(String(error));
    void vscode.window.showWarningMessage(vscode.l10n.t('That did not work; the log of Pipeline Coach says why.'));
  }
}

/** "Anna left": everything of an owner, or every alert of a channel, goes to another name. */
async function reassign({ engine }: Surroundings): Promise<void> {
  const title = vscode.l10n.t('Reassign Owner');
  const [owners, channels] = await Promise.all([engine.call('values', [owner]), engine.call('values', [channel])]);
  const named = (question: string, description: string) => (name: string) => ({ label: plainLabel(name), description, name, question });
  const items = [...owners.map(named(owner, vscode.l10n.t('owner'))), ...channels.map(named(channel, vscode.l10n.t('channel of alerts')))];
  const placeHolder = vscode.l10n.t('Whose work goes to somebody else?');
  const was = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  if (!was) return;
  const others = (was.question === owner ? owners : channels).filter((name) => name !== was.name);
  const value = await ask(others, vscode.l10n.t('{0} becomes', was.name));
  if (value === undefined) return;
  const compute = () => engine.call('rename', [was.question, was.name, value]);
  tell(await previewMany(engine, compute, vscode.l10n.t('{0} becomes {1}', was.name, value)));
}

/** One line for a folder where dbt has one, else an answer for each resource below it that has none. */
async function setForFolder({ engine }: Surroundings): Promise<void> {
  const title = vscode.l10n.t('Set Owner for Folder');
  const folder = await pickFolder(await engine.call('folders', [owner]), title);
  if (folder === undefined) return;
  const { open, others, configured } = await engine.call('statesBelow', [owner, folder]);
  const line = configured === null ? null : await folderLine(engine, folder, configured);
  const each = {
    label: vscode.l10n.t('$(list-unordered) For each one where it is defined'),
    detail: vscode.l10n.t('{0} without an owner; {1} have one, which stays', open.length, others),
    wanted: open.map((key) => ({ key, place: null })),
  };
  const ways = line
    ? [{ label: `$(folder) ${plainLabel(line.place.label)}`, detail: line.place.detail, wanted: [line.wanted] }, each]
    : [each];
  const way = await vscode.window.showQuickPick(ways, { title, placeHolder: folder });
  const value = way && (await ask(await engine.call('values', [owner]), title));
  if (way && value !== undefined)
    await answerAll(
      { engine },
      way.wanted.map((one) => ({ ...one, question: owner, value })),
      title,
    );
}

function ask(values: readonly string[], title: string): Promise<string | undefined> {
  const placeholder = vscode.l10n.t('Type an answer, or choose one that is in use');
  return pickValue(
    values.map((value) => ({ value })),
    { title, placeholder },
  );
}

async function pickFolder(folders: readonly FolderCount[], title: string): Promise<string | undefined> {
  const items = folders.map(({ folder, count }) => ({
    label: plainLabel(folder),
    folder,
    description: vscode.l10n.t('{0} resources', count),
  }));
  const item = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which folder?') });
  return item?.folder;
}

/** The place in dbt_project.yml that is about exactly this folder. */
async function folderLine(engine: Engine, folder: string, key: string) {
  const places = await engine.call('places', [key, owner]);
  const place = places.find(({ id }) => id.startsWith('folder:') && folder.endsWith(`/${id.slice('folder:'.length)}/`));
  return place ? { place, wanted: { key, place: place.id } } : null;
}

/** The same answer for resources that the user ticks. */
async function answerSeveral({ engine }: Surroundings): Promise<void> {
  const title = vscode.l10n.t('Answer for Several Resources');
  const questions = await engine.call('questionNames', []);
  const items = questions.map(({ id, short, question }) => ({ id, label: plainLabel(short), detail: plainLabel(question) }));
  const asked = await vscode.window.showQuickPick(items, { title, matchOnDetail: true, placeHolder: vscode.l10n.t('Which question?') });
  if (!asked) return;
  const states = await engine.call('states', [asked.id]);
  const resources = states.map(({ key, name, kind, file, owners, state }) => ({
    key,
    label: plainLabel(name),
    description: plainLabel([kind, ...owners].join(' · ')),
    detail: plainLabel(file),
    picked: state === 'unanswered' || state === 'weak',
  }));
  const chosen = await vscode.window.showQuickPick(resources, {
    title: `${title}: ${asked.label}`,
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
    placeHolder: vscode.l10n.t('Type a folder or an owner to see only theirs'),
  });
  const value = chosen?.length ? await ask(await engine.call('values', [asked.id]), `${title}: ${asked.label}`) : undefined;
  if (!chosen || value === undefined) return;
  await answerAll(
    { engine },
    chosen.map(({ key }) => ({ key, question: asked.id, place: null, value })),
    title,
  );
}

async function answerAll({ engine }: Pick<Surroundings, 'engine'>, wanted: readonly WantedAnswer[], title: string): Promise<void> {
  tell(await previewMany(engine, () => engine.call('editsOfMany', [wanted]), title));
}

/** Says why nothing stands in front of the user. */
function tell(result: ManyEdits | { readonly refused: string }): void {
  if (!('edits' in result)) {
    vscode.window.setStatusBarMessage(result.refused, 8000);
  } else if (result.edits.length === 0) {
    sayLeft(result);
    if (result.refused.length === 0) vscode.window.setStatusBarMessage(vscode.l10n.t('There was nothing to change.'), 8000);
  }
}
