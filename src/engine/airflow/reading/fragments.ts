import type { Fragment, Range, Value } from '../../model.ts';
import type { PythonModule } from '../../syntax/python.ts';
import type { Setting } from './settings.ts';

/** How a file is read: Python files that may define DAGs, Python files that those import, and files that say how Airflow is set up. */
export type ReaderName =
  | 'scan'
  | 'module'
  | 'requirements'
  | 'pyproject'
  | 'conda'
  | 'lock'
  | 'dockerfile'
  | 'config'
  | 'environment'
  | 'ignore'
  | 'dag-factory'
  | 'gusty'
  | 'gusty-part'
  | 'markdown';

/** What one file says to Airflow. */
export interface AirflowFragment extends Fragment {
  /** The statements of a Python file; null where it makes no DAG and nothing imports it. */
  readonly module: PythonModule | null;
  /** The text could make a DAG. */
  readonly makesDags: boolean;
  /** It holds the word without which Airflow does not import a file. */
  readonly namesAirflow: boolean;
  /** It makes none itself, but Airflow would look at it, and it calls something: perhaps a function that makes DAGs. */
  readonly mayCall: boolean;
  /** Modules that it imports, anywhere in it. */
  readonly imports: readonly Imported[];
  readonly anchors: readonly Anchor[];
  readonly settings: readonly Setting[];
  /** How a Python file makes DAGs of YAML files; null where it does not. */
  readonly loader: YamlLoader | null;
  /** What a YAML file of DAGs says, or the head of a file that gusty makes a task of. */
  readonly yaml: Value | null;
  /** Names around functions that these may bind again. */
  readonly globals: readonly string[];
  /** Markdown files that a file of DAGs names. */
  readonly docPaths: readonly string[];
  /** The whole text of a Markdown file. */
  readonly text: string | null;
}

export interface Imported {
  readonly module: string;
  readonly level: number;
  readonly names: readonly string[];
}

/** A constructor or decorator that a lens stands on. */
export interface Anchor extends Range {
  readonly name: string;
}

/** A Python file that makes DAGs of YAML files: with which tool, the YAML files that it names, and whether it passes defaults of its own. */
export interface YamlLoader {
  readonly tool: 'dag-factory' | 'gusty';
  readonly names: readonly string[];
  readonly ownDefaults: boolean;
}
