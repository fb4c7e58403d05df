import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG(
    "board_report",
    schedule=None,
    start_date=pendulum.datetime(2025, 1, 1, tz="UTC"),
    default_args={"owner": "TBD", "retries": 1},
    tags=["finance"],
):
    render = BashOperator(
        task_id="render_pdf",
        bash_command="render-report revenue --out /data/reports/{{ run_id }}.pdf",
    )
    send = BashOperator(
        task_id="send_pdf",
        bash_command="send-mail board@harbour-and-pine.example /data/reports/{{ run_id }}.pdf",
        retries=0,
    )

    render >> send
