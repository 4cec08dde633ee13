import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { parse } from "yaml";
import { outputEntries } from "../model/outputs";
import { rotationKeys, settingKeys } from "../model/settings";
import { commandsOf } from "./pageCommands";
import { runAt, runIndex } from "./recordedRun";
import { stackConfig } from "../workbench/engine/stackConfig";

const root = join(__dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The cells of the table between two markers of the README, without its head. */
function table(name: string): string[][] {
  const [, rest = ""] = readme.split(`<!-- ${name}:`);
  const [body = ""] = rest.split(`<!-- /${name} -->`);
  const rows = body.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(2).map((row) =>
    row
      .slice(2, -2)
      .split(" | ")
      .map((cell) => cell.trim()),
  );
}

const unticked = (text = "") => text.replaceAll("`", "");

describe("README", () => {
  it("lists every setting of Pulumi.yaml with its type, default and description", () => {
    const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as {
      config: Record<string, { type: string; description: string; default: unknown }>;
    };
    const expected = Object.entries(project.config).map(([key, { type, description, default: value }]) => [
      `\`${key}\``,
      type,
      `\`${typeof value === "string" ? value : JSON.stringify(value)}\``,
      description,
    ]);
    assert.deepEqual(table("configuration"), expected);
  });

  it("lists every setting that has no default", () => {
    const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { config: Record<string, unknown> };
    const keys = [...rotationKeys, ...settingKeys.filter((key) => key !== "rotation")];
    const without = keys.filter((key) => !(key in project.config));
    assert.deepEqual(
      table("optional").map(([key]) => unticked(key)),
      without,
    );
  });

  it("lists every output with the words an editor shows for it", () => {
    const file = join(root, "outputs.ts");
    const options: ts.CompilerOptions = { strict: true, lib: ["lib.es5.d.ts"], types: [] };
    const host = ts.createCompilerHost(options);
    // Comments come from the files of this project; the types of packages would take a second to read.
    host.resolveModuleNames = (names, from) =>
      names.map((name) =>
        name.startsWith(".") ? ts.resolveModuleName(name, from, options, host).resolvedModule : undefined,
      );
    const program = ts.createProgram([file], options, host);
    const checker = program.getTypeChecker();
    const access = program.getSourceFile(file)?.statements.find(ts.isInterfaceDeclaration);
    assert.ok(access);
    const members = checker.getTypeAtLocation(access).getProperties();
    const documented = members.map((member): [string, string] => [
      member.name,
      ts.displayPartsToString(member.getDocumentationComment(checker)),
    ]);
    const rows = table("outputs").map(([name, meaning]) => [unticked(name), meaning]);
    const outputs = documented.filter(([name]) => name !== "apiKeyConnection");
    assert.deepEqual(new Map(rows as [string, string][]), new Map(outputs));
    assert.ok(documented.some(([name, words]) => name === "apiKeyConnection" && words !== ""));
  });

  it("lists every output of index.ts, of every mode", async () => {
    const separate = { clientApplication: "separate", vault: { resourceGroup: "rg" } };
    const apiKey = { authentication: "apiKey", instance: "acme", apiKey: "key", apiKeyExpiresOn: "2027-03-01" };
    const keys = new Set<string>();
    for (const settings of [separate, apiKey]) {
      const config = stackConfig("prod", settings);
      const secretKeys = ["icertis-access:apiKey"];
      const { result } = await runAt("2027-10-01", () => runIndex({ stack: "prod", config, secretKeys }));
      for (const key of Object.keys(result)) keys.add(key);
    }
    assert.deepEqual(new Set(Object.keys(outputEntries)), keys);
  });

  it("shows commands that mean the same in bash and in Windows PowerShell", () => {
    const page = "docs/platform-engineer.md";
    const headings = [...readFileSync(join(root, page), "utf8").matchAll(/^## (.*)$/gm)].map(
      ([, heading = ""]) => heading,
    );
    const commands = [
      ...["Deploy", "Destroy"].flatMap((heading) => commandsOf("README.md", heading)),
      ...headings.flatMap((heading) => commandsOf(page, heading)),
    ];
    assert.ok(commands.length > 30);
    // No substitution, no second command on a line, no quotes or escapes that only one of them knows.
    for (const command of commands) assert.doesNotMatch(command, /[$`';&|<\\]|^(?:export )?\w+=/);
  });

  it("links to files that are there", () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].flatMap(([, file]) => file ?? []);
    assert.ok(links.length > 5);
    assert.deepEqual(
      links.filter((file) => !existsSync(join(root, file))),
      [],
    );
  });
});
