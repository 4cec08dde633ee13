import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const root = join(__dirname, "..", "..");

interface ProjectFile {
  readonly name: string;
  readonly config: Readonly<Record<string, { readonly default?: unknown }>>;
}

/**
 * The configuration of a stack as the CLI hands it to the program: `Pulumi.<stack>.yaml` over the defaults of
 * `Pulumi.yaml`, a text per full key. The CLI merges, the SDK's test runtime does not.
 *
 * A value of the stack replaces a default; a dotted default (`rotation.overlapDays`) fills in one member of an object.
 *
 * @param overrides - values in place of the stack's; keys without a namespace are the project's own, and `undefined`
 * removes the key altogether
 */
export function stackConfig(stack: string, overrides: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const project = readYaml("Pulumi.yaml") as ProjectFile;
  const own = (readYaml(`Pulumi.${stack}.yaml`) as { readonly config?: Readonly<Record<string, unknown>> }).config;
  const full = (key: string) => (key.includes(":") ? key : `${project.name}:${key}`);
  const values = new Map<string, unknown>(Object.entries({ ...own }));
  for (const [key, value] of Object.entries(overrides)) values.set(full(key), value);
  for (const [key, { default: value }] of Object.entries(project.config)) {
    if (value !== undefined) fillIn(values, full(key), value);
  }
  return Object.fromEntries(
    [...values].flatMap(([key, value]) => (value === undefined ? [] : [[key, textOf(value)] as const])),
  );
}

/** Sets a default where there is no value yet; a key that was overridden with `undefined` stays removed. */
function fillIn(values: Map<string, unknown>, key: string, value: unknown): void {
  const [name = key, member] = key.split(".");
  if (member === undefined) {
    if (!values.has(name)) values.set(name, value);
    return;
  }
  const object = values.has(name) ? values.get(name) : {};
  if (typeof object === "object" && object !== null && !Array.isArray(object)) {
    values.set(name, { [member]: value, ...object });
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function readYaml(file: string): unknown {
  return parse(readFileSync(join(root, file), "utf8"));
}
