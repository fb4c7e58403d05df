import * as z from 'zod/mini';
import { questionId, teamFileSchema } from '../src/engine/policy/teamFileSchema.ts';
import { questions } from '../src/engine/questions/list.ts';
import { inspectSchema } from '../src/engine/reports/inspectSchema.ts';

/** @returns the files that are made from code and checked in, by their path from the root. `npm run generate` writes them. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const inspect = {
    title: 'What pipeline-coach inspect prints',
    ...z.toJSONSchema(inspectSchema, { target: 'draft-7' }),
  };
  return new Map([
    ['media/inspect.schema.json', textOf(inspect)],
    ['media/config.schema.json', textOf(configSchema())],
  ]);
}

/** The team file for completion in an editor: the ids of the catalogue are offered, a team's own are not refused. */
function configSchema() {
  const ids = { anyOf: [{ enum: questions.map(({ id }) => id) }, { type: 'string' }] };
  const schema = z.toJSONSchema(teamFileSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if ((zodSchema as unknown) === questionId) Object.assign(jsonSchema, { type: undefined }, ids);
    },
  });
  return { title: 'The team file of Pipeline Coach', ...schema };
}

function textOf(schema: unknown): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
