/** What real Airflow holds, read from the dump of dump_dags.py, in the words of the comparison (see comparison.mjs). */

/**
 * @param dump what dump_dags.py wrote
 * @param folder the DAGs folder, relative to the root that is inspected
 * @returns every DAG (one that `@asset` made counts as its asset), and the ids that may be named without being a resource.
 */
export function heldByAirflow(dump, folder) {
  const place = (file) => (folder === '.' ? file : `${folder}/${file}`);
  const links = linksBetween(dump.dags);
  return {
    resources: dump.dags.map((dag) => ({ ...heldOf(dag), ...neighboursOf(dag, links), project: folder, file: place(dag.file) })),
    others: new Set(dump.dags.flatMap(assetsOf).flatMap(namesOf)),
    importErrors: Object.entries(dump.importErrors).map(([file, message]) => ({ file: place(file), message })),
  };
}

function idOf(dag) {
  return dag.assets.length === 1 ? `asset.${dag.assets[0].name}` : `dag.${dag.id}`;
}

function heldOf(dag) {
  return {
    id: idOf(dag),
    tool: 'airflow',
    kind: dag.assets.length === 1 ? 'asset' : 'dag',
    owners: [dag.tasks.flatMap((task) => task.owner.split(',')).map((name) => [name.trim()])],
    purposes: [
      dag.description,
      // dag-factory 1.1 puts the YAML itself below what is written.
      dag.docMd?.replace(/## YML DAG\n```yaml\n[\s\S]*```$/, ''),
      ...(dag.assets.length === 1 ? dag.tasks.flatMap((task) => [task.docMd, task.docstring]) : []),
    ].filter((text) => typeof text === 'string' && text.trim() !== ''),
    promise: dag.deadlines > 0 || keepsSla(dag) || promised(dag) ? 'kept' : 'none',
    modes: null,
    alerts: alertsOf(dag),
    detail: dag,
    commands: dag.tasks.map((task) => task.bashCommand).filter((command) => typeof command === 'string'),
  };
}

/** Airflow 2 looks at `sla` only where a DAG runs by the clock. */
function keepsSla(dag) {
  return dag.tasks.some((task) => task.sla !== null) && !/^(Null|Once|Dataset|Asset)/.test(dag.schedule.kind);
}

/** `parents` and `children` have to be named; `parentsToo` and `childrenToo` may be: assets by their names, and what is only read. */
function neighboursOf(dag, links) {
  const id = idOf(dag);
  const from = (wanted) => links.filter((link) => link.to === id && wanted(link)).map((link) => link.from);
  const to = (wanted) => links.filter((link) => link.from === id && wanted(link)).map((link) => link.to);
  const assets = {
    in: [...dag.schedule.assets, ...dag.tasks.flatMap((task) => task.inlets)],
    out: dag.tasks.flatMap((task) => task.outlets),
  };
  return {
    parents: from((link) => link.starts && link.from !== link.to),
    children: to((link) => link.starts && link.from !== link.to),
    parentsToo: [...from((link) => !link.starts || link.from === link.to), ...assets.in.flatMap(namesOf)],
    childrenToo: [...to((link) => !link.starts || link.from === link.to), ...assets.out.flatMap(namesOf)],
  };
}

function assetsOf(dag) {
  return [...dag.schedule.assets, ...dag.tasks.flatMap((task) => [...task.inlets, ...task.outlets])];
}

function namesOf(asset) {
  return [`asset.${asset.name}`, `asset.${asset.uri}`];
}

/** Who starts, or waits for, or reads whom: by trigger, by sensor and its marker, by an asset that one writes. */
function linksBetween(dags) {
  const known = new Map(dags.map((dag) => [dag.id, idOf(dag)]));
  const writers = (assets) => assets.flatMap((asset) => dags.filter((dag) => writes(dag, asset))).map(idOf);
  const linksOf = (dag) => [
    ...dag.tasks.map((task) => ({ from: idOf(dag), to: known.get(task.triggers), starts: true })),
    ...dag.tasks.map((task) => externalLink(dag, task, known)),
    ...writers(dag.schedule.assets).map((from) => ({ from, to: idOf(dag), starts: true })),
    ...writers(dag.tasks.flatMap((task) => task.inlets)).map((from) => ({ from, to: idOf(dag), starts: false })),
  ];
  return dags.flatMap(linksOf).filter(({ from, to }) => from !== undefined && to !== undefined);
}

/** A sensor waits for the other DAG; a marker names the DAG that waits for it. */
function externalLink(dag, task, known) {
  const other = known.get(task.externalDag);
  return task.type === 'ExternalTaskMarker' ? { from: idOf(dag), to: other, starts: true } : { from: other, to: idOf(dag), starts: true };
}

function writes(dag, asset) {
  return dag.tasks.some((task) =>
    task.outlets.some((outlet) => ['name', 'uri'].some((key) => outlet[key] !== null && outlet[key] === asset[key])),
  );
}

/** A line `Key: value` or a heading in the DAG's docs. */
/** What a brief leaves open promises nothing. */
function promised(dag) {
  return stated({ docMd: (dag.docMd ?? '').replace(/^SLA: TODO$/m, '') }, /sla|freshness/);
}

function stated(dag, key) {
  return (dag.docMd ?? '').split('\n').some((line) => key.test(line.toLowerCase()) && /^[\s#*|_-]*[a-z ,]+[\s*_|]*(:|$|\|)/i.test(line));
}

function alertsOf(dag) {
  const callbacks = [...dag.callbacks.failure, ...dag.tasks.flatMap((task) => task.callbacks.failure)];
  const mails = dag.tasks.filter((task) => task.email && task.emailOnFailure).flatMap((task) => task.email);
  return [...callbacks.map((callback) => callback.channel ?? callback.name), ...mails, ...(stated(dag, /alerts/) ? ['in the docs'] : [])];
}
