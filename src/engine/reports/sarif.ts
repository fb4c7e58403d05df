import { english } from '../l10n.ts';
import { questionById } from '../questions/list.ts';
import type { AnswerView, ProblemView } from '../views.ts';
import type { CheckFindings } from './findings.ts';
import { itemKey, type OpenItem, saidOf } from './openItems.ts';

/** The rule that what is wrong in the user's own files is reported under. */
const problemRule = {
  id: 'cannot-be-read',
  name: 'Cannot be read',
  text: 'Something in the files of the project or the team cannot be used.',
};

/**
 * Writes SARIF 2.1.0, the form of code scanning: one result a question. What time alone has turned is a `review` without a
 * level. A fingerprint names resource and question, so that a result stays the same when lines move.
 */
export function sarifReport({ items, aged, problems }: CheckFindings): string {
  const all = [...items, ...aged];
  const answers = new Map(all.map(({ answer }) => [answer.id, answer]));
  const rules = [...answers.values()].map(ruleOf);
  const results = [
    ...items.map((item) => ({ ...resultOf(item), level: item.answer.severity === 'warning' ? 'warning' : 'note' })),
    ...aged.map((item) => ({ ...resultOf(item), kind: 'review', level: 'none' })),
    ...problems.map(problemResult),
  ];
  const driver = {
    name: 'pipeline-coach',
    informationUri: 'https://github.com/pipeline-coach/pipeline-coach',
    rules: problems.length > 0 ? [...rules, { id: problemRule.id, shortDescription: { text: problemRule.text } }] : rules,
  };
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 1)}\n`;
}

/** A question may be put in words that fit the resource; the rule is the question itself. */
function ruleOf({ id, short, question: asked, why }: AnswerView) {
  const question = questionById(id);
  return {
    id,
    name: short,
    shortDescription: { text: question ? english(question.question.message) : asked },
    fullDescription: { text: why },
  };
}

function resultOf(item: OpenItem) {
  const { resource, answer } = item;
  const said = saidOf(answer);
  return {
    ruleId: answer.id,
    message: { text: `${resource.name}: ${answer.question}${said === '' ? '' : ` (${said})`}` },
    locations: [
      { ...physicalLocation(resource.file, resource.line), logicalLocations: [{ name: resource.name, fullyQualifiedName: resource.id }] },
    ],
    partialFingerprints: { 'question/v1': itemKey(item) },
  };
}

function problemResult({ file, line, message }: ProblemView) {
  return { ruleId: problemRule.id, level: 'warning', message: { text: message }, locations: [physicalLocation(file, line)] };
}

/** Names of files are parts of an address: a space or a `#` in one is escaped. */
function physicalLocation(file: string, line: number) {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: line } } };
}
