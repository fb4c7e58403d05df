import { t } from '../l10n.ts';
import type { Content, Target } from '../model.ts';
import { type Age, lengthOfTime } from './ages.ts';
import { applyEdits, composeEdits } from './apply.ts';
import { type Draft, refuse, unchanged } from './draft.ts';
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

/** A resource put into a group; somebody else than its owner is no answer there. */
export function writeMember(text: string, { member, group, owner }: Extract<Target, { writer: 'join' }>, content: Content): Draft {
  return content === owner ? writeYaml(text, member, group) : refuse(t('The group {0} is owned by {1}.', group, owner));
}

/** From which age on dbt warns, and from which on it fails; the column by which it tells stays a visible gap where nothing says it yet. */
export function writeFreshness(text: string, { holder, column }: Extract<Target, { writer: 'freshness' }>, content: Content): Draft {
  const ages = String(content)
    .split(/[,;]|\band\b|\bthen\b/)
    .map(lengthOfTime);
  const [warn, error, more] = ages;
  if (!warn || error === null || more !== undefined) return refuse(t('An age is needed here, or two: {0}.', '12 hours, 24 hours'));
  const periods = { warn_after: periodOf(warn), ...(error ? { error_after: periodOf(error) } : {}) };
  const gap = column ? writeYaml(text, [...holder, 'loaded_at_field'], '<column>') : unchanged;
  if ('refused' in gap) return gap;
  const freshness = writeYaml(applyEdits(text, gap.changes), [...holder, 'freshness'], periods);
  return 'refused' in freshness ? freshness : { changes: composeEdits(text, [gap.changes, freshness.changes]) };
}

function periodOf({ count, unit }: Age): Content {
  return { count, period: unit };
}

/** dbt takes letters, digits and underscores as the name of an exposure or a group. */
function nameFrom(content: Content): string | null {
  const words = String(content)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[a-z]/.test(words) ? words : null;
}
