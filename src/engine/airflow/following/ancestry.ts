import { isDagClass, isOperatorClass } from '../names.ts';
import type { ClassMade } from './values.ts';

/** What the base classes of a class of the workspace come to. `changes`: one of them has a constructor of its own. */
export interface Ancestry {
  readonly kind: 'dag' | 'operator' | 'enum' | 'plain' | 'unknown';
  readonly path: string | null;
  readonly constructor: ClassMade | null;
}

/** Follows base classes to the first one that is not of the workspace. */
export function ancestryOf(made: ClassMade, depth = 0): Ancestry {
  let own = made.definition.body.some((statement) => statement.type === 'function' && statement.name === '__init__') ? made : null;
  for (const base of made.bases) {
    if (base.type === 'class' && depth < 10) {
      const above = ancestryOf(base.made, depth + 1);
      own ??= above.constructor;
      if (above.kind !== 'plain') return { ...above, constructor: own };
    }
    if (base.type === 'external') {
      const kind = kindOfBase(base.path);
      if (kind !== 'plain') return { kind, path: base.path, constructor: own };
    }
    if (base.type === 'unknown') return { kind: 'unknown', path: null, constructor: own };
  }
  return { kind: 'plain', path: null, constructor: own };
}

function kindOfBase(path: string): Ancestry['kind'] {
  if (isDagClass(path)) return 'dag';
  if (isOperatorClass(path)) return 'operator';
  if (/^(?:enum\.\w*(?:Enum|Flag)|strenum\.\w+)$/.test(path)) return 'enum';
  return /^(?:builtins\.|typing\.|abc\.|pydantic\.|airflow\.utils\.log)/.test(path) ? 'plain' : 'unknown';
}
