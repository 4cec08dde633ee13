import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "../benchStack";

/**
 * The smallest TypeScript program that uses Pulumi, in a folder of its own, with this project's modules and ts-node's own
 * transpiler. It loads the SDK, as every program that declares something must.
 */
export interface EmptyProgram {
  readonly folder: string;
  remove(): void;
}

const files: Readonly<Record<string, string>> = {
  "Pulumi.yaml": "name: empty\nruntime:\n  name: nodejs\n  options:\n    packagemanager: npm\nmain: index.ts\n",
  "index.ts": 'import * as pulumi from "@pulumi/pulumi";\nexport const stack = pulumi.getStack();\n',
  "package.json": '{ "name": "empty", "private": true }\n',
  "tsconfig.json": JSON.stringify({
    "ts-node": { transpileOnly: true },
    compilerOptions: { target: "es2022", module: "commonjs", moduleResolution: "node10", strict: true },
  }),
};

/** Writes the program to a temporary folder. */
export function writeEmptyProgram(): EmptyProgram {
  const folder = mkdtempSync(join(tmpdir(), "icertis-access-empty-"));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
