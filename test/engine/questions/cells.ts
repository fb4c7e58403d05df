/**
 * Who is asked what, written down a second time by hand: source table, interior model, mart, seed, snapshot, exposure, DAG, `@asset`.
 * A asked, I inherits, - does not arise.
 */
export const cells: Readonly<Record<string, string>> = {
  'source-known': '-AA---AA',
  'source-owner-known': 'AI--I-A-',
  'freshness-promised': 'AIA-I-AA',
  'consumers-known': '-IA-A-AA',
  'source-change-planned': '-AA---A-',
  'grain-stated': '--A-----',
  'failure-modes-known': 'AIA-A-AA',
  'failure-told': 'III-I-AA',
  'alert-arrives': '------AA',
  'wrong-but-green-caught': 'AIA-A-A-',
  'first-words-ready': '--A--AA-',
  'first-step-written': '--A---A-',
  'rerun-safe': '--A-A-A-',
  'limits-set': '------A-',
  'purpose-stated': 'AIAAAAAA',
  'should-exist': '--A---A-',
  'impact-stated': 'IIA-IAA-',
  'value-confirmed': '-----A--',
  'owner-named': 'AAAAAAAA',
  'owner-is-real': 'AAAAAAAA',
  'owner-still-here': 'AAAAAAAA',
  'reviewed-recently': '--A--AA-',
  'health-visible': '--A---A-',
  'change-survivable': '--A-----',
  'goodbye-planned': 'AAAAAAAA',
};
