import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CreateTranspilerOptions, Transpiler } from "ts-node";
import * as ts from "typescript";

const { create } = createRequire(__filename)("../transpiler.cjs") as {
  create: (options: CreateTranspilerOptions & { folder: string }) => Transpiler;
};

const source = 'import { join } from "node:path";\nexport const path: string = join("a", "b");\n';

function transpilerIn(folder: string, esModuleInterop = true): Transpiler {
  const options = { module: ts.ModuleKind.CommonJS, esModuleInterop };
  return create({ folder, service: { config: { options } } } as unknown as CreateTranspilerOptions & {
    folder: string;
  });
}

describe("the transpiler", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "icertis-access-transpiler-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const entries = () => readdirSync(folder);

  it("turns a module into one that Node.js loads, without its types", () => {
    const { outputText } = transpilerIn(folder).transpile(source, { fileName: "/a/first.ts" });
    const loaded = new Module("first") as Module & { _compile(code: string, file: string): void };
    loaded._compile(outputText, "/a/first.js");
    assert.deepEqual({ ...(loaded.exports as object) }, { path: join("a", "b") });
  });

  it("translates the same text once, under whatever name", () => {
    transpilerIn(folder).transpile(source, { fileName: "/a/first.ts" });
    const [entry, ...more] = entries();
    assert.deepEqual(more, []);
    const kept = { outputText: "kept", sourceMapText: "{}" };
    writeFileSync(join(folder, entry ?? ""), JSON.stringify(kept));
    assert.deepEqual(transpilerIn(folder).transpile(source, { fileName: "/b/second.ts" }), kept);
  });

  it("translates again when the text or the settings are others", () => {
    transpilerIn(folder).transpile(source, { fileName: "/a/first.ts" });
    transpilerIn(folder).transpile(`${source}\n`, { fileName: "/a/first.ts" });
    transpilerIn(folder, false).transpile(source, { fileName: "/a/first.ts" });
    assert.equal(entries().length, 3);
  });

  it("translates again what was cut short", () => {
    const whole = transpilerIn(folder).transpile(source, { fileName: "/a/first.ts" });
    const file = join(folder, entries()[0] ?? "");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 20));
    assert.deepEqual(transpilerIn(folder).transpile(source, { fileName: "/a/first.ts" }), whole);
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), whole);
  });

  it("does without a folder that cannot be written", () => {
    const file = join(folder, "a file, not a folder");
    writeFileSync(file, "");
    chmodSync(file, 0o400);
    const { outputText } = transpilerIn(file).transpile(source, { fileName: "/a/first.ts" });
    assert.match(outputText, /exports\.path = /);
    assert.deepEqual(entries(), ["a file, not a folder"]);
  });

  it("refuses a syntax error naming file and place", () => {
    assert.throws(
      () => transpilerIn(folder).transpile("const = 1;", { fileName: "/a/wrong.ts" }),
      /wrong\.ts.*\(1:7\)/,
    );
    assert.deepEqual(entries(), []);
  });

  it("leaves the places of errors in the sources", () => {
    const file = join(folder, "thrown.ts");
    writeFileSync(file, 'interface Unused {\n  a: string;\n}\n\nthrow new Error("here");\n');
    const run = () => execFileSync(process.execPath, ["-r", "ts-node/register", file], { stdio: "pipe" });
    assert.throws(run, (error: { stderr: Buffer }) => error.stderr.toString().includes("thrown.ts:5:7"));
  });
});
