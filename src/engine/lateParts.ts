import * as late from './late.ts';

/** What only runs when somebody asks for it. The build puts a text in place of this one that loads it with the first call (`esbuild.mjs`). */
export function lateParts(): typeof late {
  return late;
}
