/** What the names of Airflow and Cosmos stand for, whatever module of which version they were imported from. */

function last(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function fromAirflow(path: string): boolean {
  return path.startsWith('airflow.');
}

/** @returns whether calling it makes a DAG; classes that end in `DAG` of packages that are not in the workspace count. */
export function isDagClass(path: string): boolean {
  return (path.endsWith('DAG') || path.endsWith('Dag')) && !path.startsWith('builtins.');
}

/** @returns whether it is Airflow's own class, not one that something else derived from it. */
export function isOwnDagClass(path: string): boolean {
  return fromAirflow(path) && last(path) === 'DAG';
}

export function isCosmosDag(path: string): boolean {
  return path.startsWith('cosmos.') && last(path) === 'DbtDag';
}

export function isCosmosGroup(path: string): boolean {
  return path.startsWith('cosmos.') && last(path) === 'DbtTaskGroup';
}

export function isDagDecorator(path: string): boolean {
  return fromAirflow(path) && last(path) === 'dag';
}

/** `task`, and its kinds: `task.bash`, `task.branch`, `setup`, `teardown`. */
export function isTaskDecorator(path: string): boolean {
  return fromAirflow(path) && /\.(?:task(?:\.\w+)*|setup|teardown|python_task|virtualenv_task|branch_task)$/.test(path);
}

export function isGroupDecorator(path: string): boolean {
  return fromAirflow(path) && last(path) === 'task_group';
}

export function isAssetDecorator(path: string): boolean {
  return fromAirflow(path) && /\.asset(?:\.multi)?$/.test(path);
}

export function isTaskGroup(path: string): boolean {
  return fromAirflow(path) && path.endsWith('.TaskGroup');
}

/** `Asset`, `Dataset` and their aliases. */
export function isAssetClass(path: string): boolean {
  return fromAirflow(path) && /^(?:Asset|Dataset|AssetAlias|DatasetAlias|Model)$/.test(last(path));
}

/** Positional arguments of an asset: the name in Airflow 3, the URI in `airflow.datasets`. */
export function isDatasetClass(path: string): boolean {
  return isAssetClass(path) && last(path).startsWith('Dataset');
}

export function isOperatorClass(path: string): boolean {
  return /(?:Operator|Sensor)(?:Async)?$/.test(last(path)) || (fromAirflow(path) && last(path) === 'ExternalTaskMarker');
}

/** @returns whether a name of a class is written as classes are. */
export function isClassName(path: string): boolean {
  return /^_*[A-Z]/.test(last(path));
}

/** Packages whose functions make no tasks; what comes from others may. */
const harmless =
  /^(?:builtins|airflow|cosmos|datetime|pendulum|os|sys|json|re|pathlib|logging|functools|itertools|collections|copy|time|math|random|typing|dataclasses|enum|yaml|requests|pandas|numpy|boto3|google|sqlalchemy|pytz|dateutil|croniter|urllib|textwrap|string|uuid|hashlib|inspect|importlib|warnings|contextlib|glob|operator|subprocess|shutil|tempfile|socket|base64|csv|io|ast|types|zoneinfo|kubernetes|jinja2|dotenv|html|http|xml|ssl|ftplib|gzip|zipfile|fnmatch|traceback|calendar|decimal|statistics|secrets|unicodedata|psycopg2)(?:\.|$)/;

/** Methods of texts, numbers, dates, dicts, lists, paths and loggers, and those that only link tasks. */
const plainMethod =
  /^(?:get|items|keys|values|pop|copy|update|setdefault|append|extend|insert|remove|clear|sort|reverse|index|count|add|union|difference|intersection|issubset|issuperset|discard|format|join|split|rsplit|splitlines|partition|rpartition|strip|lstrip|rstrip|lower|upper|title|capitalize|casefold|swapcase|replace|removeprefix|removesuffix|startswith|endswith|find|rfind|zfill|ljust|rjust|center|encode|decode|is[a-z]+|isoformat|strftime|strptime|timestamp|total_seconds|date|time|weekday|isoweekday|astimezone|in_timezone|in_tz|subtract|diff|to_[a-z_]+|as_[a-z]+|dict|json|model_dump|read|read_text|readlines|read_bytes|write|write_text|close|open|exists|glob|rglob|iterdir|joinpath|with_suffix|with_name|relative_to|resolve|absolute|match|search|group|groups|groupdict|sub|debug|info|warning|warn|error|exception|critical|log|set_upstream|set_downstream|get_[a-z_]+|__[a-z]+__)$/;

/** @returns whether what is called so on a value that is not known makes no tasks: `row.lower()` does not, `job.run()` may. */
export function isPlainMethod(name: string): boolean {
  return plainMethod.test(name);
}

export function mayMakeTasks(path: string): boolean {
  return !harmless.test(path) && !isClassName(path);
}
