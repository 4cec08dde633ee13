import { readFileSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";

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
