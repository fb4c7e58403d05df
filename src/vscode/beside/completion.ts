import * as vscode from 'vscode';
import { guard } from '../guard.ts';
import { resourceFiles, type Surroundings } from '../surface.ts';
import type { Engine } from '../worker/engineHost.ts';
import { inYaml, type Wanted, wantedAt } from './vocabulary.ts';

/** How far above the cursor a file is looked at. */
const linesAbove = 2000;

/** Completes the words that answers are written in, and values that are in use already, the most used first. */
export function registerCompletion({ engine, log }: Surroundings): vscode.Disposable {
  const guarded = guard<vscode.CompletionItem[]>('completion', [], log);
  const provider: vscode.CompletionItemProvider = {
    provideCompletionItems: (document, position, token) => {
      const file = engine.roots.file(document.uri);
      if (file === null) return [];
      const wanted = wantedAt(languageOf(document), linesUpTo(document, position), /(?:^|\/)\.pipeline-coach\.ya?ml$/.test(file));
      if (!wanted) return [];
      return guarded('', async () => {
        const words = [...wanted.words, ...(await askedFor(engine, wanted, file, document.offsetAt(position), token))];
        const range = new vscode.Range(position.with({ character: wanted.from }), position);
        return words.map((word, at) => itemOf(word, at, wanted, range));
      });
    },
  };
  return vscode.languages.registerCompletionItemProvider(resourceFiles, provider, '"', "'", ' ');
}

async function askedFor(
  engine: Engine,
  { question, names }: Wanted,
  file: string,
  offset: number,
  token: vscode.CancellationToken,
): Promise<readonly string[]> {
  if (names === 'questions') return (await engine.call('questionNames', [], token)).map(({ id }) => id);
  if (names === 'groups') return engine.call('groups', [], token);
  if (question === null) return [];
  const resource = await engine.call('resourceAt', [file, offset], token);
  return engine.call('values', resource ? [question, resource.key] : [question], token);
}

function itemOf(word: string, at: number, { question, after, quoting }: Wanted, range: vscode.Range): vscode.CompletionItem {
  const item = new vscode.CompletionItem(word, question === null ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.Value);
  item.insertText = (quoting === 'yaml' ? inYaml(word) : word) + after;
  item.filterText = word;
  item.sortText = String(at).padStart(5, '0');
  item.range = range;
  item.detail = 'Pipeline Coach';
  return item;
}

function languageOf({ languageId, fileName }: vscode.TextDocument): 'yaml' | 'python' | 'sql' {
  if (languageId === 'python') return 'python';
  return languageId === 'yaml' || /\.ya?ml$/.test(fileName) ? 'yaml' : 'sql';
}

/** The last line ends at the cursor. */
function linesUpTo(document: vscode.TextDocument, position: vscode.Position): string[] {
  const start = new vscode.Position(Math.max(0, position.line - linesAbove), 0);
  return document.getText(new vscode.Range(start, position)).split(/\r\n|\n/);
}
