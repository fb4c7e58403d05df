import type { Range } from '../model.ts';

/** A Python expression as far as this project reads it; all else is `opaque`. Parentheses around an expression are not part of its range. */
export type Expr = Range &
  (
    | { readonly type: 'string'; readonly value: string }
    | { readonly type: 'fstring'; readonly parts: readonly (string | Expr)[] }
    | { readonly type: 'number'; readonly value: number }
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
    | { readonly type: 'lambda' }
    | { readonly type: 'opaque' }
  );

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
    | { readonly type: 'assign'; readonly targets: readonly Expr[]; readonly operator: string; readonly value: Expr | null }
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
    | { readonly type: 'block'; readonly keyword: 'while' | 'try' | 'match'; readonly body: readonly Statement[] }
    | { readonly type: 'return'; readonly value: Expr | null }
    | { readonly type: 'opaque' }
  );

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
  readonly comments: readonly (Range & { readonly text: string })[];
  /** Where the text does not follow the grammar. */
  readonly errors: readonly Range[];
}
