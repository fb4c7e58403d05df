import type { Findings, NeighbourView, ResourceView } from '../views.ts';

/** Version of the shape below; `media/inspect.schema.json` describes it. */
export const inspectVersion = 1;

/**
 * Everything that is known, as JSON, in pieces: a workspace of 10,000 models never stands in memory as one text.
 * @param root what paths are relative to, as the user named it
 */
export function* inspectJson(findings: Findings, root: string, today: string): Generator<string> {
  const frameworks = findings.frameworks().map(({ name, root: folder, project, version, versionFrom }) => ({
    name,
    root: folder,
    ...(project === null ? {} : { project }),
    version,
    versionFrom,
  }));
  yield `{"version": ${inspectVersion}, "root": ${JSON.stringify(root)}, "today": ${JSON.stringify(today)},\n`;
  yield ` "frameworks": ${JSON.stringify(frameworks)},\n "resources": [`;
  let separator = '\n';
  for (const resource of findings.resources()) {
    yield `${separator}  ${JSON.stringify(resourceJson(resource))}`;
    separator = ',\n';
  }
  yield `\n ],\n "problems": ${JSON.stringify(findings.problems())}}\n`;
}

function resourceJson(resource: ResourceView) {
  const edge = ({ id, via, conditional, file, line }: NeighbourView) => ({ id, via, conditional, file, line });
  return {
    id: resource.id,
    kind: resource.kind,
    name: resource.name,
    framework: resource.framework,
    project: resource.project,
    layer: resource.layer,
    ...(resource.template ? { template: true } : {}),
    file: resource.file,
    line: resource.line,
    owners: resource.owners,
    upstream: resource.upstream.map(edge),
    hiddenUpstream: resource.hiddenUpstream,
    consumers: resource.consumers.map(({ id, kind, owners, via, conditional }) => ({ id, kind, owners, via, conditional })),
    runBy: resource.runBy.map(({ id, via }) => ({ id, via })),
    next: resource.next,
    unasked: resource.unasked,
    questions: resource.answers.map((answer) => ({
      id: answer.id,
      asked: answer.asked,
      state: answer.state,
      answer: answer.answer,
      inherited: answer.inherited,
      evidence: answer.evidence.map(({ file, line, column, route }) => ({ file, line, column, route })),
      reason: answer.reason,
    })),
  };
}
