import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { type Document, isMap, parseDocument, type YAMLMap } from "yaml";
import { programName } from "../../model/outputs";
import { formatProblems } from "../../model/problem";
import { readRotation, type Rotation, type RotationSettings } from "../../model/rotationSettings";
import { decodeText } from "../readTextFile";
import { fileProblem } from "../../entra/files";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";

/** The configuration key of the rotation in a stack's file. */
export const rotationKey = `${programName}:rotation`;

/** A stack's file, and the rotation it means together with the defaults of `Pulumi.yaml`. */
export interface StackFile {
  /** As a person would name it. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly rotation: Rotation;
}

/** Which file, for which stack. */
export interface StackFileOptions {
  readonly stack: string;
  readonly project: string;
  readonly file?: string;
}

const instants = v.optional(v.string());
const Shape: v.GenericSchema<unknown, RotationSettings> = v.object({
  firstIssued: instants,
  lifetimeDays: v.number(),
  overlapDays: v.number(),
  description: v.string(),
  keep: v.optional(v.array(v.object({ issued: v.string(), expires: v.string() }))),
  allowRevocationUntil: instants,
});

/** Reads the file of a stack; refuses one whose rotation a run would refuse. */
export function readStackFile(options: StackFileOptions, context: Context): StackFile {
  const { stack, project } = options;
  const folder = resolve(context.folder, project);
  const name = options.file ?? join(project, `Pulumi.${stack.split("/").at(-1)}.yaml`);
  const path = resolve(context.folder, name);
  if (!existsSync(path)) {
    throw new UserError(
      "unclassified",
      `there is no ${name}; give the project's folder with --project, or the stack's file with --file`,
    );
  }
  const text = read(path, name);
  const defaults = rotationDefaults(join(folder, "Pulumi.yaml"));
  return { name, path, text, rotation: rotationOf(text, defaults, name, context.now()) };
}

/** The rotation a stack's file means. */
export function rotationOf(
  text: string,
  defaults: Readonly<Record<string, unknown>>,
  name: string,
  now: number,
): Rotation {
  const own = rotationNode(parsed(text, name), name).toJSON() as Record<string, unknown>;
  const shape = v.safeParse(Shape, { ...defaults, ...own });
  if (!shape.success) {
    const paths = shape.issues.map((issue) => v.getDotPath(issue) ?? "");
    throw new UserError(
      "unclassified",
      `${name}: ${rotationKey} has no usable value in ${paths.join(", ")}; run \`pulumi preview\` for what is allowed`,
    );
  }
  const rotation = readRotation(shape.output, now);
  if (!Array.isArray(rotation)) return rotation;
  throw new UserError(
    "unclassified",
    `${name} has a rotation that no run would accept:\n${formatProblems(rotation, `${programName}:`)}`,
  );
}

/** The map `icertis-access:rotation` of a parsed stack file. */
export function rotationNode(document: Document, name: string): YAMLMap {
  const node = document.getIn(["config", rotationKey], true);
  if (isMap(node)) return node;
  throw new UserError(
    "unclassified",
    `${name} has no object ${rotationKey} in its config, so no client secret is rotated by it; a stack with authentication: oauth needs one with firstIssued`,
  );
}

/** Parses YAML; an error is told with its line. */
export function parsed(text: string, name: string): Document {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error)
    throw new UserError(
      "unclassified",
      `${name} is not valid YAML: ${error.message.split("\n")[0]?.replace(/:$/, "")}`,
    );
  return document;
}

/** The defaults of the rotation's members: `rotation.overlapDays` in `Pulumi.yaml`. */
export function rotationDefaults(path: string): Record<string, unknown> {
  if (!existsSync(path))
    throw new UserError("unclassified", `there is no ${path}; give the folder of the Pulumi project with --project`);
  const { config } = (parsed(read(path, path), path).toJSON() ?? {}) as {
    readonly config?: Readonly<Record<string, { readonly default?: unknown } | null>>;
  };
  const prefix = /^(?:icertis-access:)?rotation\./;
  const members = Object.entries(config ?? {}).filter(
    ([key, value]) => prefix.test(key) && value?.default !== undefined,
  );
  return Object.fromEntries(members.map(([key, value]) => [key.replace(prefix, ""), value?.default]));
}

function read(path: string, name: string): string {
  try {
    return decodeText(readFileSync(path), name);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError("unclassified", `cannot read ${name}: ${fileProblem(error)}`);
  }
}
