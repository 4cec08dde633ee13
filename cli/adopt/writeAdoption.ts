import { join, resolve } from "node:path";
import { isMap, isScalar, Scalar } from "yaml";
import type { Context } from "../../entra/context";
import { yamlText } from "../../entra/yamlDocument";
import { UserError } from "../../entra/userError";
import { bytesToReplace } from "../replaceFile";
import { parsed, rotationKey, stackFileText } from "../secret/stackFile";
import { writeStackFile } from "../secret/writeStackFile";

/** Which stack's file is written, and how. */
interface AdoptedStack {
  readonly stack: string;
  readonly project: string;
  readonly dryRun: boolean;
}

/**
 * Writes the configuration into a stack's file, or begins one, and shows the diff. Of a rotation that is there the first
 * day alone changes.
 */
export function writeAdoption(
  values: Readonly<Record<string, unknown>>,
  { stack, project, dryRun }: AdoptedStack,
  context: Context,
): number {
  const { files, folder } = context;
  const name = join(project, `Pulumi.${stack.split("/").at(-1)}.yaml`);
  const path = resolve(folder, name);
  const bytes = files.exists(path) ? bytesToReplace(path, name, context) : undefined;
  const before = bytes ? stackFileText(bytes, name) : "";
  const document = parsed(before, name);
  const config: unknown = document.get("config", true);
  if (isScalar(config) && config.value === null) document.delete("config");
  else if (document.contents !== null && !isMap(config ?? document.contents)) {
    throw new UserError("stack-file-invalid", `${name} has a config that is no object`, "run `pulumi preview`");
  }
  for (const [key, value] of Object.entries(values)) {
    const place = ["config", key];
    if (key !== rotationKey) {
      document.setIn(place, document.createNode(value));
      continue;
    }
    // Unquoted it would be a timestamp on its way through the Pulumi CLI.
    const firstIssued = new Scalar((value as { readonly firstIssued: string }).firstIssued);
    firstIssued.type = Scalar.QUOTE_DOUBLE;
    if (isMap(document.getIn(place, true))) document.setIn([...place, "firstIssued"], firstIssued);
    else document.setIn(place, document.createNode({ firstIssued }));
  }
  const next = [
    `pulumi preview --diff --stack ${stack}   # read what would change in Entra ID`,
    `pulumi up --stack ${stack}`,
  ];
  const file = { name, path, bytes, text: before };
  return writeStackFile(file, yamlText(document, name, "stack-file-form"), { dryRun, json: false, next }, context);
}
