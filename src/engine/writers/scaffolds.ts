import { t } from '../l10n.ts';
import type { Content, Target } from '../model.ts';
import { applyEdits, composeEdits } from './apply.ts';
import { type Draft, refuse } from './draft.ts';
import { writeYaml } from './yaml.ts';

/** A new exposure for who uses a relation; whom it belongs to stays a visible gap, because dbt wants an owner. */
export function writeExposure(text: string, relation: string, content: Content): Draft {
  const name = nameFrom(content);
  if (name === null) return refuse(t('A name with letters is needed.'));
  const block = { label: content, type: 'dashboard', owner: { name: '<team>' }, depends_on: [relation] };
  return writeYaml(text, ['exposures', { key: 'name', is: name }], block);
}

type GroupTarget = Extract<Target, { writer: 'group' }>;

/** A new group of one owner, and the resource put into it; a group that is there is joined where its owner is the same. */
export function writeGroup(text: string, { member, groups }: Pick<GroupTarget, 'member' | 'groups'>, content: Content): Draft {
  const name = nameFrom(content);
  if (name === null) return refuse(t('A name with letters is needed.'));
  const joined = writeYaml(text, member, name);
  if ('refused' in joined || groups[name] === content) return joined;
  if (groups[name] === '') return refuse(t('There is a group {0} already, and whose it is cannot be read.', name));
  if (groups[name] !== undefined) return refuse(t('There is a group {0} already, and {1} owns it.', name, groups[name]));
  const after = applyEdits(text, joined.changes);
  const group = writeYaml(after, ['groups', { key: 'name', is: name }], { owner: { name: content } });
  return 'refused' in group ? group : { changes: composeEdits(text, [joined.changes, group.changes]) };
}

/** dbt takes letters, digits and underscores as the name of an exposure or a group. */
function nameFrom(content: Content): string | null {
  const words = String(content)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[a-z]/.test(words) ? words : null;
}
