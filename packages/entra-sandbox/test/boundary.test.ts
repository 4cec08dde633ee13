import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, resolve, sep } from "node:path";
import { preProcessFile } from "typescript";

const root = join(__dirname, "..");
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
  "dependencies" | "devDependencies",
  Record<string, string>
>;

/** What every file under a folder of the package imports. */
function imports(folder: string): [file: string, specifier: string][] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => {
      const file = join(root, folder, name);
      const { importedFiles } = preProcessFile(readFileSync(file, "utf8"));
      return importedFiles.map(({ fileName }): [string, string] => [file, fileName]);
    });
}

describe("the package", () => {
  it("imports no file of the repository around it", () => {
    const relative = [...imports("src"), ...imports("test")].filter(([, specifier]) => specifier.startsWith("."));
    const outside = relative.filter(([file, specifier]) => !resolve(file, "..", specifier).startsWith(root + sep));
    assert.ok(relative.length > 100);
    assert.deepEqual(outside, []);
  });

  it("depends on what it imports, and on nothing else", () => {
    const packages = (folder: string) =>
      new Set(
        imports(folder)
          .map(([, specifier]) => specifier)
          .filter((specifier) => !specifier.startsWith(".") && !isBuiltin(specifier))
          .map((specifier) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")),
      );
    assert.deepEqual([...packages("src")].sort(), Object.keys(dependencies).sort());
    const known = { ...dependencies, ...devDependencies };
    assert.deepEqual(
      [...packages("test")].filter((name) => !(name in known)),
      [],
    );
  });
});
