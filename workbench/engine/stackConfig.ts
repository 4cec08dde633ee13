import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";

const root = join(__dirname, "..", "..");

/** The file of a stack that tests, demo and bench deploy. The files at the top are the user's, and say anything. */
export function stackFile(stack: string): string {
  return join(root, "test", "fixtures", `Pulumi.${stack}.yaml`);
}

interface ProjectFile {
  readonly name: string;
  readonly config: Readonly<Record<string, { readonly default?: unknown }>>;
}

/**
 * The configuration of a stack as the CLI hands it to the program: its file over the defaults of
 * `Pulumi.yaml`, a text per full key. The CLI merges, the SDK's test runtime does not.
 *
 * A value of the stack replaces a default; a dotted default (`rotation.overlapDays`) fills in one member of an object.
 *
 * @param overrides - values in place of the stack's; keys without a namespace are the project's own, and `undefined`
 * removes the key altogether
 */
export function stackConfig(stack: string, overrides: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const project = readYaml(join(root, "Pulumi.yaml")) as ProjectFile;
  const own = (readYaml(stackFile(stack)) as { readonly config?: Readonly<Record<string, unknown>> }).config;
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
  return parse(readFileSync(file, "utf8"));
}

/** Writes values into the `config` of a stack's file, keys without the project's prefix; `undefined` removes a key. */
export function configureStack(file: string, values: Readonly<Record<string, unknown>>): void {
  const document = parseDocument(readFileSync(file, "utf8"));
  for (const [key, value] of Object.entries(values)) {
    const path = ["config", `icertis-access:${key}`];
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
  }
  writeFileSync(file, document.toString());
}
