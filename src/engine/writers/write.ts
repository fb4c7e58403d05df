import type { Message } from '../l10n.ts';
import { t } from '../l10n.ts';
import type { Content, Edit, Target } from '../model.ts';
import { writeComment, writeDay } from './comment.ts';
import { writeDocLabel, writeMarkdownLabel } from './doc.ts';
import type { Draft } from './draft.ts';
import { insertion, refuse } from './draft.ts';
import { writeConfig } from './jinja.ts';
import { writeDictKey, writeKeyword, writeOverride } from './python.ts';
import { writeCall, writeDecorator } from './pythonCode.ts';
import { writeName } from './rename.ts';
import { writeExposure, writeFreshness, writeGroup, writeMember } from './scaffolds.ts';
import { writeYaml, type YamlOptions } from './yaml.ts';
import { writeYamlDoc } from './yamlDoc.ts';

/** The edits that put a value in its place, none where it is there already; or why it cannot be put there. */
export type Written = { readonly edits: readonly Edit[] } | { readonly refused: Message };

/**
 * Computes how a value gets to its place from the text as it is now (null: there is no file yet).
 * Only inserts, or replaces exactly one scalar. A target that the text no longer shows is refused. Never throws.
 */
export function write(file: string, text: string | null, target: Target, content: Content, options: YamlOptions = {}): Written {
  try {
    const draft = drafted(file, text ?? '', text === null, target, content, options);
    if ('refused' in draft) return draft;
    return { edits: draft.changes.map((change) => ({ file, ...change, create: text === null })) };
  } catch (error) {
    return { refused: t('The file could not be read: {0}', error instanceof Error ? error.message : String(error)) };
  }
}

function drafted(file: string, text: string, isNew: boolean, target: Target, content: Content, options: YamlOptions): Draft {
  if (target.writer === 'yaml') {
    const fitting = fittingFor(target, content);
    return 'refused' in fitting ? fitting : writeYaml(text, target.path, fitting.content, options);
  }
  if (target.writer === 'exposure') return writeExposure(text, target.relation, content);
  if (target.writer === 'join') return writeMember(text, target, content);
  if (target.writer === 'file')
    return isNew ? insertion(0, target.text) : refuse(t('The file {0} is there already; nothing is written over it.', file));
  const markdown = target.writer === 'doc' && /\.(?:md|markdown)$/i.test(file);
  if (isNew && !markdown) return refuse(t('The file {0} is gone.', file));
  switch (target.writer) {
    case 'freshness':
      return writeFreshness(text, target, content);
    case 'yaml-doc':
      return writeYamlDoc(text, target, String(content));
    case 'python-dict':
      return writeDictKey(text, target.dict, target.key, content, target.known);
    case 'python-keyword':
      return writeKeyword(text, target.call, target.path, content, target.known);
    case 'python-override':
      return writeOverride(text, target.expression, target.key, content);
    case 'python-call':
      return writeCall(text, target.call, target.path, target.code, content, target.known);
    case 'python-decorator':
      return writeDecorator(text, target.above, target.code, content);
    case 'group':
      return writeGroup(text, target, content);
    case 'rename':
      return writeName(file, text, target.range, target.was, content);
    case 'jinja-config':
      return writeConfig(text, target.call, target.path, content);
    case 'comment':
      return writeComment(text, file.endsWith('.py') ? 'python' : 'sql', target.above, String(content));
    case 'day':
      return writeDay(text, target.range, String(content));
    case 'doc': {
      const value = typeof content === 'object' ? null : String(content);
      if (value === null) return refuse(t('Only one line of text can be written there.'));
      return markdown ? writeMarkdownLabel(text, target, value) : writeDocLabel(text, target, value);
    }
  }
}

/** @returns the content as it stands at the end of a path, or why it cannot stand there. */
export function fittingFor({ shape }: YamlTarget, content: Content): { readonly content: Content } | Extract<Draft, { refused: unknown }> {
  if (shape === 'day' && !isDay(content)) return { refused: t('A date is needed here, such as {0}.', '2027-01-31') };
  return { content: shape === 'list' && !Array.isArray(content) ? [content] : content };
}

type YamlTarget = Extract<Target, { writer: 'yaml' }>;

function isDay(content: Content): boolean {
  const [day] = /^\d{4}-\d{2}-\d{2}$/.exec(String(content)) ?? [];
  return day !== undefined && new Date(day).toJSON()?.startsWith(day);
}
