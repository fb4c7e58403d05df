import { airflow } from './airflow/airflow.ts';
import { dbt } from './dbt/dbt.ts';
import type { Framework } from './framework.ts';

/** Every tool that is understood. */
export const frameworks: readonly Framework[] = [dbt, airflow];
