"""What happens when a task has failed for good."""

import json
import logging
import os
from urllib.request import Request, urlopen

log = logging.getLogger(__name__)


def tell_finance(context):
    """Says it in #finance-alerts, with a link to the log."""
    task = context["ti"]
    message = {
        "channel": "#finance-alerts",
        "text": f"{task.dag_id}.{task.task_id} failed: {task.log_url}",
    }
    request = Request(
        os.environ["SLACK_WEBHOOK_URL"],
        data=json.dumps(message).encode(),
        headers={"Content-Type": "application/json"},
    )
    urlopen(request, timeout=10)


def note_failure(context):
    task = context["ti"]
    log.error("%s.%s failed", task.dag_id, task.task_id)
