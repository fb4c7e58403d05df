/** What only runs when somebody asks for it, where an answer goes included, and what reads files that most workspaces do not have. A bundle of its own; `lateParts.ts` is the way to it. */
export { exemplarOf } from './airflow/places/exemplar.ts';
export { placesOfAsset, placesOfDag } from './airflow/places/places.ts';
export { answerMany } from './answerMany.ts';
export { groupsIn, membersOf } from './dbt/places/groupPlaces.ts';
export { newResourceOf } from './dbt/places/newResource.ts';
export { placesOf as placesOfNode } from './dbt/places/places.ts';
export { manifestReader } from './dbt/reading/manifest.ts';
export { incidentOf } from './incident/incident.ts';
export { readTeamFile } from './policy/config.ts';
export { renameIn } from './rename.ts';
export { decisionContent, decisionObjection, decisionPlaces, decisionSource } from './team/decisions.ts';
export { write } from './writers/write.ts';
