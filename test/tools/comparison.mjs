/**
 * Compares what `inspect` claims with what a tool holds.
 * A finding is about one claim: `right`, `wrong`, `unknown` (we say that we cannot know), or `missed` (the tool holds it, we are silent).
 */

export const facts = ['id', 'file', 'parent', 'consumer', 'owner', 'purpose', 'freshness', 'failure mode', 'alert', 'runs', 'fix'];

/**
 * @param held what a tool holds of one project: `{ resources, others }`
 * @param claims the resources of `inspect` that belong to this project
 * @returns findings, without the root that they belong to.
 */
export function compare(held, claims) {
  const tool = held.resources[0]?.tool ?? 'dbt';
  const claimed = new Map(claims.map((claim) => [claim.id, claim]));
  const templates = claims.filter((claim) => claim.template || claim.id.includes('#'));
  const known = new Set([...held.resources.map((resource) => resource.id), ...held.others]);
  const findings = [...invented(held, claims, known), ...templates.flatMap((template) => ownersOfTemplate(template, held, claimed))];
  for (const resource of held.resources) {
    const claim = claimed.get(resource.id);
    const template = templates.find((each) => each.file === resource.file);
    if (claim) findings.push(...compareOne(resource, claim, held));
    else
      findings.push({
        fact: 'id',
        id: resource.id,
        verdict: template ? 'unknown' : 'missed',
        said: template?.id ?? 'nothing',
        held: resource.id,
        at: resource.file,
      });
  }
  return findings.map((finding) => ({ tool, ...finding }));
}

/** One constructor that makes many: who it says owns them must own those of its file. It may also be one that nothing calls. */
function ownersOfTemplate(template, held, claimed) {
  const question = template.questions.find((each) => each.id === 'owner-named');
  const made = held.resources.filter((resource) => resource.file === template.file && !claimed.has(resource.id));
  if (!question || template.owners.length === 0 || made.length === 0) return [];
  const real = new Set(made.flatMap((resource) => resource.owners).flat(2));
  const right = template.owners.filter((name) => real.has(name));
  const verdict = right.length === template.owners.length ? 'right' : right.length === 0 ? 'unknown' : 'wrong';
  return [
    {
      fact: 'owner',
      id: template.id,
      at: place(question, template),
      verdict,
      said: template.owners.join(', '),
      held: [...real].join(', '),
    },
  ];
}

/** Ids that we claim and the tool does not hold. What nothing is asked about (disabled, a package's) may be listed. */
function invented(held, claims, known) {
  const files = new Set(held.resources.map((resource) => resource.file));
  return claims
    .filter((claim) => !known.has(claim.id))
    .filter((claim) => claim.questions.some((question) => question.asked && question.state !== 'not_applicable'))
    .map((claim) => {
      const open = claim.template || claim.doubtful || (claim.id.includes('#') && files.has(claim.file));
      return {
        fact: 'id',
        id: claim.id,
        verdict: open ? 'unknown' : 'wrong',
        said: claim.id,
        held: 'nothing',
        at: `${claim.file}:${claim.line}`,
      };
    });
}

function compareOne(resource, claim, held) {
  const at = (question) => place(question, claim);
  const about = { id: claim.id, at: `${claim.file}:${claim.line}` };
  const question = (id) => claim.questions.find((each) => each.id === id);
  const asked = (fact, id, judge) => {
    const found = question(id);
    const verdict = found && judge(resource, found, claim);
    return verdict ? [{ fact, ...about, at: at(found), ...verdict }] : [];
  };
  return [
    { fact: 'id', ...about, verdict: 'right', said: claim.id, held: resource.id },
    { fact: 'file', ...about, verdict: isFileOf(claim, resource) ? 'right' : 'wrong', said: claim.file, held: resource.file },
    ...edges('parent', claim.upstream, resource.parents, resource.parentsToo ?? [], held, about, resource.tool),
    ...edges('consumer', claim.consumers, resource.children, resource.childrenToo ?? [], held, about, resource.tool),
    ...asked('owner', 'owner-named', judgeOwner),
    ...asked('purpose', 'purpose-stated', judgePurpose),
    ...asked('freshness', 'freshness-promised', judgePromise),
    ...modes(resource, question('failure-modes-known'), about),
    ...asked('alert', 'failure-told', judgeAlert),
  ];
}

function place(question, claim) {
  const [first] = question.evidence;
  return first ? `${first.file}:${first.line}` : `${claim.file}:${claim.line}`;
}

const kindsOf = { dbt: /^(model|seed|snapshot|source|exposure|metric|semantic_model|saved_query|function)\./, airflow: /^(dag|asset)\./ };

/** An edge between the two tools is not for one of them to judge; a conditional one is no claim. `allowed` may be named and need not. */
function edges(fact, claimed, real, allowed, held, about, tool) {
  const said = claimed.filter((edge) => kindsOf[tool].test(edge.id));
  const findings = said.map((edge) => {
    const verdict = real.includes(edge.id) || allowed.includes(edge.id) ? 'right' : beyond(edge, fact, held) ? 'unknown' : 'wrong';
    const at = edge.file ? `${edge.file}:${edge.line}` : about.at;
    return { fact, ...about, at, verdict, said: edge.id, held: verdict === 'right' ? edge.id : 'no such edge' };
  });
  const throughAsset = said.some((edge) => edge.id.startsWith('asset.'));
  const silent = [...new Set(real)].filter((id) => !said.some((edge) => edge.id === id) && !(throughAsset && id.startsWith('dag.')));
  return [...findings, ...silent.map((id) => ({ fact, ...about, verdict: 'missed', said: 'nothing', held: id }))];
}

/** Edges that this project's graph does not settle: conditional ones, and the readers that a package has in the projects that install it. */
function beyond(edge, fact, held) {
  const elsewhere = fact === 'consumer' && held.project !== undefined && edge.id.split('.')[1] !== held.project;
  return edge.conditional || held.others.has(edge.id) || elsewhere;
}

const verdict = (right, said, held) => ({ verdict: right ? 'right' : 'wrong', said, held });
const open = (question) => ({ verdict: 'unknown', said: question.reason ?? 'unknown', held: '' });

/** dbt merges the levels of meta, so that one of these hides a real name that stands further out, which counts for us. */
const placeholders = new Set(['tbd', 'todo', 'fixme', 'unknown']);

/** A placeholder never outranks a real value, so any of the places that name somebody may be the one; all names must be its names. */
function judgeOwner(resource, question, claim) {
  if (question.state === 'unknown') return open(question);
  if (['not_applicable', 'waived'].includes(question.state)) return null;
  const held = resource.owners.map((list) => list.map((spellings) => spellings.join(' or ')).join(', ')).join('; ') || 'nobody';
  if (claim.owners.length === 0)
    return verdict(
      resource.owners.length === 0 || (resource.tool === 'airflow' && held.split(', ').every((name) => name === 'airflow')),
      'nobody',
      held,
    );
  const said = claim.owners.flatMap((name) => name.split(',')).map((name) => name.trim());
  const same = (list) =>
    list.every((spellings) => spellings.some((name) => said.includes(name))) && said.every((name) => list.flat().includes(name));
  if (!resource.owners.some(same) && hidesOthers(resource)) return { verdict: 'unknown', said: said.join(', '), held };
  return verdict(resource.owners.some(same), said.join(', '), held);
}

function hidesOthers({ tool, owners }) {
  return tool === 'dbt' && owners.length > 0 && owners.flat(2).every((name) => placeholders.has(name.toLowerCase()));
}

function judgePurpose(resource, question) {
  if (question.state === 'unknown') return open(question);
  if (question.inherited || ['not_applicable', 'waived'].includes(question.state)) return null;
  const held = resource.purposes.map(squeeze).join(' | ') || 'nothing';
  if (question.state === 'unanswered') return verdict(resource.purposes.length === 0, 'nothing', held);
  const said = squeeze(question.answer ?? '').replace(/…$/, '');
  if (said === '' && question.state === 'weak') return verdict(resource.purposes.length === 0, 'an empty text', held);
  return verdict(
    resource.purposes.some((text) => squeeze(text).includes(said)),
    said,
    held,
  );
}

function squeeze(text) {
  return text.trim().replace(/\s+/g, ' ');
}

/** What a state of freshness-promised may stand for. `toothless`: thresholds that nothing measures. */
const promises = { answered: ['kept', 'declined'], weak: ['toothless', 'none'], unanswered: ['none'] };

function judgePromise(resource, question) {
  if (question.state === 'unknown') return open(question);
  const allowed = promises[question.state];
  if (question.inherited || !allowed) return null;
  return verdict(allowed.includes(resource.promise), question.answer ?? question.state, resource.promise);
}

function modes(resource, question, about) {
  if (!question || !resource.modes || question.inherited || ['not_applicable', 'waived'].includes(question.state)) return [];
  if (question.state === 'unknown') return [{ fact: 'failure mode', ...about, ...open(question) }];
  const said = (/caught: ([a-z, ]+)/.exec(question.answer ?? '')?.[1] ?? '')
    .split(',')
    .map((mode) => mode.trim())
    .filter(Boolean);
  const tests = resource.modes.tests.join(', ') || 'no tests';
  const silent = resource.modes.certain.filter((mode) => !said.includes(mode));
  return [
    ...said.map((mode) => ({
      fact: 'failure mode',
      ...about,
      at: place(question, { file: about.at.split(':')[0], line: about.at.split(':')[1] }),
      ...verdict(resource.modes.possible.includes(mode), mode, tests),
    })),
    ...(said.length === 0 && silent.length === 0 ? [{ fact: 'failure mode', ...about, ...verdict(true, 'none', tests) }] : []),
    ...silent.map((mode) => ({ fact: 'failure mode', ...about, verdict: 'missed', said: 'nothing', held: `${mode} (${tests})` })),
  ];
}

/** Of an alert only its presence is judged, and its channel where the tool holds exactly one. */
function judgeAlert(resource, question) {
  if (question.state === 'unknown') return open(question);
  if (question.inherited || ['not_applicable', 'waived'].includes(question.state)) return null;
  const held = [...new Set(resource.alerts)].join(', ') || 'nobody';
  if (question.state === 'unanswered') return verdict(resource.alerts.length === 0, 'nobody', held);
  return verdict(resource.alerts.length > 0, question.answer ?? '', held);
}

/** A DAG that is written in YAML is for Airflow in the file that loads it. */
function isFileOf(claim, resource) {
  return claim.file === resource.file || (/\.ya?ml$/.test(claim.file) && resource.tool === 'airflow' && resource.file.endsWith('.py'));
}
