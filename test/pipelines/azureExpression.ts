import type { JobProgress } from "./plannedJob";

/** Values an Azure Pipelines condition may ask for. */
export type Variables = Readonly<Record<string, string>>;

type Value = string | boolean;

/** Evaluates a condition of Azure Pipelines, as far as the pipelines here go; anything else is an error. */
export function azureHolds(condition: string, variables: Variables, { failed, outputs }: JobProgress): boolean {
  const tokens = condition.match(/'[^']*'|[\w.]+|[()[\],]/g) ?? [];
  const all: Variables = { ...variables, ...outputs };
  const next = () => tokens.shift() ?? "";
  const expect = (token: string) => {
    const got = next();
    if (got !== token) throw new Error(`${condition}: expected ${token}, got ${got}`);
  };
  const value = (): Value => {
    const token = next();
    if (token.startsWith("'")) return token.slice(1, -1);
    if (token === "variables") {
      expect("[");
      const name = next().slice(1, -1);
      expect("]");
      return all[name] ?? "";
    }
    expect("(");
    const args: Value[] = [];
    while (tokens[0] !== ")") {
      args.push(value());
      if (tokens[0] === ",") next();
    }
    expect(")");
    return call(token, args);
  };
  const call = (name: string, args: readonly Value[]): boolean => {
    const [a = "", b = ""] = args;
    if (name === "and") return args.every(Boolean);
    if (name === "not") return !a;
    if (name === "eq") return String(a).toLowerCase() === String(b).toLowerCase();
    if (name === "ne") return String(a).toLowerCase() !== String(b).toLowerCase();
    if (name === "succeeded") return !failed;
    if (name === "canceled") return false;
    throw new Error(`${condition}: ${name}() is not known here`);
  };
  return value() === true;
}
