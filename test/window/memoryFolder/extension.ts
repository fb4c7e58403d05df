import { memoryFiles } from '../suite/memoryFiles.ts';

/** A dbt project on no disk: what a window shows that was opened at `coachmemory:/`. */
export const activate = (): void => {
  memoryFiles('coachmemory', {
    'dbt_project.yml': 'name: memory\nversion: "1.0"\nprofile: memory\n',
    'models/stg_rides.sql': 'select 1 as id\n',
    'models/fct_rides.sql': "select * from {{ ref('stg_rides') }}\n",
    'models/_models.yml': 'models:\n  - name: fct_rides\n    description: Rides, for the rebalancing of stations.\n',
  });
};
