import { type Message, t } from '../../l10n.ts';
import type { Evidence, FileSet } from '../../model.ts';
import type { Expr, Statement } from '../../syntax/python.ts';
import { allStatements, partOf } from '../../syntax/pythonBodies.ts';
import { dagsFolder, folderOf } from '../folders.ts';
import { spanOf } from '../following/sites.ts';
import type { Site } from '../following/values.ts';
import { callsIn } from '../reading/fragment.ts';
import type { AirflowFragment } from '../reading/fragments.ts';
import { settingsNear } from './version.ts';

/** What the installation sets for all DAGs, as far as it stands in the workspace. */
export interface Platform {
  /** @returns why it may be set by a cluster policy, or null where none in the workspace could. */
  policyFor(what: keyof typeof wordsFor, file: string): { readonly reason: Message; readonly evidence: Evidence } | null;
  /** @returns a value of `airflow.cfg` or an `AIRFLOW__…` variable, as `section.key`. */
  setting(name: string, file: string): { readonly value: string; readonly evidence: Evidence } | null;
}

interface Policy {
  readonly file: string;
  readonly name: string;
  readonly site: Site;
  readonly mentions: ReadonlySet<string>;
  /** The folder of the installation that it belongs to. */
  readonly root: string;
}

const policyNames: ReadonlySet<string> = new Set(['policy', 'dag_policy', 'task_policy', 'task_instance_mutation_hook']);

/** Functions that a listener has, and that Airflow calls when a task or a run fails (2.4 to 3.4). */
const listenerNames: ReadonlySet<string> = new Set(['on_task_instance_failed', 'on_dag_run_failed']);

const wordsFor = {
  owner: ['owner'],
  alert: ['on_failure_callback', 'email', 'email_on_failure'],
  retry: ['retries'],
  limit: ['execution_timeout', 'dagrun_timeout'],
} as const;

/** Reads cluster policies and settings. `settings`: files that set up Airflow. */
export function platformOf(files: FileSet<AirflowFragment>, settings: readonly string[]): Platform {
  const policyFiles = files.all.filter(isPolicyFile);
  const policies = policyFiles.flatMap((file) => functionsIn(files, file, policyNames));
  const listeners = policyFiles.flatMap((file) => functionsIn(files, file, listenerNames));
  return {
    policyFor(what, file) {
      const holds = ({ root }: Policy) => root === '.' || file.startsWith(`${root}/`);
      const listener = what === 'alert' ? listeners.find(holds) : undefined;
      if (listener !== undefined) {
        const evidence = { span: spanOf(files, listener.site), route: t('a listener') };
        return { reason: t('may be told by {0} in {1}', listener.name, listener.file), evidence };
      }
      const policy = policies.filter(holds).find(({ mentions }) => mentions.has('*') || wordsFor[what].some((word) => mentions.has(word)));
      if (policy === undefined) return null;
      const reason = t('may be set by {0} in {1}', policy.name, policy.file);
      return { reason, evidence: { span: spanOf(files, policy.site), route: t('a cluster policy') } };
    },
    setting(name, dagFile) {
      const near = settingsNear(settings, dagsFolder(dagFile) ?? folderOf(dagFile));
      // A variable goes before the file.
      for (const file of [...near.filter((one) => !isConfig(one)), ...near.filter(isConfig)]) {
        const found = files.fragment(file)?.settings.find((setting) => setting.name === name);
        if (found !== undefined)
          return { value: found.value, evidence: { span: files.span(file, found), route: t('{0} of the installation', name) } };
      }
      return null;
    },
  };
}

function isConfig(file: string): boolean {
  return file.endsWith('airflow.cfg');
}

const pluginFile = /(?:^|\/)plugins\/(?:[^/]+|(?:[^/]+\/)*[^/]*listener[^/]*)\.py$/;

/** The folder above `plugins` or `config`, else that of the file. */
function rootOf(file: string): string {
  return folderOf(/^(?:.*\/)?(?:plugins|config)(?=\/)/.exec(file)?.[0] ?? file);
}

/** @returns whether a file may hold cluster policies: `airflow_local_settings.py`, or a plugin; a folder of that name among the DAGs holds none. */
export function isPolicyFile(file: string): boolean {
  return /(?:^|\/)airflow_local_settings(?:\.py|\/__init__\.py)$/.test(file) || (pluginFile.test(file) && dagsFolder(file) === null);
}

function functionsIn(files: FileSet<AirflowFragment>, file: string, names: ReadonlySet<string>): Policy[] {
  const body = allStatements(files.fragment(file)?.module?.body ?? []);
  return body.flatMap((statement) =>
    statement.type === 'function' && names.has(statement.name)
      ? [
          {
            file,
            name: statement.name,
            site: { file, part: partOf(statement), ...statement.nameRange },
            mentions: mentionsOf(statement),
            root: rootOf(file),
          },
        ]
      : [],
  );
}

/** The attributes and texts that a policy names; `*` where it hands the task on to something else. */
function mentionsOf(policy: Extract<Statement, { type: 'function' }>): Set<string> {
  const found = new Set<string>();
  const parameters = new Set(policy.parameters.map(({ name }) => name));
  for (const statement of allStatements(policy.body)) {
    if (statement.type === 'assign') for (const target of statement.targets) if (target.type === 'attribute') found.add(target.name);
    for (const call of callsIn(statement)) {
      for (const arg of call.args) {
        if (arg.type === 'string') found.add(arg.value);
        if (arg.type === 'name' && parameters.has(arg.name) && !isLook(call.callee)) found.add('*');
      }
    }
  }
  return found;
}

function isLook(callee: Expr): boolean {
  return callee.type === 'name' && /^(?:isinstance|len|str|type|getattr|hasattr|setattr|print|super)$/.test(callee.name);
}
