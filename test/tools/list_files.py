"""Asks Airflow which files of a folder it would load, for many sets of `.airflowignore` files. Reads and prints JSON."""

import json
import logging
import pathlib
import sys
import tempfile

try:
    from airflow._shared.module_loading.file_discovery import find_path_from_directory
except ImportError:
    from airflow.utils.file import find_path_from_directory

logging.disable(logging.CRITICAL)


def main():
    asked = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder, "dags")
        for name in asked["files"]:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
        print(json.dumps([loaded(root, asked["syntax"], case) for case in asked["cases"]]))


def loaded(root, syntax, ignores):
    for name, text in ignores.items():
        (root / name).write_text(text)
    try:
        return sorted(str(pathlib.Path(path).relative_to(root)) for path in find_path_from_directory(str(root), ".airflowignore", syntax))
    except Exception as error:
        return str(error)
    finally:
        for name in ignores:
            (root / name).unlink()


main()
