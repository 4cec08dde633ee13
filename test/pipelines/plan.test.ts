import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { UserError } from "../../entra/userError";
import { parseStacks } from "../../pipelines/stacks";
import { describeSteps, reader } from "./describeSteps";

const released = "abc123".padEnd(40, "0");

describeSteps("the list of stacks as the jobs get it", (on) => {
  const { run, failsWith } = on;
  const outputs = () => {
    const text = readFileSync(join(on.platform.files, "outputs"), "utf8");
    return Object.fromEntries(
      [...text.matchAll(/^([\w-]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
    );
  };
  const asReader = { identity: reader };

  it("is a list for each ring on GitHub, read without an identity", async () => {
    assert.equal(await run("stacks", { variables: { AZURE_CLIENT_ID: "" } }), 0, on.log.join("\n"));
    assert.deepEqual(outputs(), {
      "ring-1": '[{"name":"dev","ring":1}]',
      "ring-2": '[{"name":"prod","ring":2}]',
      "ring-3": "[]",
      stacks: '[{"name":"dev","ring":1},{"name":"prod","ring":2}]',
      concurrency: "4",
    });
  });

  it("has the commit each stack was last updated from, found behind many failed updates", async () => {
    on.engine.failedUpdates = 60;
    on.engine.releases.push(released);
    assert.equal(await run("stacks --released", asReader), 0, on.log.join("\n"));
    assert.deepEqual(
      (JSON.parse(outputs()["stacks"] ?? "") as { commit: string }[]).map(({ commit }) => commit),
      [released, released],
    );
    const backends = on.engine.calls.map(({ environment }) => environment["PULUMI_BACKEND_URL"]);
    assert.deepEqual(
      [...new Set(backends)],
      ["azblob://state-dev?storage_account=acme", "azblob://state-prod?storage_account=acme"],
    );
  });

  it("is asked for as an identity that cannot write, whatever runs at night", async () => {
    on.engine.releases.push(released);
    await failsWith("stacks --released", "identity-may-write");
  });

  it("leaves a stack out whose commit is unknown, fails, and passes the others on", async () => {
    on.engine.releases.push(released);
    on.engine.dirty.add(released);
    await failsWith("stacks --released", "commit-incomplete", asReader);
    on.engine.dirty.clear();
    on.engine.failures.push({ on: "pulumi stack history", text: "error: no stack named 'dev' found" });
    await failsWith("stacks --released", "stack-missing", asReader);
    assert.deepEqual(
      (JSON.parse(outputs()["stacks"] ?? "") as { name: string }[]).map(({ name }) => name),
      ["prod"],
    );
    on.engine.releases[0] = "main; rm -rf /";
    await failsWith("stacks --released", "commit-unknown", asReader);
    on.engine.releases.length = 0;
    await failsWith("stacks --released", "never-released", asReader);
  });

  it("is the commit of one stack on Azure Pipelines, for other jobs too", async () => {
    on.engine.releases.push(released);
    assert.equal(await run("stacks --released --only prod", { ...asReader, platform: "azure" }), 0);
    assert.ok(on.log.includes(`##vso[task.setvariable variable=commit;isOutput=true]${released}`));
  });

  it("takes no name that a person typed and the list does not have", async () => {
    for (const words of ["--only prod2", "--only $(id)", "--refresh ../dev"]) {
      await failsWith(`stacks ${words}`, "stack-not-listed");
    }
    assert.deepEqual(on.engine.calls, []);
  });

  it("is a child pipeline on GitLab, in rings", async () => {
    on.engine.releases.push(released);
    assert.equal(await run("stacks --gitlab release", { platform: "gitlab" }), 0);
    const { stages } = parse(on.log.join("\n")) as { stages: string[] };
    assert.deepEqual(stages, ["ring-1", "preview-2", "approve-2", "ring-2"]);
    assert.equal(await run("stacks --released --gitlab nightly --refresh dev", { ...asReader, platform: "gitlab" }), 0);
    const night = (parse(on.log.join("\n")) as Record<string, { parallel: unknown; variables: unknown }>)["night-1"];
    assert.deepEqual(night?.parallel, { matrix: [{ STACK: "dev", COMMIT: released }] });
    assert.deepEqual(night.variables, { REFRESH: "dev" });
  });

  it("is no child pipeline that there is none of", async () => {
    for (const what of ["constructor", "deploy"]) {
      assert.equal(await on.run(`stacks --gitlab ${what}`), 1);
      assert.match(on.log.at(-1) ?? "", /^what to do: correct the command/);
    }
  });

  it("must have a file for each stack", async () => {
    writeFileSync(join(on.platform.folder, "pipelines", "stacks.yaml"), "stacks: [{ name: qa, ring: 1 }]\n");
    await failsWith("stacks", "stacks-invalid");
    assert.match(on.log.join("\n"), /qa has no Pulumi.qa.yaml/);
  });
});

describe("a list of stacks", () => {
  const problems = (text: string): string[] => {
    try {
      parseStacks(text);
    } catch (error) {
      assert.ok(error instanceof UserError);
      assert.equal(error.code, "stacks-invalid");
      return error.problem
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(":")[0] ?? "");
    }
    return [];
  };

  it("may be plain, or the template that Azure Pipelines loops over", () => {
    const root = join(__dirname, "..", "..", "pipelines");
    const plain = parseStacks(readFileSync(join(root, "stacks.yaml"), "utf8"));
    assert.deepEqual(parseStacks(readFileSync(join(root, "azure-devops", "stacks.yaml"), "utf8")), plain);
    assert.deepEqual(
      plain.stacks.map(({ name, ring }) => [name, ring]),
      [
        ["dev", 1],
        ["prod", 2],
      ],
    );
  });

  it("reports every problem at once", () => {
    assert.deepEqual(problems("stacks:\n  - { name: A_b, ring: 4, clientId: x, tier: 1 }\n  - { name: dev }\n"), [
      "stacks.0.name",
      "stacks.0.ring",
      "stacks.0.clientId",
      "stacks.0.tier",
      "stacks.1.ring",
    ]);
    assert.equal(problems("stacks: []").length, 1);
    assert.equal(problems("nothing").length > 0, true);
    for (const text of ["", "stacks: [", "stacks: *nowhere", "parameters: [null]", "parameters: [{ name: stacks }]"]) {
      assert.throws(() => parseStacks(text), { code: "stacks-invalid" }, text);
    }
  });

  it("takes no name that a platform would not, or that the pipelines use themselves", () => {
    const name = (text: string) => problems(`stacks: [{ name: ${text}, ring: 1 }]`);
    for (const good of ["d", "dev", "contoso-prod", "a".repeat(22)]) assert.deepEqual(name(good), [], good);
    const bad = ["Dev", "-dev", "dev-", "1dev", "de_v", "dev.eu", "a/b", "a".repeat(23), "preview", "prod-approval"];
    for (const wrong of bad) assert.deepEqual(name(wrong), ["stacks.0.name"], wrong);
  });

  it("has each name once, and no empty ring before a used one", () => {
    assert.deepEqual(problems("stacks: [{ name: a, ring: 1 }, { name: a, ring: 1 }]"), ["stacks.1.name"]);
    assert.deepEqual(problems("stacks: [{ name: a, ring: 1 }, { name: b, ring: 3 }]"), ["stacks"]);
  });
});
