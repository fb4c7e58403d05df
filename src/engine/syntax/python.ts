import type { Range } from '../model.ts';

/**
 * A Python expression as far as this project reads it; all else is `opaque`. Parentheses around an expression are not part of its range.
 * The `content` of a string is what stands between its quotes, where that is its value letter by letter; null where escapes or line ends differ.
 */
export type Expr = Range &
  (
    | { readonly type: 'string'; readonly value: string; readonly content: Range | null }
    | { readonly type: 'fstring'; readonly parts: readonly (string | Expr)[] }
    /** `float`: it is written with a point or an exponent, so that its text is not that of a whole number. */
    | { readonly type: 'number'; readonly value: number; readonly float?: true }
    | { readonly type: 'boolean'; readonly value: boolean }
    | { readonly type: 'none' }
    | { readonly type: 'name'; readonly name: string }
    | { readonly type: 'attribute'; readonly of: Expr; readonly name: string }
    | { readonly type: 'subscript'; readonly of: Expr; readonly index: Expr }
    | {
        readonly type: 'call';
        readonly callee: Expr;
        readonly args: readonly Expr[];
        readonly keywords: readonly Keyword[];
        readonly parens: Range;
      }
    | { readonly type: 'list' | 'tuple' | 'set'; readonly items: readonly Expr[] }
    | { readonly type: 'dict'; readonly entries: readonly DictEntry[] }
    | { readonly type: 'binary'; readonly operator: string; readonly left: Expr; readonly right: Expr }
    | { readonly type: 'conditional'; readonly test: Expr; readonly then: Expr; readonly otherwise: Expr }
    | { readonly type: 'splat'; readonly stars: 1 | 2; readonly of: Expr }
    | {
        readonly type: 'comprehension';
        /** What is made of every turn; in a dict the value. */
        readonly element: Expr;
        /** What the values of a dict stand under; null in all others. */
        readonly key: Expr | null;
        readonly loops: readonly ComprehensionLoop[];
      }
    | { readonly type: 'not'; readonly of: Expr }
    | { readonly type: 'walrus'; readonly name: string; readonly value: Expr }
    | { readonly type: 'lambda'; readonly body: Expr }
    | { readonly type: 'opaque' }
  );

/** `for target in over if condition`, outermost first. */
export interface ComprehensionLoop {
  readonly target: Expr;
  readonly over: Expr;
  readonly conditions: readonly Expr[];
}

/** `name=value` in a call; `name` is null for `**value`. The range covers the whole. */
export interface Keyword extends Range {
  readonly name: string | null;
  readonly nameRange: Range | null;
  readonly value: Expr;
}

/** `key: value` in a dict; `key` is null for `**value`. */
export interface DictEntry extends Range {
  readonly key: Expr | null;
  readonly value: Expr;
}

/** A Python statement as far as this project reads it. */
export type Statement = Range &
  (
    | {
        readonly type: 'assign';
        readonly targets: readonly Expr[];
        readonly operator: string;
        readonly value: Expr | null;
        /** `name: type = value`, but not where the type is `ClassVar`. */
        readonly annotated?: true;
      }
    | { readonly type: 'import'; readonly names: readonly ImportedName[] }
    | { readonly type: 'from-import'; readonly module: string; readonly level: number; readonly names: readonly ImportedName[] }
    | { readonly type: 'expression'; readonly value: Expr }
    | {
        readonly type: 'with';
        readonly items: readonly { readonly value: Expr; readonly as: Expr | null }[];
        readonly body: readonly Statement[];
      }
    | {
        readonly type: 'function';
        readonly name: string;
        readonly nameRange: Range;
        readonly decorators: readonly Expr[];
        readonly parameters: readonly Parameter[];
        readonly body: readonly Statement[];
      }
    | {
        readonly type: 'class';
        readonly name: string;
        readonly nameRange: Range;
        readonly decorators: readonly Expr[];
        readonly bases: readonly Expr[];
        readonly body: readonly Statement[];
      }
    | { readonly type: 'if'; readonly branches: readonly { readonly test: Expr | null; readonly body: readonly Statement[] }[] }
    | { readonly type: 'for'; readonly target: Expr; readonly over: Expr; readonly body: readonly Statement[] }
    | { readonly type: 'block'; readonly keyword: 'while' | 'try' | 'match'; readonly parts: readonly BlockPart[] }
    | { readonly type: 'return'; readonly value: Expr | null }
    | { readonly type: 'delete'; readonly targets: readonly Expr[] }
    | { readonly type: 'raise' }
    | { readonly type: 'break' | 'continue' }
    | { readonly type: 'opaque' }
  );

/** One arm of a block: `try`, `except`, `else`, `finally`, `while`; in a `match` every case is a block of its own. */
export interface BlockPart {
  readonly keyword: string;
  readonly body: readonly Statement[];
  /** What a `while` looks at before every turn. */
  readonly test?: Expr;
}

/** `name as alias`; `*` stands for a star import. */
export interface ImportedName {
  readonly name: string;
  readonly alias: string | null;
}

/** One parameter of a function; `stars` 1 for `*args`, 2 for `**kwargs`. */
export interface Parameter {
  readonly name: string;
  readonly stars: 0 | 1 | 2;
  readonly default: Expr | null;
}

/** A Python text as statements. */
export interface PythonModule {
  readonly body: readonly Statement[];
  /** Where the text does not follow the grammar. */
  readonly errors: readonly Range[];
  /**
   * How far statements that were taken over from an earlier text have moved since they were read, by their `partOf`: their offsets are
   * those of then. One that is not named has not moved, so that a text which is read by itself has an empty map.
   */
  readonly moved: ReadonlyMap<object, number>;
}
