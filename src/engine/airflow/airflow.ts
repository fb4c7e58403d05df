import type { Framework } from '../framework.ts';
import { moveModule } from '../syntax/pythonEdit.ts';
import { withRemarks } from '../syntax/remarks.ts';
import { moveRanges } from '../text.ts';
import { createWants } from './discovery.ts';
import { createLinker } from './link.ts';
import { createReader } from './reading/fragment.ts';
import type { AirflowFragment } from './reading/fragments.ts';

const readFragment = createReader();

/** Airflow 2.4 to 3.4: DAGs and assets in Python files, followed as Airflow would import them, and nothing run. */
export const airflow: Framework<AirflowFragment> = {
  name: 'airflow',
  wants: createWants(),
  read(reader, text) {
    const fragment = readFragment(reader, text);
    return fragment.makesDags ? withRemarks(fragment, text, 'python') : fragment;
  },
  move({ module, ...rest }, change, before) {
    return { ...moveRanges(rest, change), module: module && moveModule(module, change, before) };
  },
  outline: (_file, fragment) => fragment.anchors.map(({ from, to, name }) => ({ from, to, name, lenses: 'row' })),
  ...createLinker(),
};
