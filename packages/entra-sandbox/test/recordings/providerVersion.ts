import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The azuread provider that is installed, as a recording names it: `azuread 6.9.1`. */
export function installedProvider(): string {
  const root = join(__dirname, "..", "..", "..", "..");
  const manifest = readFileSync(join(root, "node_modules", "@pulumi", "azuread", "package.json"), "utf8");
  return `azuread ${(JSON.parse(manifest) as { version: string }).version}`;
}
