import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { checkSecretFile, replaceFile, secretFileMode } from "../../cli/replaceFile";
import { processContext } from "../../entra/processContext";
import { ToolFolder } from "./runTool";
import { maskedOutputs } from "./sampleOutputs";
import { projectFile } from "./secret/stackFiles";

describe("replaceFile", () => {
  let folder: ToolFolder;
  beforeEach(() => (folder = new ToolFolder()));
  const at = (name: string) => join(folder.path, name);
  const files = () => readdirSync(folder.path).sort();

  it("keeps the permissions a file has, follows a link, and leaves nothing beside it", () => {
    writeFileSync(at("file"), "old", { mode: 0o640 });
    symlinkSync("file", at("link"));
    replaceFile(at("link"), "new");
    assert.equal(folder.read("file"), "new");
    assert.ok(lstatSync(at("link")).isSymbolicLink());
    assert.equal(statSync(at("file")).mode & 0o777, 0o640);
    replaceFile(at("secret"), "s", { mode: secretFileMode });
    assert.equal(statSync(at("secret")).mode & 0o777, 0o600);
    assert.deepEqual(files(), ["file", "link", "secret"]);
  });

  it("writes to nothing but a file", async function () {
    if (process.platform === "win32") this.skip();
    execFileSync("mkfifo", [at("pipe")]);
    symlinkSync("nowhere", at("dangling"));
    mkdirSync(at("folder"));
    const server = createServer().listen(at("socket"));
    await new Promise((resolve) => server.once("listening", resolve));
    const before = files();
    // Nobody writes into the pipe: whoever reads it first waits for ever.
    folder.write("dev.json", maskedOutputs());
    folder.write("Pulumi.yaml", projectFile);
    for (const line of ["tenant-json render --out pipe", "tenant-json merge pipe", "tenant-json unmerge pipe"]) {
      assert.equal(await folder.errorOf([...line.split(" "), "--outputs", "dev.json"]), "file-not-regular", line);
    }
    for (const line of ["secret revoke --stack dev --file pipe", "secret rotate --stack dev --file pipe"]) {
      assert.equal(await folder.errorOf(line.split(" ")), "file-not-regular", line);
    }
    for (const path of ["/dev/null", at("pipe"), at("dangling"), at("folder"), at("socket")]) {
      assert.throws(() => replaceFile(path, "x"), { code: "file-not-regular" }, path);
    }
    assert.ok(lstatSync("/dev/null").isCharacterDevice());
    assert.deepEqual(files(), [...before, "Pulumi.yaml", "dev.json"].sort());
    server.close();
  });

  it("does not undo what another writer did meanwhile, nor write beside one", () => {
    folder.write("file", "theirs");
    assert.throws(() => replaceFile(at("file"), "ours", { before: "read earlier", backUpAt: 0 }), {
      code: "file-changed",
    });
    folder.write(".file.icertis-access-tmp", "half");
    assert.throws(() => replaceFile(at("file"), "ours"), { code: "file-busy" });
    assert.equal(folder.read("file"), "theirs");
    assert.deepEqual(files(), [".file.icertis-access-tmp", "file"]);
  });

  it("keeps a backup where one is asked for, and only where the file was replaced", () => {
    folder.write("file", "old");
    const backup = replaceFile(at("file"), "new", { backUpAt: Date.parse("2026-12-01T12:00:00Z") });
    assert.equal(backup, at("file.2026-12-01T12-00-00-000Z.bak"));
    assert.equal(folder.read("file.2026-12-01T12-00-00-000Z.bak"), "old");
  });

  it("puts no secret into a Git work tree that does not ignore it", async () => {
    const context = processContext();
    const check = (name: string) => checkSecretFile(at(name), name, context);
    await check("secret.html");
    execFileSync("git", ["init", "--quiet", folder.path]);
    await assert.rejects(check("secret.html"), { code: "secret-in-work-tree" });
    folder.write(".gitignore", "secret.html\n");
    await check("secret.html");
  });
});
