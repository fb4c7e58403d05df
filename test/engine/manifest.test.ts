import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { teamFileName } from '../../src/engine/workspace.ts';

const nlsKey = z.string().check(z.regex(/^%[\w.]+%$/));

const command = z.strictObject({
  command: z.string().check(z.regex(/^pipelineCoach\.[a-zA-Z]+$/)),
  title: nlsKey,
  category: z.literal('Pipeline Coach'),
  icon: z.optional(z.string()),
  enablement: z.optional(z.string()),
});

const setting = z.looseObject({
  type: z.enum(['string', 'boolean', 'object', 'array', 'number']),
  scope: z.enum(['resource', 'window', 'language-overridable']),
  default: z.unknown(),
  markdownDescription: nlsKey,
});

const menuItem = z.strictObject({ command: z.string(), when: z.optional(z.string()), group: z.optional(z.string()) });

const walkthrough = z.strictObject({
  id: z.string(),
  title: nlsKey,
  description: nlsKey,
  steps: z.array(
    z.strictObject({
      id: z.string(),
      title: nlsKey,
      description: nlsKey,
      media: z.strictObject({ markdown: z.string() }),
      completionEvents: z.array(z.string()),
    }),
  ),
});

/** Every contribution point that is used. VS Code ignores unknown ones in silence, so a new one has to be named here. */
const manifest = z.looseObject({
  name: z.literal('pipeline-coach'),
  displayName: nlsKey,
  description: nlsKey,
  main: z.string(),
  browser: z.string(),
  activationEvents: z.array(z.string()),
  contributes: z.strictObject({
    commands: z.array(command),
    configuration: z.strictObject({ title: z.string(), properties: z.record(z.string(), setting) }),
    menus: z.optional(
      z.partialRecord(z.enum(['commandPalette', 'explorer/context', 'editor/context', 'editor/title', 'view/title']), z.array(menuItem)),
    ),
    walkthroughs: z.array(walkthrough),
    snippets: z.optional(z.array(z.strictObject({ language: z.string(), path: z.string() }))),
    jsonValidation: z.optional(z.array(z.strictObject({ fileMatch: z.union([z.string(), z.array(z.string())]), url: z.string() }))),
    yamlValidation: z.optional(z.array(z.strictObject({ fileMatch: z.union([z.string(), z.array(z.string())]), url: z.string() }))),
  }),
});

const text = readFileSync('package.json', 'utf8');
const nls = z.parse(z.record(z.string(), z.string()), JSON.parse(readFileSync('package.nls.json', 'utf8')));
const code = readdirSync('src/vscode', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join('src/vscode', file), 'utf8'))
  .join('\n');

function contributions() {
  return z.parse(manifest, JSON.parse(text));
}

/** @returns whether the code registers a command, by its id or by the name that surface.ts gives it. */
function isRegistered(id: string): boolean {
  const name = new RegExp(`(\\w+): '${id}'`).exec(code)?.[1];
  const written = name === undefined ? `'${id}'` : `(?:command\\.${name}|'${id}')`;
  return new RegExp(`registerCommand\\(\\s*${written}`).test(code);
}

suite('manifest', () => {
  test('only contribution points that VS Code knows, each with what it needs', () => {
    assert.deepEqual(z.safeParse(manifest, JSON.parse(text)).error?.issues ?? [], []);
  });

  test('every text of the manifest stands in package.nls.json, and none stands there unused', () => {
    const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]));
    assert.deepEqual([...used].sort(), Object.keys(nls).sort());
    for (const [key, words] of Object.entries(nls)) assert.ok(words.trim().length > 0, `${key} is empty`);
  });

  test('every command of the palette is registered by the extension', () => {
    const { commands } = contributions().contributes;
    assert.ok(commands.length > 0);
    for (const { command: id } of commands) assert.ok(isRegistered(id), `${id} is never registered`);
  });

  test('every setting is read, and every setting that is read or linked to is contributed', () => {
    const settings = Object.keys(contributions().contributes.configuration.properties).map((key) => key.replace(/^pipelineCoach\./, ''));
    for (const name of settings) assert.match(code, new RegExp(`['.\`]${name}['\`]`), `pipelineCoach.${name} is never read`);
    const read = [...code.matchAll(/\.get(?:<[^>]*>+)?\(\s*'(\w+)'/g)].map((match) => match[1]);
    const linked = [
      ...Object.values(nls)
        .join(' ')
        .matchAll(/`#pipelineCoach\.(\w+)#`/g),
    ].map((match) => match[1]);
    for (const name of [...read, ...linked]) assert.ok(settings.includes(name ?? ''), `pipelineCoach.${name} is no setting`);
  });

  test('a default is one of the values that its setting takes', () => {
    for (const [key, value] of Object.entries(contributions().contributes.configuration.properties)) {
      assert.ok(value.default !== undefined, `${key} has no default`);
      const { enum: choices, enumDescriptions } = value as { enum?: unknown[]; enumDescriptions?: unknown[] };
      if (!choices) continue;
      assert.ok(choices.includes(value.default), `${key}: ${String(value.default)}`);
      assert.equal(enumDescriptions?.length, choices.length, `${key} describes each of its values`);
    }
  });

  test('it starts with the languages and projects that it reads, and never with the editor', () => {
    const { activationEvents } = contributions();
    for (const event of [
      'onLanguage:python',
      'onLanguage:sql',
      'onLanguage:jinja-sql',
      'onLanguage:yaml',
      'workspaceContains:dbt_project.yml',
    ])
      assert.ok(activationEvents.includes(event), event);
    for (const event of activationEvents) {
      assert.match(event, /^(onLanguage|workspaceContains|onWebviewPanel):/);
      assert.doesNotMatch(event, /\*\*/, 'a search of the whole workspace');
    }
  });

  test('files that the manifest names are there', () => {
    const { icon, contributes } = JSON.parse(text) as { icon?: string; contributes: { snippets?: { path: string }[] } };
    const { jsonValidation = [], yamlValidation = [] } = contributions().contributes;
    const schemas = [...jsonValidation, ...yamlValidation].map(({ url }) => url);
    const files = [icon, ...(contributes.snippets ?? []).map(({ path }) => path), ...schemas];
    for (const file of files) if (file) assert.ok(existsSync(file), file);
  });

  test('the walkthrough has at most five steps, and leads to commands and settings that are there', () => {
    const { walkthroughs, configuration } = contributions().contributes;
    for (const { steps } of walkthroughs) {
      assert.ok(steps.length <= 5);
      for (const { media, completionEvents } of steps) {
        assert.ok(existsSync(media.markdown), media.markdown);
        for (const event of completionEvents) {
          const [kind, name = ''] = event.split(':');
          assert.ok(kind === 'onCommand' ? isRegistered(name) : name in configuration.properties, event);
        }
      }
    }
    for (const [, id] of Object.values(nls)
      .join(' ')
      .matchAll(/\(command:(pipelineCoach\.\w+)/g))
      assert.ok(isRegistered(id ?? ''), id);
  });

  test('the YAML editor is offered the schema of the team file', () => {
    const [validation] = contributions().contributes.yamlValidation ?? [];
    assert.equal(validation?.fileMatch, teamFileName);
    const schema = JSON.parse(readFileSync(validation.url, 'utf8')) as { properties: object };
    assert.ok(Object.keys(schema.properties).includes('roster'));
  });

  test('the README names every command with its page, and every setting', () => {
    const readme = readFileSync('README.md', 'utf8');
    const { commands, configuration } = contributions().contributes;
    for (const { title } of commands) {
      const name = nls[title.replaceAll('%', '')] ?? '';
      assert.ok(readme.includes(`*${name}*`), name);
      const page = `docs/commands/${(name.toLowerCase().match(/\w+/g) ?? []).join('-')}.md`;
      assert.ok(readme.includes(`](${page})`), page);
      assert.ok(readFileSync(page, 'utf8').startsWith(`# ${name}\n`), page);
    }
    for (const name of Object.keys(configuration.properties)) assert.ok(readme.includes(`\`${name}\``), name);
  });

  test('every package has its reason in CONTRIBUTING.md', () => {
    const reasons = readFileSync('CONTRIBUTING.md', 'utf8');
    const { devDependencies = {}, dependencies = {} } = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
    for (const [name, version] of Object.entries({ ...devDependencies, ...dependencies })) {
      assert.ok(reasons.includes(`\`${name}\``), `${name} has no row`);
      assert.match(version, /^\d/, `${name} is not pinned`);
    }
  });
});
