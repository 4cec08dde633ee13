import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { assertEnded, damage, damaged, fuzz } from "../fuzz";
import { deploySample, type DeployedSample, deployedOn, frozenSandbox } from "./deployedSample";
import { type HostileAnswer, hostileAnswer, RecordedAnswers } from "../hostileAnswers";
import { ToolFolder, type ToolContext } from "./runTool";
import { maskedOutputs, sampleApiKeyOutputs, sampleOutputs, sampleSecret } from "./sampleOutputs";
import { projectFile } from "./secret/stackFiles";

type Files = Readonly<Record<string, string | Buffer | object>>;

/** A folder in which command lines meet files that nobody would write. */
class HostileFolder extends ToolFolder {
  /** Runs a command line on these files; what failed has changed none, and nothing is left beside them. */
  async meets(files: Files, line: string, given: ToolContext = {}, secrets: readonly string[] = []): Promise<void> {
    rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.path);
    for (const [name, content] of Object.entries(files)) this.write(name, content);
    const before = this.contents();
    // `secret status` has the exit codes of monitoring.
    const codes = line.startsWith("secret status") ? [0, 1, 2, 3] : [0, 1, 2];
    const run = await this.run(line.split(" "), { reveals: line.includes("--reveal"), ...given });
    assertEnded(run, line.includes("--reveal") ? secrets : [sampleSecret, ...secrets], codes);
    const after = this.contents();
    if (run.code !== 0) assert.deepEqual(after, before);
    assert.ok(!Object.keys(after).some((name) => name.endsWith("-tmp")), "a temporary file is left");
  }

  private contents(): Record<string, string> {
    const names = readdirSync(this.path);
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(this.path, name), "latin1")]));
  }
}

const keys = JSON.parse(sampleOutputs().tenantJson) as object;
const yaml = (value: unknown) => (typeof value === "string" ? value : stringify(value));
const stackFile = {
  config: {
    "icertis-access:redirectUris": ["http://localhost:8400/callback"],
    "icertis-access:rotation": {
      firstIssued: "2026-11-23",
      lifetimeDays: 180,
      overlapDays: 30,
      keep: [{ issued: "2026-06-01", expires: "2027-06-01T00:00:00Z" }],
      allowRevocationUntil: "2026-12-01T11:00:00Z",
    },
  },
};

describe("hostile input", () => {
  const folder = new HostileFolder();

  fuzz(
    "as the outputs of a stack",
    80,
    fc.asyncProperty(
      fc.constantFrom(sampleOutputs({ previousExpires: "2026-12-24T10:00:00Z" }), sampleApiKeyOutputs, undefined),
      damage,
      fc.constantFrom(
        ...["tenant-json render", "tenant-json render --list --out new.json", "handoff", "handoff --json --reveal"],
        ...["handoff --format html", "handoff --calendar", "handoff --part uipath --contact x", "secret status --json"],
        ...["secret status", "secret status --entered x", "verify --app-only", "verify --url https://x.icertis.com/"],
        ...[
          "tenant-json merge tenant.json",
          "tenant-json unmerge tenant.json",
          "tenant-json check --offline tenant.json",
        ],
      ),
      (valid, how, line) => {
        // Where none are given it is the document within that is damaged.
        const within = { ...sampleOutputs(), tenantJson: damaged(keys, how).toString() };
        const files = { "given.json": valid ? damaged(valid, how) : within, "tenant.json": keys };
        const fetch = () => Promise.resolve(Response.json({ error: "invalid_client" }, { status: 401 }));
        return folder.meets(files, `${line} --outputs given.json`, { fetch });
      },
    ),
  );

  fuzz(
    "as the file of a stack or of the project",
    80,
    fc.asyncProperty(
      damage,
      damage,
      fc.constantFrom(
        ...["revoke", "revoke --dry-run", "rotate --outputs dev.json", "rotate --outputs dev.json --json"],
        "rotate --outputs dev.json --lifetime-days 365 --overlap-days 60",
      ),
      (stack, project, line) => {
        const files = {
          "Pulumi.dev.yaml": damaged(stackFile, stack, yaml),
          "Pulumi.yaml": damaged(projectFile, { ...project, changes: [] }, yaml),
          "dev.json": maskedOutputs({ issued: "2026-11-23", lifetimeDays: 180, overlapDays: 30 }),
        };
        return folder.meets(files, `secret ${line} --stack dev`);
      },
    ),
  );

  fuzz(
    "as an administrator's tenant.json",
    60,
    fc.asyncProperty(
      damage,
      fc.constantFrom(
        ...["merge", "merge --replace", "merge --at /Settings", "unmerge", "check --offline", "merge --dry-run --json"],
      ),
      (how, line) => {
        const given = damaged({ Settings: keys }, how, (value) => JSON.stringify(value, null, 2));
        const files = { "tenant.json": given, "dev.json": maskedOutputs() };
        return folder.meets(files, `tenant-json ${line} tenant.json --outputs dev.json`);
      },
    ),
  );

  describe("from Entra ID", () => {
    let sample: DeployedSample;
    let answers: RecordedAnswers;
    before(async () => {
      sample = await deploySample(await frozenSandbox());
      answers = new RecordedAnswers(sample.sandbox.fetch);
    });
    after(() => sample.sandbox.close());
    const meets = (line: string, files: Files, hostile?: HostileAnswer) => {
      const { sandbox, outputs } = sample;
      const given = { now: deployedOn, environment: sandbox.environment, fetch: answers.fetch(hostile) };
      const commands = { "pulumi stack export": { out: sample.state() }, "pulumi stack history": { out: "[]" } };
      const secrets = [outputs.clientSecret, sandbox.environment["ARM_CLIENT_SECRET"] ?? "", ...answers.tokens];
      const words = line.replace("CLIENT", outputs.clientId).replace("TENANT", sandbox.tenantId);
      const all = { "dev.json": outputs, "state.json": sample.state(), "tenant.json": outputs.tenantJson, ...files };
      return folder.meets(all, words, { ...given, commands }, secrets);
    };

    fuzz(
      "as an answer to any request",
      80,
      fc.asyncProperty(
        hostileAnswer,
        fc.constantFrom(
          ...["doctor --state state.json", "doctor --stack dev --json", "doctor --stack dev --fix --restore --yes"],
          ...["adopt --client-id CLIENT --tenant TENANT", "adopt --name X --tenant TENANT --json"],
          ...["secret status --outputs dev.json --entra --last-used", "verify --app-only --outputs dev.json"],
          ...["tenant-json check tenant.json --outputs dev.json", "verify --device-code --outputs dev.json"],
        ),
        (hostile, line) => meets(line, {}, hostile),
      ),
    );

    fuzz(
      "as the file that an adoption is written into",
      30,
      fc.asyncProperty(damage, (how) =>
        meets("adopt --client-id CLIENT --tenant TENANT --stack dev", {
          "Pulumi.dev.yaml": damaged(stackFile, how, yaml),
        }),
      ),
    );

    fuzz(
      "as the state of a stack",
      30,
      fc.asyncProperty(damage, (how) => {
        const state = damaged(JSON.parse(sample.state()), how);
        return meets("doctor --state state.json", { "state.json": state });
      }),
    );
  });
});
