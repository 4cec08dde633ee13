import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineRun } from "../../pipelines/fleet/engineRun";
import { type FleetOptions, fleetStep } from "../../pipelines/fleet/fleetStep";
import type { Job } from "../../pipelines/steps/job";
import { endedWith } from "../../pipelines/steps/runStep";

describe("the fleet command", () => {
  let folder: string;
  let log: string[];
  const ran: string[] = [];
  const good: EngineRun = (_, stack) => {
    ran.push(stack);
    return Promise.resolve({ changes: { same: 8 }, text: "" });
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "icertis-access-fleet-"));
    ran.length = 0;
    log = [];
    for (const name of ["dev", "prod", "contoso"]) writeFileSync(join(folder, `Pulumi.${name}.yaml`), "config: {}\n");
    list("concurrency: 2\nstacks:\n  - name: dev\n  - name: prod\n  - name: acme/icertis-access/contoso\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const list = (text: string) => writeFileSync(join(folder, "stacks.yaml"), text);
  const run = (options: Partial<FleetOptions> = {}, engine = good) => {
    const job: Job = {
      environment: {},
      folder,
      now: () => 0,
      fetch: () => Promise.reject(new Error("nothing is fetched on a person's own machine")),
      log: (line) => log.push(line),
      run: () => Promise.resolve({ code: 255, out: "", text: "error: no stack named 'dev' found" }),
    };
    const all = { stacks: "stacks.yaml", report: "reports/fleet.md", handoff: "handoff", ...options };
    return endedWith(job, () => fleetStep(job, "up", all, engine));
  };

  it("runs every stack of the list and writes the summary", async () => {
    assert.equal(await run(), 0);
    assert.deepEqual(ran.sort(), ["acme/icertis-access/contoso", "dev", "prod"]);
    assert.match(
      readFileSync(join(folder, "reports", "fleet.md"), "utf8"),
      /^### up of 3 stacks in 0 s: 3 done, 0 failed\n/,
    );
  });

  it("runs only the stacks it is told to", async () => {
    assert.equal(await run({ only: "prod, dev" }), 0);
    assert.deepEqual(ran.sort(), ["dev", "prod"]);
  });

  it("ends with what to do where a stack failed; the others are done", async () => {
    const engine: EngineRun = (verb, stack, environment) =>
      stack === "dev" ? Promise.reject(new Error("error: no stack named 'dev' found")) : good(verb, stack, environment);
    assert.equal(await run({}, engine), 1);
    assert.deepEqual(ran.sort(), ["acme/icertis-access/contoso", "prod"]);
    assert.match(log.at(-1) ?? "", /^what to do: dev: create it once from your machine: `pulumi stack init dev/);
    assert.equal(await run({ only: "dev" }), 0);
  });

  const refused: readonly (readonly [what: string, text: string, problems: readonly string[]])[] = [
    ["no list", "stacks: []\n", ["stacks: must list at least one stack"]],
    [
      "a misspelt key",
      "stack: [dev]\n",
      [
        'stacks: Invalid key: Expected "stacks" but received undefined',
        'stack: Invalid key: Expected never but received "stack"',
      ],
    ],
    ["a stack listed twice", "stacks: [{name: dev}, {name: dev}]\n", ["stacks.1.name: dev is listed twice"]],
    ["ids that are none", "stacks: [{name: dev, tenantId: contoso}]\n", ["stacks.0.tenantId: must be a GUID"]],
    [
      "a place of state that is none",
      "stacks: [{name: dev, backendUrl: s3://b}]\n",
      ["stacks.0.backendUrl: must be azblob"],
    ],
    ["broken YAML", "stacks: [\n", []],
  ];
  for (const [what, text, problems] of refused) {
    it(`refuses ${what}, and touches no stack`, async () => {
      list(text);
      assert.equal(await run(), 1);
      assert.deepEqual(ran, []);
      assert.match(log.at(-1) ?? "", /^what to do: correct .*stacks\.yaml$/);
      for (const problem of problems) assert.ok(log.join("\n").includes(problem), log.join("\n"));
    });
  }

  it("refuses a stack without a file of its own, an unknown name and a concurrency of none", async () => {
    list("stacks: [{name: nobody}]\n");
    assert.equal(await run(), 1);
    assert.match(log[0] ?? "", /nobody has no Pulumi\.nobody\.yaml/);
    list("stacks: [{name: dev}]\n");
    assert.equal(await run({ only: "staging" }), 1);
    assert.match(log.at(-1) ?? "", /give --only names of the list/);
    assert.equal(await run({ concurrency: "0" }), 1);
    assert.equal(await run({ stacks: "none.yaml" }), 1);
    assert.deepEqual(ran, []);
  });
});
