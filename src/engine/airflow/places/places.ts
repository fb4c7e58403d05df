import { type Message, t } from '../../l10n.ts';
import type { CodeCall, FixKey, Place, Resource } from '../../model.ts';
import { type DagContext, distinct } from '../facts/context.ts';
import { ofDag, ofDefaults } from '../facts/effective.ts';
import { withoutClock } from '../facts/slas.ts';
import { read } from '../following/machine.ts';
import type { AssetMade, DagMade, TaskMade } from '../following/made.ts';
import { placeOf } from '../following/sites.ts';
import type { Site } from '../following/values.ts';
import { yamlDagsIn } from '../reading/yamlFiles.ts';
import { mapIn } from '../reading/yamlValues.ts';
import { atLeast } from '../setup/version.ts';
import { docPlaces, yamlDocPlaces } from './docPlaces.ts';
import { isBare, isInside, keywordOf, type Sharing, takesNew } from './takes.ts';

/** Where an answer about a DAG can be written, best first. A constructor that makes many takes none that would hold for only one. */
export function placesOfDag(context: DagContext, dag: DagMade, resource: Resource, key: FixKey, sharing: Sharing): Place[] {
  if (resource.unasked !== null) return [];
  if (dag.by === 'yaml') return yamlPlaces(context, dag, resource, key);
  if (key === 'owner') return ownerPlaces(context, dag, resource, sharing);
  if (key === 'description') return resource.template ? [] : descriptionPlaces(context, dag, resource);
  const docs = docPlaces(context, dag, resource, key, sharing);
  if (key === 'channel') return withSlack(context, notifierPlaces(context, dag, resource), docs);
  return key === 'sla' ? withSlack(context, deadlinePlaces(context, dag, resource), [...docs, ...slaPlaces(context, dag)]) : docs;
}

/** Where an answer about an `@asset` can be written: it has no default_args and no doc_md of its own. */
export function placesOfAsset(context: DagContext, asset: AssetMade, key: FixKey, resource: Resource): Place[] {
  const { call } = asset;
  const { decorator, scope, part } = asset.definition;
  if (resource.template || resource.unasked !== null) return [];
  if (key === 'description') return [keyword(context, 'description', call, ['description'], resource)];
  if (key !== 'owner') return [];
  if (asset.taskArgs !== null) {
    if (decorator === null) return [];
    return [keyword(context, 'task-argument', { file: scope.file, part, from: decorator.from, to: decorator.to }, ['owner'], resource)];
  }
  // 3.0 takes nothing but a plain function below @asset. Parameters are assets that are read: @task would ask its caller for them (3.3.2).
  if (atLeast(context.version, 3, 1) !== true || asset.definition.definition.parameters.length > 0) return [];
  return [
    {
      id: 'task',
      file: call.file,
      creates: false,
      label: t('{0}: {1}', call.file, '@task'),
      detail: t('a @task below @asset, which has no owner of its own'),
      target: {
        writer: 'python-decorator',
        above: placeOf(context.files, call),
        code: { source: 'task(owner=$value)', imports: { 'airflow.sdk': ['task'] } },
      },
    },
  ];
}

const notifier: CodeCall = {
  source: 'SlackNotifier(channel=$value, text="{{ dag.dag_id }} failed: {{ run_id }}")',
  imports: { 'airflow.providers.slack.notifications.slack': ['SlackNotifier'] },
};

/** The callback is a class that can be loaded where it runs. Task SDK 1.1 to 1.4 all have the names in that module. */
const deadline: CodeCall = {
  source: `DeadlineAlert(
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=timedelta($age),
    callback=AsyncCallback(SlackWebhookNotifier, kwargs={"text": "{{ dag_run.dag_id }} is late"}),
)`,
  imports: {
    datetime: ['timedelta'],
    'airflow.providers.slack.notifications.slack_webhook': ['SlackWebhookNotifier'],
    'airflow.sdk.definitions.deadline': ['AsyncCallback', 'DeadlineAlert', 'DeadlineReference'],
  },
};

const clock: CodeCall = { source: 'timedelta($age)', imports: { datetime: ['timedelta'] } };

/** What needs the Slack provider comes first where the workspace imports it already: an import of what is not installed would break the DAG. */
function withSlack(context: DagContext, places: readonly Place[], docs: readonly Place[]): Place[] {
  const inUse = context.files.all.some((file) =>
    context.files.fragment(file)?.imports.some(({ module }) => module.startsWith('airflow.providers.slack.')),
  );
  return inUse ? [...places, ...docs] : [...docs, ...places];
}

function notifierPlaces(context: DagContext, dag: DagMade, resource: Resource): Place[] {
  const told = ofDag(context.machine, dag, 'on_failure_callback').type;
  const ofTasks = ofDefaults(context.machine, dag, 'on_failure_callback').type;
  if (told !== 'absent' || ofTasks !== 'absent' || isBare(dag) || atLeast(context.version, 2, 6) !== true) return [];
  if (!takesNew(dag, resource, 'on_failure_callback')) return [];
  const detail = t('sends a message; needs the Slack provider and its connection');
  return [codePlace(context, 'notifier', dag.call, ['on_failure_callback'], notifier, detail)];
}

/** `deadline` counts from when a run is queued. A DAG that has one keeps it: what it says is a list of calls, or a call. */
function deadlinePlaces(context: DagContext, dag: DagMade, resource: Resource): Place[] {
  if (atLeast(context.version, 3, 1) !== true || isBare(dag) || !takesNew(dag, resource, 'deadline')) return [];
  if (ofDag(context.machine, dag, 'deadline').type !== 'absent') return [];
  const detail = t('an age such as {0}, for every run; needs the Slack provider and its connection', '2 hours');
  return [codePlace(context, 'deadline', dag.call, ['deadline'], deadline, detail)];
}

/** `sla` counts from the schedule, holds for every task, and does nothing on Airflow 3. */
function slaPlaces(context: DagContext, dag: DagMade): Place[] {
  const literal = literalOf(context, dag, 'sla');
  if (literal?.file !== dag.call.file || context.version.major !== 2 || withoutClock(context, dag) !== null) return [];
  if (ofDefaults(context.machine, dag, 'sla').type !== 'absent') return [];
  return [codePlace(context, 'sla', literal, ['sla'], clock, t('an age such as {0}, for every task', '2 hours'))];
}

function codePlace(context: DagContext, id: string, at: Site, path: readonly string[], code: CodeCall, detail: Message): Place {
  return {
    id,
    file: at.file,
    creates: false,
    label: t('{0}: {1}', at.file, path.join('.')),
    detail,
    target: { writer: 'python-call', call: placeOf(context.files, at), path, code, known: true },
  };
}

/** In a file of dag-factory the DAG stands under its id; a `METADATA.yml` is the DAG. */
function yamlPlaces(context: DagContext, dag: DagMade, resource: Resource, key: FixKey): Place[] {
  const path = key === 'owner' ? ['default_args', 'owner'] : key === 'description' ? ['description'] : null;
  const { file } = dag.anchor;
  const isOwn = file.endsWith('/METADATA.yml');
  if (path === null) return yamlDocPlaces(context, dag, resource, key, isOwn);
  const own = yamlPlace(key, file, isOwn ? path : [resource.name, ...path], t('this DAG only'));
  const shared = context.files.fragment(file)?.yaml ?? null;
  const dags = yamlDagsIn(shared).length;
  const block = key === 'owner' && !isOwn && mapIn(shared ?? undefined, 'default') !== undefined;
  return block ? [own, yamlPlace('default', file, ['default', ...path], t('holds for {0} DAGs', dags))] : [own];
}

function yamlPlace(id: string, file: string, path: readonly string[], detail: Message): Place {
  return {
    id,
    file,
    creates: false,
    label: t('{0}: {1}', file, path.join('.')),
    detail,
    target: { writer: 'yaml', path, shape: 'value' },
  };
}

function ownerPlaces(context: DagContext, dag: DagMade, resource: Resource, sharing: Sharing): Place[] {
  if (sharing.differs) return [];
  const found = distinct(context, dag, 'owner');
  const own = found.flatMap(({ outcome, tasks }) => {
    if (outcome.type === 'absent') return tasks.flatMap((task) => taskPlaces(context, dag, task, resource));
    if (outcome.type !== 'value' || outcome.of !== 'task' || outcome.site.file !== dag.call.file) return [];
    if (outcome.value.type !== 'text' || outcome.value.content == null) return [];
    const place: Place = {
      id: `task:${placeOf(context.files, outcome.site).from}`,
      file: dag.call.file,
      creates: false,
      label: t('{0}: owner of {1}', dag.call.file, tasks[0]?.taskId ?? t('a task').message),
      detail: tasks.length > 1 ? t('holds for {0} tasks', tasks.length) : t('this task only'),
      target: { writer: 'rename', range: placeOf(context.files, outcome.site), was: outcome.value.value },
    };
    return [place];
  });
  const tasks = [...new Map(own.map((place) => [place.id, place])).values()].slice(0, mostTasks);
  const fallsBack = found.some(({ outcome }) => outcome.type === 'absent');
  const overruled = found.length > 0 && found.every(({ outcome }) => outcome.type === 'value' && outcome.of === 'task');
  const defaults = overruled ? [] : defaultsPlaces(context, dag, resource, sharing);
  return fallsBack && ofDefaults(context.machine, dag, 'owner').type === 'value' ? [...tasks, ...defaults] : [...defaults, ...tasks];
}

/** A task that was made where there was no DAG has none of its defaults (`BaseOperator.__init__`; `>>` takes it in later). */
function taskPlaces(context: DagContext, dag: DagMade, task: TaskMade, resource: Resource): Place[] {
  const { site, args, layers, taskId, inLoop } = task;
  if (dag.defaults === null || layers.length > 0 || task.function !== null || args.hidden !== null || args.spread) return [];
  if (site.file !== dag.call.file) return [];
  const place = keyword(context, `task:${placeOf(context.files, site).from}`, site, ['owner'], resource);
  return [
    {
      ...place,
      label: t('{0}: owner of {1}', site.file, taskId ?? t('a task').message),
      detail: inLoop ? t('all tasks that this makes') : t('this task only'),
    },
  ];
}

/** More tasks with an owner of their own than this are a list to scroll, not a choice. */
const mostTasks = 3;

function defaultsPlaces(context: DagContext, dag: DagMade, resource: Resource, sharing: Sharing): Place[] {
  const { defaults, call } = dag;
  if (defaults === null) return takesNew(dag, resource, 'default_args') ? [argument(context, dag, resource)] : [];
  const written = literalOf(context, dag, 'owner');
  const literal = written && holdsPlainOwner(context, dag, written) ? written : null;
  if (literal !== null && literal.file === call.file) return [dict(context, 'default_args', literal, sharing.shared(literal))];
  const shared = literal === null ? [] : [dict(context, `shared:${literal.file}`, literal, sharing.shared(literal))];
  const given = keywordOf(dag, 'default_args');
  if (given === undefined) return shared;
  const override: Place = {
    id: 'override',
    file: call.file,
    creates: false,
    label: t('{0}: over the default_args used there', call.file),
    detail: resource.template ? t('all DAGs that this makes') : t('this DAG only'),
    target: {
      writer: 'python-override',
      expression: placeOf(context.files, { ...call, from: given.from, to: given.to }),
      key: 'owner',
    },
  };
  return [override, ...shared];
}

/** @returns the literal in which a key holds for the DAG: not where the key is set, or taken out, after it was written out. */
function literalOf(context: DagContext, dag: DagMade, key: string): Site | null {
  const { defaults } = dag;
  if (defaults?.type !== 'dict' || defaults.literal === undefined) return null;
  if (defaults.literal === 'function' && defaults.site.file !== dag.call.file) return null;
  const { items, hidden } = read(context.machine, defaults.cell);
  const { written } = defaults;
  return items.get(key)?.value === written?.items.get(key)?.value && hidden === written?.hidden ? defaults.site : null;
}

/** Its owner may be a name or be put together, which is left as it is. */
function holdsPlainOwner(context: DagContext, { defaults }: DagMade, literal: Site): boolean {
  const owner = defaults?.type === 'dict' ? read(context.machine, defaults.cell).items.get('owner') : undefined;
  if (owner === undefined || !isInside(context, owner.key, literal)) return true;
  return owner.value.type === 'text' && owner.value.content != null && isInside(context, owner.value.site, literal);
}

function dict(context: DagContext, id: string, literal: Site, dags: number): Place {
  const { file } = literal;
  return {
    id,
    file,
    creates: false,
    label: t('default_args in {0}', file),
    detail: dags > 1 ? t('holds for {0} DAGs', dags) : t('this DAG only'),
    target: { writer: 'python-dict', dict: placeOf(context.files, literal), key: 'owner', known: true },
  };
}

function argument(context: DagContext, { call }: DagMade, resource: Resource): Place {
  return keyword(context, 'dag-argument', call, ['default_args', 'owner'], resource);
}

function keyword(context: DagContext, id: string, call: Site, path: readonly string[], resource: Resource): Place {
  const { file } = call;
  return {
    id,
    file,
    creates: false,
    label: t('{0}: {1}', file, path.join('.')),
    detail: resource.template ? t('all DAGs that this makes') : t('this DAG only'),
    target: { writer: 'python-keyword', call: placeOf(context.files, call), path, known: true },
  };
}

function descriptionPlaces(context: DagContext, dag: DagMade, resource: Resource): Place[] {
  const { call, args } = dag;
  const outcome = ofDag(context.machine, dag, 'description');
  if (outcome.type === 'hidden') return [];
  const isOwn = outcome.type === 'value' && outcome.value.type === 'text' && !args.spread && isInside(context, outcome.value.site, call);
  if (!isOwn && !takesNew(dag, resource, 'description')) return [];
  return [
    {
      id: 'description',
      file: call.file,
      creates: false,
      label: t('{0}: description', call.file),
      detail: t('one line, shown in the list of DAGs'),
      target: { writer: 'python-keyword', call: placeOf(context.files, call), path: ['description'], known: true },
    },
  ];
}
