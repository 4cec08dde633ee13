import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, relative, sep } from "node:path";
import { findEngine } from "../../workbench/engine/findEngine";
import { describeOnEngine, type OnEngine } from "./onEngine";
import { commandsOf } from "../pageCommands";
import { credentialsOf } from "./tenant";

const project = join(__dirname, "..", "..");
/** Folders that a fresh clone does not have, or that no page speaks of. */
const left = new Set(["node_modules", "dist", ".git", "test", "workbench"]);
/** In place of what would take minutes or needs Azure: nothing else is replaced. */
const stubs = {
  npm: "exec node prepare.mjs", // npm ci: the packages are linked
  az: "exit 0",
  // The person who signs in: goes where the sign-in page sends them, and closes the page.
  browser: `exec curl --silent --location --max-time 20 --cacert "$NODE_EXTRA_CA_CERTS" --output /dev/null "$1"`,
};

/** The one value of a command that is the reader's own day. */
const isDated = /\d{4}-\d{2}-\d{2}$/;

/** A clone on a machine of its own, at whose shell a person types. */
class Newcomer {
  readonly root = mkdtempSync(join(tmpdir(), "icertis-access-pages-"));
  readonly clone = join(this.root, "icertis-access");
  private readonly environment: NodeJS.ProcessEnv;

  constructor({ sandbox }: OnEngine) {
    const engine = findEngine();
    assert.ok(!("missing" in engine));
    const [bin, home, state] = ["bin", "home", "state"].map((name) => join(this.root, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [bin, home, state]) mkdirSync(folder);
    const filter = (file: string) =>
      !relative(project, file)
        .split(sep)
        .some((part) => left.has(part));
    cpSync(project, this.clone, { recursive: true, filter });
    symlinkSync(join(project, "node_modules"), join(this.clone, "node_modules"));
    symlinkSync(engine.plugins, join(home, "plugins"));
    for (const [name, script] of Object.entries(stubs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    this.environment = {
      ...process.env,
      ...sandbox.environment,
      PATH: [bin, engine.folder, process.env["PATH"]].join(delimiter),
      BROWSER: join(bin, "browser"),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "passphrase",
      PULUMI_SKIP_CONFIRMATIONS: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
  }

  /** Types a command. @returns what it printed */
  types(command: string, expected = 0, answer = ""): Promise<string> {
    return new Promise((resolve, reject) => {
      const shell = spawn("bash", ["-c", command], { cwd: this.clone, env: this.environment });
      let printed = "";
      // A command that asks nothing may have ended by now.
      shell.stdin.on("error", () => undefined).end(answer);
      for (const stream of [shell.stdout, shell.stderr])
        stream.on("data", (part: Buffer) => (printed += part.toString()));
      shell.on("close", (code) => {
        if (code === expected) resolve(printed);
        else reject(new Error(`${command}\nends with ${code}, not ${expected}\n${printed}`));
      });
    });
  }

  async typesAll(commands: readonly string[]): Promise<string> {
    let printed = "";
    for (const command of commands) printed += await this.types(command);
    return printed;
  }

  /** A file of the clone, or beside it. */
  file(name: string): string {
    return join(this.clone, name);
  }
}

describeOnEngine("the commands of the README and of the platform engineer's page, as they are printed", {}, (on) => {
  let newcomer: Newcomer;
  before(() => (newcomer = new Newcomer(on)));
  after(() => rmSync(newcomer.root, { recursive: true, force: true }));
  const page = "docs/platform-engineer.md";
  const secrets = () => credentialsOf(on.sandbox).length;

  it("deploys", async () => {
    const today = new Date().toISOString().slice(0, 10);
    const commands = commandsOf("README.md", "Deploy");
    const dated = commands.map((command) => command.replace(isDated, today));
    assert.ok(commands.some((command) => isDated.test(command)));
    await newcomer.typesAll(dated);
    assert.equal(secrets(), 1);
    assert.ok(statSync(newcomer.file("dist/cli/main.js")).mode & 0o100, "the command can be run");
    assert.match(readFileSync(newcomer.file("handoff.html"), "utf8"), /^<!doctype html>/);
  });

  it("hands over, and shows that the tokens are right", async () => {
    const commands = commandsOf(page, "3. Hand over");
    assert.ok(commands.some((command) => command.endsWith("verify --stack dev")));
    const printed = await newcomer.typesAll(commands);
    assert.ok(printed.includes("ICI would accept this token, if it knows the user."));
    const [application] = on.sandbox.snapshot().applications;
    const given = (name: string) => readFileSync(newcomer.file(`../handoff/${name}`), "utf8");
    assert.equal((JSON.parse(given("dev.json")) as { clientId: string }).clientId, application?.appId);
    for (const name of ["handoff.html", "icertis.ics", "dev.json"]) assert.ok(!given(name).includes("clientSecret:"));
    assert.ok(existsSync(newcomer.file("../handoff/icertis-tools.mjs")));
    // What the other two pages begin with: a folder with these files alone.
    await newcomer.types("cd ../handoff && node icertis-tools.mjs secret status --outputs dev.json");
  });

  it("hands the two other persons files with which their pages' commands run", async () => {
    const [administrator, developer] = ["icertis-administrator.md", "rpa-developer.md"].map((name) =>
      readFileSync(join(project, "docs", name), "utf8"),
    ) as [string, string];
    const beside = (name: string) => newcomer.file(`../handoff/${name}`);
    const outputs = JSON.parse(readFileSync(beside("dev.json"), "utf8")) as Record<string, string>;
    cpSync(beside("dev.json"), beside("prod.json"));
    // Another integration is in the list too.
    writeFileSync(beside("tenant.json"), (outputs["tenantJson"] ?? "").replace('"api://', '"api://another,api://'));
    const address = (/^https:\/\/login\S+response_type=token\S+$/m.exec(administrator)?.[0] ?? "")
      .replace("TENANT-ID", outputs["tenantId"] ?? "")
      .replace("CLIENT-ID", outputs["clientId"] ?? "")
      .replace("SCOPE", outputs["scopes"]?.[0] ?? "");
    const token = (await on.sandbox.fetch(address)).headers.get("location") ?? "";
    const commands = [...`${administrator}${developer}`.matchAll(/^\$ (node icertis-tools\.mjs .*)$/gm)];
    // ICI itself is not there to be asked.
    const own = commands.map(([, command = ""]) => command).filter((command) => !command.includes("--url"));
    assert.ok(own.length >= 6);
    for (const command of own) {
      await newcomer.types(`cd ../handoff && ${command}`, 0, command.endsWith("--token -") ? token : "");
    }
  });

  it("says how the secrets stand, rotates and revokes", async () => {
    await newcomer.typesAll(commandsOf(page, "4. Let a pipeline run it"));
    const [rotate = "", firstUp = "", ...revocation] = commandsOf(page, "5. Rotate, or revoke");
    await newcomer.types(rotate);
    await newcomer.types(firstUp);
    assert.equal(secrets(), 2);
    await newcomer.typesAll(revocation);
    assert.equal(secrets(), 1);
    assert.ok(
      readFileSync(newcomer.file("../handoff/secret.html"), "utf8").includes("every earlier secret was revoked"),
    );
    await newcomer.types("npx icertis-access secret status --stack dev", 2);
  });

  it("destroys by one edit and one command, where the application is protected too", async () => {
    await newcomer.types("pulumi config set --path protect true && pulumi up");
    await newcomer.types("pulumi destroy --run-program", 1);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await newcomer.types(
      `pulumi config set --path protect false && pulumi config set --path rotation.allowRevocationUntil ${until}`,
    );
    await newcomer.typesAll(commandsOf("README.md", "Destroy"));
    assert.deepEqual(on.sandbox.snapshot().applications, []);
  });

  it("keeps an API key", async () => {
    const key = "AbC+/=of-a-user";
    for (const command of commandsOf(page, "An API key instead of OAuth")) {
      await newcomer.types(command, 0, command.includes("--secret") ? `${key}\n` : "");
    }
    const file = readFileSync(newcomer.file("Pulumi.suite.yaml"), "utf8");
    assert.ok(file.includes("secure:") && !file.includes(key));
    assert.match(await newcomer.types("pulumi stack output --show-secrets --stack suite"), /"apiKey":"AbC/);
  });

  it("adopts a registration", async () => {
    const made = await on.sandbox.graph()("POST", "/applications", {
      displayName: "Made by hand",
      web: { redirectUris: ["https://cloud.uipath.com/provisioning_/callback"] },
    });
    const { appId } = made.body as { appId: string };
    const commands = commandsOf(page, "Adopting a registration made in the portal");
    await newcomer.typesAll(
      commands.map((command) => command.replace("TENANT_ID", on.sandbox.tenantId).replace("CLIENT_ID", appId)),
    );
    const [application, ...others] = on.sandbox.snapshot().applications;
    assert.deepEqual([application?.appId, others, secrets()], [appId, [], 1]);
  });
});
