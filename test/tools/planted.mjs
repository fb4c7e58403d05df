import { compare } from './comparison.mjs';
import { isDifference } from './report.mjs';

/** A comparison that cannot find a lie is worth nothing: each of these is planted into claims that were right, one at a time. */
const lies = [
  { fact: 'id', tell: (claim) => ({ ...claim, id: `${claim.id}_that_is_not_there` }) },
  { fact: 'file', tell: (claim) => ({ ...claim, file: `${claim.file}.other` }) },
  { fact: 'parent', tell: (claim, held) => (held.parents.length > 0 ? { ...claim, upstream: [] } : null) },
  { fact: 'parent', tell: (claim) => ({ ...claim, upstream: [...claim.upstream, { ...edge(claim), conditional: false }] }) },
  { fact: 'consumer', tell: (claim, held) => (held.children.length > 0 ? { ...claim, consumers: [] } : null) },
  { fact: 'owner', tell: (claim) => (stands(claim, 'owner-named') ? { ...claim, owners: ['nobody-at-all'] } : null) },
  { fact: 'owner', tell: (claim) => (stands(claim, 'owner-named') && !claim.owners.includes('airflow') ? { ...claim, owners: [] } : null) },
  { fact: 'purpose', tell: (claim) => restate(claim, 'purpose-stated', { answer: 'what nobody ever wrote' }) },
  { fact: 'purpose', tell: (claim) => restate(claim, 'purpose-stated', { state: 'unanswered', answer: null }) },
  { fact: 'freshness', tell: (claim) => restate(claim, 'freshness-promised', { state: 'unanswered', answer: null }) },
  {
    fact: 'failure mode',
    tell: (claim) =>
      /caught: [a-z]/.test(stands(claim, 'failure-modes-known')?.answer) && !claim.id.startsWith('dag.')
        ? restate(claim, 'failure-modes-known', { answer: '' })
        : null,
  },
  { fact: 'alert', tell: (claim) => restate(claim, 'failure-told', { state: 'unanswered', answer: null }) },
];

/**
 * @param held what a tool holds
 * @param claims what `inspect` says of the same project
 * @returns the lies that went unnoticed; one that none of these claims can tell is left out.
 */
export function unnoticed(held, claims) {
  const differences = compare(held, claims).filter(isDifference);
  const doubted = new Set(differences.map((finding) => finding.id));
  const real = new Map(held.resources.map((resource) => [resource.id, resource]));
  const right = claims.filter((claim) => !doubted.has(claim.id) && real.has(claim.id));
  const noticed = (liar, lie) => {
    const planted = claims.map((claim) => (claim === liar ? lie : claim));
    return compare(held, planted).filter(isDifference).length > differences.length;
  };
  return lies.filter(({ tell }) => {
    const liar = right.find((claim) => tell(claim, real.get(claim.id)) !== null);
    return liar !== undefined && !noticed(liar, tell(liar, real.get(liar.id)));
  });
}

function edge(claim) {
  return { id: `${claim.id.split('.')[0]}.nowhere.nothing`, via: 'ref', file: claim.file, line: 1 };
}

/** Only what is said of the resource itself is judged: what it inherits is another's. */
function stands(claim, question) {
  const found = claim.questions.find((each) => each.id === question);
  return found && !found.inherited && ['answered', 'weak'].includes(found.state) ? found : undefined;
}

function restate(claim, question, lie) {
  const found = stands(claim, question);
  return found?.state === 'answered'
    ? { ...claim, questions: claim.questions.map((each) => (each === found ? { ...each, ...lie } : each)) }
    : null;
}
