"""Loads a DAGs folder with real Airflow and writes what Airflow holds as JSON.

Usage: python dump_dags.py DAGS_FOLDER OUTPUT
The environment (AIRFLOW_HOME, PYTHONPATH with what a deployment has on its path) is the caller's.
Works with the DagBag of 2.4 to 3.x.
"""

import datetime
import enum
import functools
import inspect
import json
import os
import sys


def load(folder):
    try:
        from airflow.dag_processing.dagbag import DagBag

        return DagBag(folder)
    except ImportError:
        from airflow.models import DagBag

        return DagBag(folder, include_examples=False)


def relative(path, folder):
    return os.path.relpath(path, folder).replace(os.sep, "/") if path else None


def as_list(value):
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple, set)) else [value]


def plain(value):
    """A value as JSON can hold it; what it cannot becomes its text."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(item.value if isinstance(item, enum.Enum) else item) for item in value)
    return str(value)


def callback(value, folder):
    """How a callback is called, and the file that defines it where that is below the folder."""
    while isinstance(value, functools.partial):
        value = value.func
    target = value if inspect.isroutine(value) or inspect.isclass(value) else type(value)
    try:
        source = relative(inspect.getsourcefile(target), folder)
    except TypeError:
        source = None
    settings = vars(value) if not inspect.isroutine(value) and hasattr(value, "__dict__") else {}
    return {
        "name": getattr(target, "__name__", str(target)),
        "file": source if source and not source.startswith("..") else None,
        "notifier": not inspect.isroutine(value),
        "channel": plain(settings.get("channel") or settings.get("to")),
    }


def callbacks(owner, folder):
    return {
        kind: [callback(value, folder) for value in as_list(getattr(owner, f"on_{kind}_callback", None))]
        for kind in ("failure", "success", "retry", "execute")
    }


def asset(value):
    """The names and uris of an asset, an alias, or an expression of them."""
    if getattr(value, "objects", None):
        return [found for item in value.objects for found in asset(item)]
    return [{"name": getattr(value, "name", None), "uri": getattr(value, "uri", None)}]


def assets(values):
    return [found for value in as_list(values) for found in asset(value)]


def schedule(dag):
    timetable = dag.timetable
    kind = type(timetable).__name__
    condition = getattr(timetable, "asset_condition", None) or getattr(timetable, "dataset_condition", None)
    text = getattr(timetable, "expression", None) or getattr(timetable, "_expression", None) or getattr(timetable, "summary", None)
    return {"kind": kind, "text": plain(text), "assets": asset(condition) if condition else []}


def parameters(operator):
    """The arguments of an operator, also of one that is mapped and not there yet."""
    if hasattr(operator, "partial_kwargs"):
        return operator.partial_kwargs
    return vars(operator)


def task(operator, folder):
    given = parameters(operator)
    return {
        "id": operator.task_id,
        "type": getattr(operator, "task_type", type(operator).__name__),
        "owner": operator.owner,
        "upstream": sorted(operator.upstream_task_ids),
        "callbacks": callbacks(operator, folder),
        "email": plain(given.get("email")),
        "emailOnFailure": plain(given.get("email_on_failure", True)),
        "emailOnRetry": plain(given.get("email_on_retry", True)),
        "retries": plain(operator.retries),
        "sla": plain(getattr(operator, "sla", None)),
        "executionTimeout": plain(operator.execution_timeout),
        "triggerRule": getattr(operator.trigger_rule, "value", str(operator.trigger_rule)),
        "teardown": bool(getattr(operator, "is_teardown", False)),
        "docMd": plain(getattr(operator, "doc_md", None)),
        "docstring": plain(getattr(getattr(operator, "python_callable", None), "__doc__", None)),
        "inlets": assets(getattr(operator, "inlets", None)),
        "outlets": assets(getattr(operator, "outlets", None)),
        "triggers": plain(given.get("trigger_dag_id")),
        "externalDag": plain(given.get("external_dag_id")),
        "bashCommand": plain(given.get("bash_command")),
    }


def made_by_asset(dag):
    """The assets of a DAG that an `@asset` function made, also one over `@task`; empty for every other DAG."""
    for operator in dag.tasks:
        if type(operator).__name__ == "_AssetMainOperator":
            return assets(operator.outlets)
        for outlet in as_list(getattr(operator, "outlets", None)):
            source = getattr(outlet, "_source", None)
            if source is not None and dag.dag_id == (source.dag_id or outlet.name):
                return asset(outlet)
    return []


def describe(dag, folder):
    return {
        "id": dag.dag_id,
        "file": relative(dag.fileloc, folder),
        "assets": made_by_asset(dag),
        "description": plain(dag.description),
        "docMd": plain(dag.doc_md),
        "tags": plain(set(dag.tags or [])),
        "schedule": schedule(dag),
        "catchup": plain(dag.catchup),
        "owner": dag.owner,
        "ownerLinks": {key: str(value) for key, value in (dag.owner_links or {}).items()},
        "dagrunTimeout": plain(dag.dagrun_timeout),
        "deadlines": len(as_list(getattr(dag, "deadline", None))),
        "slaMissCallback": bool(getattr(dag, "sla_miss_callback", None)),
        "callbacks": callbacks(dag, folder),
        "tasks": [task(operator, folder) for operator in dag.tasks],
    }


def main(folder, output):
    import airflow

    bag = load(folder)
    held = {
        "version": airflow.__version__,
        "importErrors": {relative(path, folder) if os.path.isabs(path) else path: str(error).strip().splitlines()[-1] for path, error in bag.import_errors.items()},
        "dags": [describe(dag, folder) for _, dag in sorted(bag.dags.items()) if not getattr(dag, "is_subdag", False)],
    }
    with open(output, "w", encoding="utf-8") as file:
        json.dump(held, file, indent=1)


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), sys.argv[2])
