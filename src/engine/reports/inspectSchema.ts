import * as z from 'zod/mini';

/** Paths are relative to the root, with `/`. */
const file = z.string();

/** Lines and columns count from 1. */
const position = z.int().check(z.minimum(1));

const kind = z.enum([
  'model',
  'seed',
  'snapshot',
  'source',
  'exposure',
  'dag',
  'asset',
  'metric',
  'semantic_model',
  'saved_query',
  'function',
]);

const state = z.enum(['answered', 'weak', 'unanswered', 'unknown', 'not_applicable', 'waived']);

const framework = z.strictObject({
  name: z.enum(['dbt', 'airflow']),
  root: described(file, 'The folder of the dbt project, or the DAGs folder.'),
  project: z.optional(described(z.string(), "The dbt project's own name.")),
  version: described(z.nullable(z.string()), 'As it is written: a version, or a range.'),
  versionFrom: described(z.nullable(z.string()), 'Where the version was read: file:line.'),
});

const upstream = z.strictObject({
  id: z.string(),
  via: described(z.string(), 'By what it is read: ref, source, schedule …'),
  conditional: described(z.boolean(), 'Stands behind a condition that text cannot decide.'),
  file,
  line: position,
});

const consumer = z.strictObject({
  id: z.string(),
  kind,
  owners: z.array(z.string()),
  via: z.string(),
  conditional: z.boolean(),
});

const runner = z.strictObject({
  id: z.string(),
  via: described(z.string(), 'The words of the command: dbt build --select +fct_orders'),
});

const evidence = z.strictObject({
  file,
  line: position,
  column: position,
  route: described(z.string(), 'By which way the value applies, in words.'),
});

const question = z.strictObject({
  id: described(z.string(), 'Names the page docs/questions/<id>.md and never changes.'),
  asked: described(z.boolean(), "Whether the team's policy asks it of this resource."),
  state,
  answer: z.nullable(z.string()),
  inherited: described(z.boolean(), 'Another resource answers for this one.'),
  evidence: z.array(evidence),
  reason: described(z.nullable(z.string()), 'Why it is weak, unknown, not applicable or waived.'),
});

const resource = z.strictObject({
  id: described(z.string(), "dbt's unique_id; dag.<dag_id>; asset.<name>. Unique within its project."),
  kind,
  name: z.string(),
  framework: z.enum(['dbt', 'airflow']),
  project: described(file, 'The folder of the dbt project, or the DAGs folder.'),
  layer: z.nullable(z.enum(['staging', 'intermediate', 'mart'])),
  template: z.optional(described(z.literal(true), 'One constructor that makes many resources.')),
  doubtful: z.optional(
    described(z.string(), 'Why it may not be there: a condition that text cannot decide, or nothing seen that Airflow comes upon it by.'),
  ),
  file,
  line: position,
  owners: described(z.array(z.string()), 'The owners in force, placeholders included; empty when unknown.'),
  upstream: z.array(upstream),
  hiddenUpstream: described(z.nullable(z.string()), 'Why the upstream list may be incomplete.'),
  consumers: z.array(consumer),
  runBy: z.array(runner),
  next: described(z.nullable(z.string()), 'The id of the question to ask next.'),
  unasked: described(z.nullable(z.string()), "Why nothing is asked about it: a package's, disabled, ignored by git."),
  questions: z.array(question),
});

const problem = z.strictObject({ file, line: position, message: z.string() });

/** What `pipeline-coach inspect` prints. Whoever changes it in a way that breaks readers raises `inspectVersion`. */
export const inspectSchema = z.strictObject({
  version: z.literal(1),
  root: described(z.string(), 'What all paths are relative to, as it was named on the command line.'),
  today: described(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)), 'The date that counted as today.'),
  frameworks: z.array(framework),
  resources: z.array(resource),
  problems: z.array(problem),
});

function described<T extends z.ZodMiniType>(schema: T, description: string): T {
  return schema.check(z.describe(description)) as T;
}
