import type { FileSet, StatedWaiver, Value } from '../model.ts';
import { fieldOf, textOf } from '../syntax/yaml.ts';
import type { Level } from './configs.ts';
import type { DbtFragment } from './fragments.ts';
import { routeOf } from './meta.ts';

/** @returns the waivers in `meta.pipeline_coach.waive` of every level: all of them hold, although dbt keeps only the nearest list. */
export function waiversIn(levels: readonly Level[], files: FileSet<DbtFragment>): StatedWaiver[] {
  return levels.flatMap((level) => {
    const waive = fieldOf(fieldOf(fieldOf(level.value, 'meta'), 'pipeline_coach'), 'waive');
    const items = waive?.type === 'list' ? waive.items : waive?.type === 'map' ? [waive] : [];
    return items.map((item) => waiverOf(item, level, files));
  });
}

function waiverOf(item: Value, level: Level, files: FileSet<DbtFragment>): StatedWaiver {
  const notApplicable = fieldOf(item, 'not_applicable');
  return {
    question: textOf(fieldOf(item, 'question')) ?? '',
    reason: textOf(fieldOf(item, 'reason')) ?? '',
    until: textOf(fieldOf(item, 'until')),
    notApplicable: notApplicable?.type === 'boolean' && notApplicable.value,
    evidence: { span: files.span(item.file ?? level.file, item), route: routeOf(level, 'meta.pipeline_coach.waive') },
  };
}
