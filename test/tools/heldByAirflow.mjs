/** What real Airflow holds, read from the dump of dump_dags.py, in the words of the comparison (see comparison.mjs). */

/**
 * @param dump what dump_dags.py wrote
 * @param folder the DAGs folder, relative to the root that is inspected
 * @returns every DAG (one that `@asset` made counts as its asset), and the ids that may be named without being a resource.
 */
export function heldByAirflow(dump, folder) {
  const place = (file) => (folder === '.' ? file : `${folder}/${file}`);
  const idOf = (dag) => (dag.assets.length === 1 ? `asset.${dag.assets[0].name}` : `dag.${dag.id}`);
  const links = linksBetween(dump.dags, idOf);
  return {
    resources: dump.dags.map((dag) => ({
      id: idOf(dag),
      tool: 'airflow',
      kind: dag.assets.length === 1 ? 'asset' : 'dag',
      project: folder,
      file: place(dag.file),
      parents: links.filter((link) => link.to === idOf(dag)).map((link) => link.from),
      children: links.filter((link) => link.from === idOf(dag)).map((link) => link.to),
      assetsIn: idsOf([...dag.schedule.assets, ...dag.tasks.flatMap((task) => task.inlets)]),
      assetsOut: idsOf(dag.tasks.flatMap((task) => task.outlets)),
      owners: [dag.tasks.flatMap((task) => task.owner.split(',')).map((name) => [name.trim()])],
      purposes: [dag.description, dag.docMd].filter((text) => typeof text === 'string' && text.trim() !== ''),
      promise: dag.deadlines > 0 || stated(dag, /sla|freshness/) ? 'kept' : 'none',
      modes: null,
      alerts: alertsOf(dag),
      commands: dag.tasks.map((task) => task.bashCommand).filter((command) => typeof command === 'string'),
    })),
    others: new Set(idsOf(dump.dags.flatMap(assetsOf))),
    importErrors: Object.entries(dump.importErrors).map(([file, message]) => ({ file: place(file), message })),
  };
}

function assetsOf(dag) {
  return [...dag.schedule.assets, ...dag.tasks.flatMap((task) => [...task.inlets, ...task.outlets])];
}

function idsOf(assets) {
  return assets.flatMap((asset) => [`asset.${asset.name}`, `asset.${asset.uri}`]);
}

/** Who starts or waits for whom: by trigger, by sensor, by an asset that one writes and another is scheduled on. */
function linksBetween(dags, idOf) {
  const known = new Map(dags.map((dag) => [dag.id, idOf(dag)]));
  const links = [];
  const link = (from, to) => from && to && links.push({ from, to });
  for (const dag of dags) {
    for (const task of dag.tasks) {
      link(idOf(dag), known.get(task.triggers));
      link(known.get(task.waitsFor), idOf(dag));
    }
    for (const needed of dag.schedule.assets)
      for (const writer of dags.filter((each) => writes(each, needed))) link(idOf(writer), idOf(dag));
  }
  return links;
}

function writes(dag, asset) {
  return dag.tasks.some((task) =>
    task.outlets.some((outlet) => outlet.name === asset.name || (outlet.uri !== null && outlet.uri === asset.uri)),
  );
}

/** A line `Key: value` or a heading in the DAG's docs. */
function stated(dag, key) {
  return (dag.docMd ?? '').split('\n').some((line) => key.test(line.toLowerCase()) && /^[\s#*|_-]*[a-z ,]+[\s*_|]*(:|$|\|)/i.test(line));
}

function alertsOf(dag) {
  const callbacks = [...dag.callbacks.failure, ...dag.tasks.flatMap((task) => task.callbacks.failure)];
  const mails = dag.tasks.filter((task) => task.email && task.emailOnFailure).flatMap((task) => task.email);
  return [...callbacks.map((callback) => callback.channel ?? callback.name), ...mails, ...(stated(dag, /alerts/) ? ['in the docs'] : [])];
}
