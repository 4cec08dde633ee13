import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Context, Environment } from "../../entra/context";
import { processContext } from "../../entra/processContext";
import { nextCommands } from "../../pipelines/bootstrap/nextCommands";
import { stackManifests } from "../../pipelines/operator/manifests";
import { runStep } from "../../pipelines/steps/steps";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { findEngine } from "../../workbench/engine/findEngine";
import { describeOnEngine } from "../engine/onEngine";
import { credentialsOf } from "../engine/tenant";
import { temporaryFolder } from "../temporaryFolder";
import { type FakePlatform, fakePlatform, identityToken, type PlatformName, platformNames } from "./fakePlatform";

const fixedClock = join(__dirname, "fixedClock.ts");
const started = new Date();
const day = 86_400_000;
const [deployer, reader] = [0, 1];
const identities = [{}, { roles: [] }];

describeOnEngine("the pipelines from a first release to a rotated secret", { now: started, identities }, (on) => {
  let dev: EngineStack;
  let platform: FakePlatform;
  let github: Server;
  /** What the commands printed, for a test that fails. */
  const seen: string[] = [];

  interface Ran {
    readonly code: number;
    readonly log: string;
    readonly last: string;
  }
  interface How {
    readonly name?: PlatformName;
    readonly identity?: number;
    readonly over?: Environment;
  }
  /** Runs a step on the engine's own file backend: nothing else of a platform is real. */
  const step = async (words: string, { name = "github", identity = deployer, over = {} }: How = {}): Promise<Ran> => {
    const log: string[] = [];
    const { port } = github.address() as AddressInfo;
    const own = platform.context(name, identity, {}).environment;
    // The real provider asks GitHub for its token itself.
    const address = name === "github" && { ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token` };
    const { PULUMI_BACKEND_URL, ...engine } = dev.environment;
    const variables: Environment = { ...engine, ...own, ...address, PULUMI_BACKEND_URL, ...over };
    const run: Context["run"] = (command, args, options = {}) => {
      // `icertis-access` knows no other time than the process's.
      const preloaded =
        command === process.execPath ? [...args.slice(0, 2), "--require", fixedClock, ...args.slice(2)] : args;
      const context = processContext({ ...process.env, ...variables }, dev.folder);
      const ended = context.run(command, preloaded, { ...options, echo: false });
      void ended.then((one) => seen.push(`${command} ${args.join(" ")}: ${one?.text}`));
      return ended;
    };
    const quiet = { run, folder: dev.folder, out: (text: string) => log.push(text) };
    const code = await runStep(words.split(" "), platform.context(name, identity, quiet, variables));
    return { code, log: log.join(""), last: log.at(-1) ?? "" };
  };
  const succeeds = async (words: string, how?: How) => {
    const ran = await step(words, how);
    assert.equal(ran.code, 0, ran.log + seen.slice(-3).join("\n"));
    return ran;
  };
  const failsWith = async (words: string, code: string, how?: How) => {
    const ran = await step(words, how);
    assert.equal(ran.code, 1, ran.log);
    assert.ok(ran.log.includes(`(${code})`), ran.log + seen.slice(-1).join());
    return ran;
  };
  const asReader = { identity: reader };
  const at = (days: number) => on.setNow(dev, new Date(started.getTime() + days * day).toISOString());
  const git = async (...args: string[]) => {
    const author = ["-c", "user.name=test", "-c", "user.email=test@example.invalid"];
    const ended = await processContext(process.env, dev.folder).run("git", [...author, ...args]);
    assert.equal(ended?.code, 0, ended?.text);
    return ended?.out.trim() ?? "";
  };
  const ends = () => credentialsOf(on.sandbox).map(({ endDateTime }) => endDateTime);
  const report = () => readFileSync(join(dev.folder, "reports", "preview.md"), "utf8");
  const output = (name: string) =>
    [...readFileSync(join(platform.files, "outputs"), "utf8").matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].at(-1)?.[1];

  before(async () => {
    github = createServer((_, answer) => answer.end(JSON.stringify({ value: identityToken("github") })));
    await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
    dev = await on.newStack("dev");
    dev.configure({
      rotation: { firstIssued: started.toISOString().slice(0, 10), lifetimeDays: 180, overlapDays: 30 },
    });
    platform = fakePlatform(on.sandbox, dev.folder);
    const origin = join(platform.files, "origin.git");
    mkdirSync(origin);
    mkdirSync(join(dev.folder, "pipelines"), { recursive: true });
    mkdirSync(join(dev.folder, ".github", "workflows"), { recursive: true });
    writeFileSync(join(dev.folder, ".github", "workflows", "x.yml"), "name: x\n");
    writeFileSync(join(dev.folder, "pipelines", "stacks.yaml"), "stacks: [{ name: dev, ring: 1 }]\n");
    writeFileSync(join(dev.folder, ".gitignore"), "node_modules\nreports\nhandoff\n");
    await git("init", "--quiet", "-b", "main");
    await git("init", "--quiet", "--bare", "-b", "main", origin);
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "Start");
    await git("remote", "add", "origin", origin);
    await git("push", "--quiet", "origin", "main");
    at(0);
  });
  after(() => github.close());

  it("previews a stack that is not there yet, with an identity without any role", async () => {
    await succeeds("preview --read-only --stack dev", asReader);
    assert.match(report(), /^### Preview of dev: \d+ to create/);
    await failsWith("stacks --released", "never-released", asReader);
    assert.deepEqual(on.sandbox.snapshot().applications, []);
  });

  it("previews in a container that never held a stack, which a reader may not write to", async () => {
    const over = { PULUMI_BACKEND_URL: "file:///proc" };
    await succeeds("preview --read-only --stack dev", { ...asReader, over });
    assert.match(report(), /^### Preview of dev: \d+ to create/);
  });

  it("releases it, verifies a token, writes the masked page and opens a ticket", async () => {
    const ran = await succeeds("up --stack dev");
    await succeeds("verify --stack dev");
    const page = readFileSync(join(dev.folder, "handoff", "dev.html"), "utf8");
    const secret = (await dev.stack.outputs())["clientSecret"]?.value as string;
    assert.equal(page.includes(secret), false);
    assert.equal(ran.log.includes(secret), false);
    assert.equal(platform.tickets.length, 1);
    assert.equal(JSON.stringify(platform.tickets).includes(secret), false);
  });

  it("tells the nightly run the released commit, as the identity that reads and without the stack's key", async () => {
    const over = { PULUMI_CONFIG_PASSPHRASE: "not the stack's" };
    await succeeds("stacks --released", { ...asReader, over });
    const stacks = JSON.parse(output("stacks") ?? "") as unknown;
    assert.deepEqual(stacks, [{ name: "dev", ring: 1, commit: await git("rev-parse", "HEAD") }]);
  });

  it("previews it without the key of its state: the same result, and nothing to take", async () => {
    const over = { PULUMI_CONFIG_PASSPHRASE: "not the stack's" };
    await succeeds("preview --read-only --stack dev", { ...asReader, over });
    assert.match(report(), /^### Preview of dev: \d+ unchanged\n/);
    await failsWith("preview --stack dev", "passphrase-wrong", { over });
  });

  it("lets the guard speak in the preview of a pull request, and changes nothing in an update", async () => {
    const before = ends();
    const file = join(dev.folder, "Pulumi.dev.yaml");
    const good = readFileSync(file, "utf8");
    at(20);
    dev.configure({
      rotation: { firstIssued: on.sandbox.clock.now().toISOString(), lifetimeDays: 180, overlapDays: 30 },
    });
    await failsWith("preview --read-only --stack dev", "live-secret", asReader);
    await failsWith("up --stack dev", "live-secret");
    assert.deepEqual(ends(), before);
    writeFileSync(file, good);
    at(0);
    await succeeds("up --stack dev");
  });

  it("runs the project's policies, and stops at one in the preview and in the update", async () => {
    const folder = join(dev.folder, "policy");
    cpSync(join(__dirname, "..", "..", "policy"), folder, { recursive: true });
    try {
      await succeeds("preview --read-only --stack dev", asReader);
      assert.ok(seen.some((line) => line.includes("pulumi preview --diff --policy-pack policy")));
      writeFileSync(
        join(folder, "index.ts"),
        `// @ts-nocheck
import { PolicyPack } from "@pulumi/policy";
const validateResource = ({ type }, report) => type === "azuread:index/application:Application" && report("no");
new PolicyPack("strict", { policies: [{ name: "none", description: "None", enforcementLevel: "mandatory", validateResource }] });
`,
      );
      await failsWith("preview --read-only --stack dev", "policy-violated", asReader);
      await failsWith("up --stack dev", "policy-violated");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("recovers from a token that expires half-way and from a lock that a lost runner left", async () => {
    const effect = { kind: "status", status: 401 } as const;
    const expired = on.sandbox.faults.add({ path: "/v1.0/**", times: 1, skip: 1, effect });
    await failsWith("drift --stack dev", "sign-in-expired");
    on.sandbox.faults.remove(expired);
    const locks = join(dev.stateFolder, ".pulumi", "locks", "organization", "icertis-access", "dev");
    mkdirSync(locks, { recursive: true });
    const lock = { pid: 1, username: "lost", hostname: "runner", timestamp: started.toISOString() };
    writeFileSync(join(locks, "00000000-0000-4000-8000-000000000001.json"), JSON.stringify(lock));
    const { last } = await failsWith("up --stack dev", "stack-locked");
    assert.match(last, /`pulumi cancel --stack dev`/);
    const context = processContext({ ...process.env, ...dev.environment }, dev.folder);
    const cancelled = await context.run("pulumi", ["cancel", "--yes", "--stack", "dev"]);
    assert.equal(cancelled?.code, 0, cancelled?.text);
    await succeeds("up --stack dev");
    await succeeds("drift --stack dev");
  });

  it("reports what was changed by hand", async () => {
    const [application] = on.sandbox.snapshot().applications as { id: string; displayName: string }[];
    assert.ok(application);
    const change = (displayName: string) =>
      on.sandbox.graph()("PATCH", `/applications/${application.id}`, { displayName });
    await change("Changed by hand");
    await failsWith("drift --stack dev", "drift");
    assert.match(
      readFileSync(join(dev.folder, "reports", "drift.md"), "utf8"),
      /^### Drift of dev: [^]*Changed by hand/,
    );
    await change(application.displayName);
  });

  it("runs in the operator's pod as its init container prepares it, and not with the file alone", async () => {
    const files = platform.files;
    const [, , preview] = stackManifests(
      { backend: "azblob://x", tenantId: on.sandbox.tenantId, image: "i:1.2.3", kubectl: "k:v1.2.3", repository: "r" },
      { name: "dev", clientId: on.sandbox.identities[deployer]?.clientId ?? "", commit: "c" },
    );
    const spec = preview?.["spec"] as {
      envRefs: Record<string, { literal: { value: string } }>;
      workspaceTemplate: { spec: { podTemplate: { spec: { initContainers: [{ command: string[] }] } } } };
    };
    const [{ command }] = spec.workspaceTemplate.spec.podTemplate.spec.initContainers;
    const [shell = "", flag = "", script = ""] = command;
    const token = platform.context("gitlab", deployer, {}).environment["AZURE_ID_TOKEN"] ?? "";
    const [tokenFile, share] = [join(files, "token"), join(files, "share.env")];
    writeFileSync(tokenFile, token);
    const local = script.replace("/var/run/secrets/entra/token", tokenFile).replace("/share/.env", share);
    const context = processContext(process.env, dev.folder);
    assert.equal((await context.run(shell, [flag, local]))?.code, 0);
    const [, name = "", value] = /^(\w+)=(.*)\n$/.exec(readFileSync(share, "utf8")) ?? [];
    const literals = Object.entries(spec.envRefs).map(([key, { literal }]) => [key, literal.value] as const);
    const pod: Environment = { ...dev.environment, ...Object.fromEntries(literals), ARM_CLIENT_SECRET: undefined };
    const run = (more: Environment) =>
      context.run("pulumi", ["preview", "--non-interactive", "--stack", "dev"], { environment: { ...pod, ...more } });
    const alone = await run({ ARM_OIDC_TOKEN_FILE_PATH: tokenFile });
    assert.notEqual(alone?.code, 0);
    const ended = await run({ [name]: value });
    assert.equal(ended?.code, 0, ended?.text);
  });

  it("revokes: a branch with the commit, a new secret, every older one gone, and red until it is entered", async () => {
    const [old] = credentialsOf(on.sandbox);
    for (const ticket of platform.tickets) ticket.open = false;
    await succeeds("revoke --stack dev --confirm dev");
    await succeeds("up --stack dev");
    const [current, ...more] = credentialsOf(on.sandbox);
    assert.notEqual(current?.keyId, old?.keyId);
    assert.deepEqual(more, []);
    assert.match(await git("ls-remote", "origin", "revoke/*"), /refs\/heads\/revoke\/dev-/);
    await failsWith("status --stack dev", "secret-critical");
    for (const ticket of platform.tickets) ticket.open = false;
    await succeeds("status --stack dev");
  });

  for (const [index, name] of platformNames.entries()) {
    it(`rotates at night on ${name}, and opens a ticket with the day by which it is to be entered`, async () => {
      at(1 + 150 * (index + 1));
      for (const ticket of platform.tickets) ticket.open = false;
      const before = ends();
      const { log } = await succeeds("night --stack dev", { name });
      assert.equal(ends().length, before.length === 2 ? 2 : before.length + 1);
      assert.match(log, /a person has to enter the new one in UiPath before \d{4}-/);
      assert.match(platform.tickets.at(-1)?.title ?? "", /in UiPath by \d{4}-\d\d-\d\d$/);
    });
  }
});

const withEngine = "missing" in findEngine() ? describe.skip : describe;

withEngine("the script that bootstrap prints, in an empty folder with the real CLI", function () {
  this.timeout(120_000);
  const root = join(__dirname, "..", "..");
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });

  for (const [platform, copied] of [
    ["github", ".github/workflows/ring.yml"],
    ["gitlab", ".gitlab-ci.yml"],
    ["azure-devops", "renovate.json"],
  ] as const) {
    it(`makes the stacks on ${platform}, moves bootstrap's own state and adds what is to be committed`, async () => {
      for (const name of ["Pulumi.yaml", "pipelines"])
        cpSync(join(root, name), join(folder, name), { recursive: true });
      const bin = join(folder, "bin");
      mkdirSync(bin);
      for (const name of ["gh", "glab", "az"]) {
        writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n`, { mode: 0o755 });
      }
      for (const name of ["dev", "prod", "bootstrap"]) mkdirSync(join(folder, `state-${name}`));
      const home = { HOME: folder, PULUMI_HOME: join(folder, "home"), PULUMI_CONFIG_PASSPHRASE: "x" };
      const context = processContext({ PATH: `${bin}:${process.env["PATH"]}`, ...home }, folder);
      const run = async (command: string, ...args: string[]) => {
        const ended = await context.run(command, args);
        assert.equal(ended?.code, 0, `${command} ${args.join(" ")}: ${ended?.text}`);
        return ended?.out ?? "";
      };
      await run("git", "init", "--quiet");
      // In place of the home of whoever runs this test.
      const local = `file://${folder}`;
      await run("pulumi", "login", local);
      await run("pulumi", "-C", "pipelines/bootstrap", "stack", "init", "pipelines");
      const settings = {
        stacks: ["dev", "prod"],
        platform: { platform, project: "acme@1/icertis@2" },
        ...{ backend: "azure" as const, location: "x", previewReads: false, trust: () => [] },
      };
      const made = {
        tenantId: "tenant",
        clientIds: { "icertis-preview": "p", "icertis-dev": "d", "icertis-prod": "q" },
        PULUMI_BACKEND_URL: `file://${folder}/state-{stack}`,
        secretsProviders: {},
        ARM_SUBSCRIPTION_ID: "subscription",
      };
      writeFileSync(join(folder, "next.sh"), nextCommands(settings, made).replaceAll("--local", local));
      await run("sh", "next.sh");
      const first = readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8");
      await run("sh", "next.sh");
      assert.equal(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8"), first, "a second run changes nothing");
      const added = (await run("git", "diff", "--cached", "--name-only")).trim().split("\n");
      for (const file of [copied, "Pulumi.dev.yaml", "Pulumi.prod.yaml", "pipelines/bootstrap/Pulumi.pipelines.yaml"]) {
        assert.ok(added.includes(file), `${file} in ${added.join()}`);
      }
      assert.match(readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8"), /rotation:\n\s+firstIssued: "?\d{4}-/);
      // The CLI is left where the first stack is.
      assert.ok((await run("pulumi", "stack", "ls", "--json")).includes('"dev"'));
      for (const name of ["dev", "prod"]) {
        assert.ok(existsSync(join(folder, `state-${name}`, ".pulumi", "stacks", "icertis-access", `${name}.json`)));
      }
      const moved = join(folder, "state-bootstrap", ".pulumi", "stacks", "icertis-access-bootstrap", "pipelines.json");
      assert.ok(existsSync(moved));
      assert.equal(existsSync(join(folder, ".pulumi", "stacks", "icertis-access-bootstrap", "pipelines.json")), false);
      assert.ok(readFileSync(join(folder, "calls"), "utf8").includes("acme"));
    });
  }
});

describeOnEngine("bootstrap, on the real engine as far as the local Entra ID goes", {}, (on) => {
  it("compiles where it is, reads the list of stacks and previews every identity", async () => {
    const root = join(__dirname, "..", "..");
    const folder = temporaryFolder();
    for (const name of ["pipelines", "model", "entra", "package.json", "tsconfig.json"]) {
      cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    mkdirSync(join(folder, "state"));
    const backend = { PULUMI_BACKEND_URL: `file://${folder}/state`, PULUMI_CONFIG_PASSPHRASE: "x" };
    const context = processContext({ ...process.env, ...on.sandbox.environment, ...backend }, folder);
    const run = async (...words: string[]) => {
      const ended = await context.run("pulumi", ["-C", "pipelines/bootstrap", ...words, "--non-interactive"]);
      assert.equal(ended?.code, 0, ended?.text);
      return ended?.text ?? "";
    };
    await run("stack", "init", "pipelines");
    await run("config", "set-all", "--plaintext", "project=acme@1/icertis@2", "--plaintext", "backend=pulumi-cloud");
    const text = await run("preview");
    // The stack, and of three identities: component, application and principal; four subjects and two permissions.
    assert.match(text, /\+ 16 to create/);
  });
});
