import assert from "node:assert/strict";
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../../entra/context";
import { processContext } from "../../entra/processContext";
import { runStep } from "../../pipelines/steps/steps";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import { temporaryFolder } from "../temporaryFolder";
import { FakeCommands } from "./fakeCommands";
import { type FakePlatform, fakePlatform, type PlatformName } from "./fakePlatform";

/** What GitHub does to a job's token: no branch whose workflows differ from the default branch's. */
const hook = `#!/bin/sh
while read -r old new ref; do
  [ "$ref" = refs/heads/main ] && continue
  [ "$(git rev-parse "$new:.github/workflows")" = "$(git rev-parse main:.github/workflows)" ] && continue
  echo "refusing to allow a GitHub App to create or update workflow without workflows permission" >&2
  exit 1
done
`;

describe("a revocation, recorded with the real Git", () => {
  let sandbox: Sandbox;
  const folder = temporaryFolder();
  let platform: FakePlatform;
  const engine = new FakeCommands();
  const git = async (...args: string[]) => {
    const author = ["-c", "user.name=test", "-c", "user.email=test@example.invalid"];
    const ended = await processContext(process.env, folder).run("git", [...author, ...args]);
    assert.equal(ended?.code, 0, ended?.text);
    return ended?.out.trim() ?? "";
  };
  const workflow = (name: string, text: string) => writeFileSync(join(folder, ".github", "workflows", name), text);

  before(async () => {
    sandbox = await startSandbox({ now: new Date("2026-11-23T08:00:00Z") });
    sandbox.clock.freeze(new Date("2026-11-23T08:00:00Z"));
    platform = fakePlatform(sandbox, folder);
    const origin = join(platform.files, "origin.git");
    mkdirSync(origin);
    mkdirSync(join(folder, ".github", "workflows"), { recursive: true });
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
    workflow("old.yml", "old");
    await git("init", "--quiet", "-b", "main");
    await git("init", "--quiet", "--bare", "-b", "main", origin);
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "Release");
    await git("tag", "released");
    await git("rm", "--quiet", ".github/workflows/old.yml");
    mkdirSync(join(folder, ".github", "workflows"), { recursive: true });
    workflow("new.yml", "new");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "Change the workflows");
    await git("remote", "add", "origin", origin);
    await git("push", "--quiet", "origin", "main");
    writeFileSync(join(origin, "hooks", "pre-receive"), hook);
    chmodSync(join(origin, "hooks", "pre-receive"), 0o755);
  });
  after(() => sandbox.close());

  const revoke = async (name: PlatformName, confirm: string) => {
    const log: string[] = [];
    const run: Context["run"] = (command, args, options) => {
      if (command === "git") return processContext(process.env, folder).run(command, args);
      if (args.includes("revoke")) appendFileSync(join(folder, "Pulumi.dev.yaml"), "# revoked\n");
      return engine.run(command, args, options);
    };
    const own = { run, out: (text: string) => log.push(text) };
    const code = await runStep(["revoke", "--stack", "dev", "--confirm", confirm], platform.context(name, 0, own));
    return { code, log: log.join("") };
  };

  it("is refused by Git where the release has other workflows than the default branch: what GitHub does", async () => {
    await git("checkout", "--quiet", "--detach", "released");
    const { code, log } = await revoke("gitlab", "dev");
    assert.equal(code, 1);
    assert.match(log, /\(revocation-unrecorded\)/);
    await git("checkout", "--quiet", "--force", "--detach", "released");
  });

  it("takes the default branch's workflows into the commit on GitHub, and the release's everything else", async () => {
    const { code, log } = await revoke("github", "dev");
    assert.equal(code, 0, log);
    const branch = "revoke/dev-2026-11-23T08-00-00Z";
    const pushed = await git("ls-remote", "origin", `refs/heads/${branch}`);
    assert.equal(pushed.split("\t")[0], await git("rev-parse", "HEAD"));
    assert.equal(await git("rev-parse", "HEAD~1"), await git("rev-parse", "released"));
    assert.deepEqual((await git("diff", "--name-only", "released", "HEAD")).split("\n").sort(), [
      ".github/workflows/new.yml",
      ".github/workflows/old.yml",
      "Pulumi.dev.yaml",
    ]);
  });

  it("is not begun where the name was not typed twice", async () => {
    const { code, log } = await revoke("github", "prod");
    assert.equal(code, 1);
    assert.match(log, /\(revocation-unconfirmed\)/);
  });
});
