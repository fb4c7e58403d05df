import { t } from '../l10n.ts';
import type { Content, YamlStep } from '../model.ts';
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

/** A new group of one owner, and the resource put into it. */
export function writeGroup(text: string, member: readonly YamlStep[], content: Content): Draft {
  const name = nameFrom(content);
  if (name === null) return refuse(t('A name with letters is needed.'));
  const joined = writeYaml(text, member, name);
  if ('refused' in joined) return joined;
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
