/** Loads what only runs when somebody asks for it. The build puts another text in place of this one where that is a file of its own (`esbuild.mjs`). */
export function lateParts(): Promise<typeof import('./late.ts')> {
  return import('./late.ts');
}
