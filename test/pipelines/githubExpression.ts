import type * as expressions from "@actions/expressions";

type Expressions = typeof expressions;
let library: Expressions | undefined;

/** Loads GitHub's own evaluator, an ES module without a CommonJS side: once, before `evaluate`. */
export async function loadExpressions(): Promise<void> {
  library ??= await nativeImport<Expressions>("@actions/expressions");
}

/** `import()` as Node.js has it; the compiler would make a `require` of it, which these packages refuse. */
export function nativeImport<T>(name: string): Promise<T> {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the only way past the compiler
  return (new Function("name", "return import(name)") as (name: string) => Promise<T>)(name);
}

/** The contexts of an expression: `github`, `matrix`, `steps`, … */
export type Contexts = Readonly<Record<string, unknown>>;

/** The value of an expression, without its `${{ }}`. */
export function evaluate(expression: string, contexts: Contexts, failed = false): string {
  if (!library) throw new Error("loadExpressions() comes first");
  const { data, Evaluator, Lexer, Parser } = library;
  const flag = (name: string, value: boolean) =>
    [name, { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) }] as const;
  const status = new Map([
    flag("success", !failed),
    flag("failure", failed),
    flag("cancelled", false),
    flag("always", true),
  ]);
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), [...status.values()]).parse();
  const context = JSON.parse(JSON.stringify(contexts), data.reviver) as expressions.data.Dictionary;
  return new Evaluator(parsed, context, status).evaluate().coerceString();
}

/** A text with its `${{ }}` filled in. */
export function filled(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.+?)\}\}/gs, (_, expression: string) => evaluate(expression.trim(), contexts));
}

/** Whether a step or job with this `if` runs: without a status function it also wants everything before it to have succeeded. */
export function holds(condition: string | undefined, contexts: Contexts, failed: boolean): boolean {
  if (condition === undefined) return !failed;
  const expression = condition.replace(/^\$\{\{(.*)\}\}$/s, "$1").trim();
  const implied = /\b(success|failure|cancelled|always)\(/.test(expression) ? "" : "success() && ";
  return evaluate(`${implied}(${expression})`, contexts, failed) === "true";
}
