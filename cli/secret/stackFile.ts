import { join, resolve } from "node:path";
import { type Document, isAlias, isMap, isScalar, visit, type YAMLMap } from "yaml";
import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { jsonObject } from "../../model/json";
import { programName } from "../../model/program";
import { formatProblems } from "../../model/problem";
import { readRotation, type Rotation } from "../../model/rotationSettings";
import { pulumiCommand } from "../outputs/pulumiCommand";
import { decodeText } from "../readTextFile";
import { bytesToReplace } from "../replaceFile";
import { yamlDocument } from "../../entra/yamlDocument";

/** The configuration key of the rotation in a stack's file. */
export const rotationKey = `${programName}:rotation`;

/** A stack's file, and the rotation it means together with the defaults of `Pulumi.yaml`. */
export interface StackFile {
  /** As a person would name it. */
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
  /** Without a byte-order mark. */
  readonly text: string;
  readonly defaults: Readonly<Record<string, unknown>>;
  /** What it says of the rotation, in whatever form. */
  readonly own: Readonly<Record<string, unknown>>;
  readonly rotation: Rotation;
  /** The form the rotation has, where it is one that is not edited. */
  readonly form: string | undefined;
}

/** Which file, for which stack. */
export interface StackFileOptions {
  readonly stack: string;
  readonly project: string;
  readonly file?: string;
}

/** Reads the file of a stack; one whose rotation no run would accept is an error. */
export async function readStackFile(options: StackFileOptions, context: Context): Promise<StackFile> {
  const { stack, project } = options;
  const { files, folder } = context;
  const name = options.file ?? join(project, `Pulumi.${stack.split("/").at(-1)}.yaml`);
  const path = resolve(folder, name);
  if (!files.exists(path)) {
    const hint = "give the project's folder with --project, or the stack's file with --file";
    throw new UserError("stack-file-missing", `there is no ${name}`, hint);
  }
  const bytes = bytesToReplace(path, name, context);
  const text = stackFileText(bytes, name);
  const defaults = rotationDefaults(resolve(folder, project, "Pulumi.yaml"), context);
  const stated = await statedRotation(parsed(text, name), name, options, context);
  return { name, path, bytes, text, defaults, ...stated, rotation: read(stated.own, defaults, name, context.now()) };
}

/** The rotation a stack's file means, where it states it as an object. */
export function rotationOf(
  text: string,
  defaults: Readonly<Record<string, unknown>>,
  name: string,
  now: number,
): Rotation {
  const document = parsed(text, name);
  return read(rotationNode(document).toJS(document) as Record<string, unknown>, defaults, name, now);
}

/** The map `icertis-access:rotation` of a stack's file that has one. */
export function rotationNode(document: Document): YAMLMap {
  return document.getIn(["config", rotationKey], true) as YAMLMap;
}

export function parsed(text: string, name: string): Document {
  return yamlDocument(text, name, "stack-file-invalid");
}

function read(own: object, defaults: object, name: string, now: number): Rotation {
  const rotation = readRotation({ ...defaults, ...own }, now);
  if (!Array.isArray(rotation)) return rotation;
  throw new UserError(
    "rotation-invalid",
    `${name} has a rotation that no run would accept:\n${formatProblems(rotation, `${programName}:`)}`,
  );
}

type Stated = Pick<StackFile, "own" | "form">;

/** What the file, or what it refers to, says of the rotation. */
async function statedRotation(
  document: Document,
  name: string,
  options: StackFileOptions,
  context: Context,
): Promise<Stated> {
  const node = document.getIn(["config", rotationKey], true);
  if (isMap(node)) return { own: node.toJS(document) as Stated["own"], form: formOf(node, name) };
  if (isAlias(node)) {
    const target = node.resolve(document);
    const own = isMap(target) ? (target.toJS(document) as Stated["own"]) : undefined;
    return { own: stated(own, name), form: "a YAML alias" };
  }
  if (isScalar(node)) return { own: stated(jsonObject(String(node.value)), name), form: "JSON text" };
  if (document.has("environment")) {
    const value = await pulumiCommand(["config", "get", rotationKey], options, context);
    return { own: stated(jsonObject(value), name), form: "a value of an environment (Pulumi ESC)" };
  }
  throw new UserError(
    "rotation-missing",
    `${name} has no ${rotationKey} in its config, so the stack has no client secret of its own`,
    "a stack with authentication: oauth needs one with firstIssued",
  );
}

/** An object that is not of this file alone, or that the Pulumi CLI reads in another way, is not edited. */
function formOf(map: YAMLMap, name: string): string | undefined {
  if (map.has("<<")) return "an object with a YAML merge key";
  let shared = false;
  let number: string | undefined;
  visit(map, {
    Node: (_, node) => {
      if (isAlias(node) || ("anchor" in node && node.anchor !== undefined)) shared = true;
      if (isScalar(node) && typeof node.value === "number" && !/^[1-9]\d*$|^0$/.test(node.source ?? "")) {
        number ??= node.source;
      }
    },
  });
  if (number !== undefined) {
    throw new UserError(
      "number-form",
      `${name} has the number ${number} under ${rotationKey}, which the Pulumi CLI may read as another one`,
      "write it without leading zeros and signs",
    );
  }
  return shared ? "an object with YAML anchors or aliases" : undefined;
}

function stated(object: Readonly<Record<string, unknown>> | undefined, name: string) {
  if (object !== undefined) return object;
  throw new UserError("rotation-invalid", `${name} has a ${rotationKey} that is no object`, "run `pulumi preview`");
}

/** The defaults of the rotation's members: `rotation.overlapDays` in `Pulumi.yaml`. */
function rotationDefaults(path: string, { files }: Context): Record<string, unknown> {
  if (!files.exists(path)) {
    const hint = "give the folder of the Pulumi project with --project";
    throw new UserError("project-missing", `there is no ${path}`, hint);
  }
  const { config } = (parsed(stackFileText(files.read(path), path), path).toJSON() ?? {}) as {
    readonly config?: Readonly<Record<string, { readonly default?: unknown } | null>>;
  };
  const prefix = /^(?:icertis-access:)?rotation\./;
  const members = Object.entries(config ?? {}).filter(
    ([key, value]) => prefix.test(key) && value?.default !== undefined,
  );
  return Object.fromEntries(members.map(([key, value]) => [key.replace(prefix, ""), value?.default]));
}

/** Its text, without a byte-order mark; written again, a file in another encoding would be another one. */
export function stackFileText(bytes: Buffer, name: string): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UserError("stack-file-encoding", `${name} is in UTF-16`, "save it as UTF-8 first");
  }
  return decodeText(bytes, name);
}
