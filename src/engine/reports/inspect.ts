import type { Asking } from '../ask.ts';
import type { Graph } from '../graph/graph.ts';
import type { Neighbour } from '../graph/lineage.ts';
import { type Message, render } from '../l10n.ts';
import type { Answer, Evidence, Resource } from '../model.ts';
import { nextQuestion } from '../questions/next.ts';
import type { Findings } from '../views.ts';

/** Version of the shape below; `media/inspect.schema.json` describes it. */
export const inspectVersion = 1;

/** What is inspected: of the resources what is known itself, because views of a large workspace would only be made to be written down. */
export interface Inspected extends Pick<Findings, 'frameworks' | 'problems'> {
  each<T>(tell: (resource: Resource, graph: Graph, asking: Asking) => T): Iterable<T>;
}

/**
 * Everything that is known, as JSON, in pieces: a workspace of 10,000 models never stands in memory as one text.
 * @param root what paths are relative to, as the user named it
 */
export function* inspectJson(found: Inspected, root: string, today: string): Generator<string> {
  const frameworks = found.frameworks().map(({ name, root: folder, project, version, versionFrom }) => ({
    name,
    root: folder,
    ...(project === null ? {} : { project }),
    version,
    versionFrom,
  }));
  yield `{"version": ${inspectVersion}, "root": ${JSON.stringify(root)}, "today": ${JSON.stringify(today)},\n`;
  yield ` "frameworks": ${JSON.stringify(frameworks)},\n "resources": [`;
  let separator = '\n';
  for (const resource of found.each(createResourceJson())) {
    yield `${separator}  ${resource}`;
    separator = ',\n';
  }
  yield `\n ],\n "problems": ${JSON.stringify(found.problems())}}\n`;
}

/** Written as text at once: of 10,000 models this is 90 MB, and objects for all of it take longer than judging does. */
function createResourceJson(): (resource: Resource, graph: Graph, asking: Asking) => string {
  const quoted = new Map<string, string>();

  /** Of ids, files and sentences there are few, and each stands there many times. */
  function again(value: string): string {
    const known = quoted.get(value);
    if (known !== undefined) return known;
    const made = text(value);
    quoted.set(value, made);
    return made;
  }

  function words(message: Message | null): string {
    if (message === null) return 'null';
    return message.args.length === 0 ? again(message.message) : text(render(message));
  }

  function edge({ resource, edge: { via, conditional, span } }: Neighbour): string {
    return `{"id":${again(resource.id)},"via":${again(via)},"conditional":${conditional},"file":${again(span.file)},"line":${span.line}}`;
  }

  function evidence({ span: { file, line, column }, route }: Evidence): string {
    return `{"file":${again(file)},"line":${line},"column":${column},"route":${words(route)}}`;
  }

  function answer(one: Answer): string {
    return (
      `{"id":${again(one.id)},"asked":${one.asked},"state":"${one.state}","answer":${words(one.answer)},"inherited":${one.inherited},` +
      `"evidence":${list(one.evidence, evidence)},"reason":${words(one.reason)}}`
    );
  }

  return (resource, graph, asking) => {
    const answers = asking.answers(resource);
    const owners = (of: Resource) => list(asking.owners(of), again);
    const consumer = ({ resource: reader, edge: { via, conditional } }: Neighbour) =>
      `{"id":${again(reader.id)},"kind":"${reader.kind}","owners":${owners(reader)},"via":${again(via)},"conditional":${conditional}}`;
    const runner = ({ resource: dag, edge: { via } }: Neighbour) => `{"id":${again(dag.id)},"via":${again(via)}}`;
    const { layer, anchor } = resource;
    const next = nextQuestion(answers);
    return (
      `{"id":${again(resource.id)},"kind":"${resource.kind}","name":${text(resource.name)},"framework":"${resource.framework}",` +
      `"project":${again(resource.project)},"layer":${layer === null ? null : again(layer)},${resource.template ? '"template":true,' : ''}` +
      (resource.doubtful ? `"doubtful":${words(resource.doubtful)},` : '') +
      `"file":${again(anchor.file)},"line":${anchor.line},"owners":${owners(resource)},"upstream":${list(graph.upstream(resource), edge)},` +
      `"hiddenUpstream":${words(resource.hiddenUpstream)},"consumers":${list(graph.consumers(resource), consumer)},` +
      `"runBy":${list(graph.runners(resource), runner)},"next":${next === null ? null : again(next)},"unasked":${words(resource.unasked)},` +
      `"questions":${list(answers, answer)}}`
    );
  };
}

function list<T>(items: readonly T[], json: (item: T) => string): string {
  if (items.length === 0) return '[]';
  let all = '[';
  let separator = '';
  for (const item of items) {
    all += separator + json(item);
    separator = ',';
  }
  return `${all}]`;
}

/** Neither quotes, backslashes and control characters nor halves of pairs, which JSON writes in another way. */
const plain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function text(value: string): string {
  return plain.test(value) ? `"${value}"` : JSON.stringify(value);
}
