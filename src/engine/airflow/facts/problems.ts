import { t } from '../../l10n.ts';
import type { Problem } from '../../model.ts';
import { read } from '../following/machine.ts';
import type { DagMade } from '../following/made.ts';
import { spanOf } from '../following/sites.ts';
import { yamlDagsIn } from '../reading/yamlFiles.ts';
import { atLeast } from '../setup/version.ts';
import { droppedByFactory } from '../yaml/yamlDags.ts';
import type { DagContext } from './context.ts';

/** Arguments of a DAG that no operator has. `DAG.__init__` takes only params, start_date and end_date out of default_args (Airflow 2.4 to 3.4), so these do nothing there. */
const dagOnly: ReadonlySet<string> = new Set([
  'catchup',
  'dagrun_timeout',
  'sla_miss_callback',
  'schedule',
  'schedule_interval',
  'timetable',
  'dag_id',
  'description',
  'tags',
  'max_active_runs',
  'max_active_tasks',
  'concurrency',
  'default_view',
  'orientation',
  'owner_links',
  'is_paused_upon_creation',
  'access_control',
  'template_searchpath',
  'user_defined_macros',
  'user_defined_filters',
  'render_template_as_native_obj',
  'fail_stop',
  'fail_fast',
  'deadline',
  'dag_display_name',
]);

/** What is wrong with a DAG: keys of `default_args` that do nothing there, and arguments that do nothing on the version in use. */
export function problemsOf(context: DagContext, dag: DagMade): Problem[] {
  const found: Problem[] = [];
  const { defaults } = dag;
  found.push(...droppedKeys(context, dag));
  if (defaults?.type === 'dict') {
    for (const [key, item] of read(context.machine, defaults.cell).items) {
      if (!dagOnly.has(key)) continue;
      const { file, line } = spanOf(context.files, item.key);
      found.push({ file, line, message: t('{0} does nothing in default_args: it is an argument of the DAG', key) });
    }
  }
  if (atLeast(context.version, 3, 0) === true) {
    const callback = dag.args.named.get('sla_miss_callback');
    if (callback !== undefined && callback.type !== 'none') {
      const { file, line } = spanOf(context.files, callback.site);
      found.push({ file, line, message: t('{0} does nothing on Airflow 3', 'sla_miss_callback') });
    }
  }
  return found;
}

/** What stands under a DAG in a file of dag-factory and is not handed on. */
function droppedKeys(context: DagContext, dag: DagMade): Problem[] {
  const { file } = dag.anchor;
  if (dag.by !== 'yaml' || file.endsWith('/METADATA.yml')) return [];
  const own = yamlDagsIn(context.files.fragment(file)?.yaml ?? null).find(({ key }) => key.from === dag.anchor.from);
  return (own?.map.entries ?? [])
    .filter(({ key }) => droppedByFactory.includes(key))
    .map(({ key, keyRange }) => ({
      file,
      line: context.files.span(file, keyRange).line,
      message: t('{0} does nothing here: dag-factory does not hand it on', key),
    }));
}
