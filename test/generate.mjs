import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: ['test/generated.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'neutral',
  mainFields: ['module', 'main'],
});
const bundle = outputFiles.map(({ contents }) => Buffer.from(contents).toString('base64')).join('');
const { generatedFiles } = await import(`data:text/javascript;base64,${bundle}`);

for (const [file, text] of generatedFiles()) {
  await writeFile(file, text);
  console.log(file);
}
