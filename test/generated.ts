import * as z from 'zod/mini';
import { inspectSchema } from '../src/engine/reports/inspectSchema.ts';

/** @returns the files that are made from code and checked in, by their path from the root. `npm run generate` writes them. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const inspect = {
    title: 'What pipeline-coach inspect prints',
    ...z.toJSONSchema(inspectSchema, { target: 'draft-7' }),
  };
  return new Map([['media/inspect.schema.json', `${JSON.stringify(inspect, null, 2)}\n`]]);
}
