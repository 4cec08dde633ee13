import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { temporaryFolder } from "../temporaryFolder";
import { githubFindings } from "./githubLanguage";
import { itWithLinter } from "./linter";
import { azure, documentsOf, github, gitlab, mappingsIn, root, shellLines } from "./yamlFiles";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly environment?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean; readonly queue: string };
  readonly steps?: readonly Step[];
}

const workflow = (name: string) =>
  documentsOf(join(root, "pipelines", "github", name))[0] as { permissions: object; jobs: Record<string, Job> };
const workflows = ["deploy.yml", "ring.yml", "nightly.yml", "preview.yml", "revoke.yml"];
const jobsOfAll = workflows.flatMap((name) =>
  Object.entries(workflow(name).jobs).map(([job, body]) => [`${name}: ${job}`, body] as const),
);
const azureFile = (name: string) => readFileSync(join(root, "pipelines", "azure-devops", name), "utf8");

describe("the pipelines' YAML", () => {
  const folder = temporaryFolder();

  it("satisfies GitHub's own language service, expressions included", async () => {
    const findings = await Promise.all(
      github.map((file) => githubFindings(basename(file), readFileSync(file, "utf8"))),
    );
    assert.deepEqual(findings.flat(), []);
    const broken = readFileSync(join(root, "pipelines", "github", "ring.yml"), "utf8").replace(
      "steps.up.",
      "steps.pu.",
    );
    assert.match((await githubFindings("broken.yml", broken)).join(), /Context access might be invalid: pu/);
  });

  it("puts nothing right unasked: no line runs the doctor", () => {
    const lines = [...github, ...azure, ...gitlab].flatMap(shellLines);
    assert.ok(lines.some((line) => line.includes("pipeline -- up")));
    assert.deepEqual(
      lines.filter((line) => line.includes("doctor")),
      [],
    );
  });

  itWithLinter("check-jsonschema", "satisfies GitHub's schema", async (lint) => {
    const { code, text } = await lint("--builtin-schema", "vendor.github-workflows", ...github);
    assert.equal(code, 0, text);
  });

  itWithLinter("check-jsonschema", "satisfies Azure Pipelines' schema", async (lint) => {
    // To Azure Pipelines every scalar is a text, and its schema says so.
    const files = azure.map((file) => {
      const copy = join(folder, `${basename(file)}.json`);
      const text = JSON.stringify(parse(readFileSync(file, "utf8"), { schema: "failsafe" }));
      // It takes no expression for a name, which Azure Pipelines does, and is older than allowNoSubscriptions (task 2.265).
      const known = text
        .replace('"allowNoSubscriptions":"true",', "")
        .replace('"addSpnToEnvironment":"true"', '"addSpnToEnvironment":true');
      writeFileSync(copy, known.replaceAll(/"(job|name)":"([^"]*)\$\{\{[^"]*\}\}"/g, '"$1":"$2x"'));
      return copy;
    });
    const options = ["--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"];
    const { code, text } = await lint("--builtin-schema", "vendor.azure-pipelines", ...options, ...files);
    assert.equal(code, 0, text);
  });

  itWithLinter("check-jsonschema", "satisfies GitLab's schema", async (lint) => {
    // The linter reads one document of a file; the first is the header with the inputs.
    const files = gitlab.flatMap((file) =>
      parseAllDocuments(readFileSync(file, "utf8"), { customTags: [] }).map((document, index) => {
        const copy = join(folder, `${index}${basename(file)}.yml`);
        writeFileSync(copy, String(document));
        return copy;
      }),
    );
    const options = ["--data-transform", "gitlab-ci"];
    const { code, text } = await lint("--builtin-schema", "vendor.gitlab-ci", ...options, ...files);
    assert.equal(code, 0, text);
  });

  itWithLinter("check-jsonschema", "has a Dependabot and a Renovate file that satisfy their schemas", async (lint) => {
    const dependabot = await lint("--builtin-schema", "vendor.dependabot", join(root, ".github", "dependabot.yml"));
    assert.equal(dependabot.code, 0, dependabot.text);
    const renovate = await lint("--builtin-schema", "vendor.renovate", join(root, "pipelines", "renovate.json"));
    assert.equal(renovate.code, 0, renovate.text);
  });

  itWithLinter("zizmor", "has none of the weaknesses that zizmor knows in workflows", async (lint) => {
    const { code, text } = await lint("--offline", "--quiet", ...github, join(root, ".github", "dependabot.yml"));
    assert.equal(code, 0, text);
  });

  itWithLinter("shellcheck", "consists of shell lines that shellcheck accepts", async (lint) => {
    const files = [...github, ...azure, ...gitlab].map((file) => {
      // An expression of the platform is a word to the shell.
      const lines = shellLines(file).map((line) => line.replaceAll(/\$\{\{[^}]*\}\}|\$\[\[[^\]]*\]\]/g, "WORD"));
      const script = join(folder, `${basename(file)}.sh`);
      writeFileSync(script, ["#!/usr/bin/env bash", ...lines, ""].join("\n"));
      return script;
    });
    // Variables that the platform sets; a variable of flags.
    const { code, text } = await lint("--exclude", "SC2154", ...files);
    assert.equal(code, 0, text);
  });

  it("pins every action by a whole commit, every image by a version and Node.js in one file", () => {
    const node = readFileSync(join(root, ".node-version"), "utf8").trim();
    for (const [name, { steps = [] }] of jobsOfAll) {
      for (const { uses } of steps.filter((step) => step.uses !== undefined)) {
        assert.match(uses ?? "", /^(actions|azure)\/[a-z-]+@[0-9a-f]{40}$/, name);
      }
    }
    for (const file of gitlab) {
      for (const [, image = ""] of readFileSync(file, "utf8").matchAll(/\bimage: (.+)/g)) {
        assert.match(image, /^(node:\d+\.\d+\.\d+-|alpine:\d+\.\d+)/);
        if (image.startsWith("node:")) assert.equal(image.slice(5).split("-")[0], node);
      }
    }
    for (const [, version] of readFileSync(join(root, "pipelines", "azure-devops", "setup-steps.yml"), "utf8").matchAll(
      /versionFilePath: (.+)/g,
    )) {
      assert.equal(version, ".node-version");
    }
  });

  it("never skips the engine's preview, never installs with scripts, and knows no stored secret", () => {
    for (const file of [...github, ...azure, ...gitlab].filter((one) => !one.endsWith("ci.yml"))) {
      const text = readFileSync(file, "utf8");
      assert.doesNotMatch(text, /skip-preview|secrets\.|CLIENT_SECRET|PULUMI_ACCESS_TOKEN/, file);
      for (const line of shellLines(file)) assert.doesNotMatch(line, /npm ci(?! --ignore-scripts)|pulumi up/, file);
    }
  });

  it("names no stack but in the list: one more is nothing to copy", () => {
    for (const file of [...github, ...azure, ...gitlab].filter((one) => !/ci\.yml$|stacks\.yaml$/.test(one))) {
      const code = readFileSync(file, "utf8").replace(/^\s*#.*$/gm, "");
      assert.doesNotMatch(code, /(?<!\/)\b(dev|prod)\b/, file);
    }
  });
});

describe("GitHub's workflows", () => {
  const of = (name: string, job: string): Job => {
    const found = workflow(name).jobs[job];
    assert.ok(found, `${name} has ${job}`);
    return found;
  };
  const updating = jobsOfAll.filter(([, { environment }]) => environment?.includes("matrix.stack.name"));

  it("give no permission but those of a job, and an identity only to jobs in an environment", () => {
    for (const name of workflows) assert.deepEqual(workflow(name).permissions, {});
    for (const [name, { permissions, environment, steps }] of jobsOfAll) {
      if (steps)
        assert.equal(permissions["id-token"] === "write", /icertis-(?!.*approval)/.test(environment ?? ""), name);
      assert.equal(permissions["contents"] === "write", name === "revoke.yml: revoke", name);
    }
  });

  it("hold one lock per stack while they update it, and are neither cancelled nor displaced", () => {
    assert.deepEqual(
      updating.map(([name]) => name),
      ["ring.yml: update", "nightly.yml: night", "revoke.yml: revoke"],
    );
    for (const [name, { concurrency }] of updating) {
      assert.deepEqual(
        concurrency,
        { group: "icertis-access-${{ matrix.stack.name }}", "cancel-in-progress": false, queue: "max" },
        name,
      );
    }
  });

  it("sign in with azure/login before any code of the program runs, without a subscription", () => {
    for (const [name, { permissions, steps = [] }] of jobsOfAll) {
      if (permissions["id-token"] !== "write" || steps.length === 0) continue;
      const login = steps.findIndex(({ uses }) => uses?.startsWith("azure/login@"));
      assert.ok(login >= 0 && login < steps.findIndex(({ run }) => run !== undefined), name);
      assert.equal(steps[login]?.with?.["allow-no-subscriptions"], true, name);
    }
  });

  it("show a read-only preview right before an approval, and update only after both", () => {
    assert.equal(of("ring.yml", "approve").needs, "preview");
    assert.equal(of("ring.yml", "update").needs, "approve");
    assert.equal(of("ring.yml", "preview").environment, "icertis-preview-main");
    const lines = of("ring.yml", "preview").steps?.flatMap(({ run = "" }) => run) ?? [];
    assert.ok(lines.some((line) => line.includes("preview --read-only")));
  });

  it("do not start a ring where the one before it failed", () => {
    assert.match(of("deploy.yml", "ring-2").if ?? "", /needs\.ring-1\.result == 'success'/);
    assert.match(of("deploy.yml", "ring-3").if ?? "", /needs\.ring-2\.result == 'success'/);
  });

  it("run the released commit alone as an identity that deploys, at night and for a revocation", () => {
    for (const [name, job] of [
      ["nightly.yml", "night"],
      ["revoke.yml", "revoke"],
    ] as const) {
      const [checkout] = of(name, job).steps ?? [];
      assert.equal(checkout?.with?.["ref"], "${{ matrix.stack.commit }}");
      assert.equal(of(name, "released").environment, "icertis-preview-main");
    }
  });

  it("give tickets a right, and the token to the step that opens them alone", () => {
    for (const [name, { permissions, steps = [] }] of updating) {
      assert.equal(permissions["issues"], "write", name);
      const withToken = steps.filter(({ env }) => env?.["GITHUB_TOKEN"]);
      assert.ok(withToken.length === 1 && /-- (up|night) /.test(withToken[0]?.run ?? ""), name);
    }
  });

  it("keep the page as long as GitHub does", () => {
    for (const [name, { steps = [] }] of updating) {
      const kept = steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
      assert.equal(kept?.with?.["retention-days"], 90, name);
    }
  });

  it("run no code of a fork, and none of a pull request in the job that comments", () => {
    assert.match(of("preview.yml", "stacks").if ?? "", /head\.repo\.full_name == github\.repository/);
    const comment = of("preview.yml", "comment");
    assert.deepEqual(comment.permissions, { "pull-requests": "write" });
    assert.equal(
      comment.steps?.some(({ uses = "", run = "" }) => uses.startsWith("actions/checkout") || /npm/.test(run)),
      false,
    );
    assert.match(comment.steps?.at(-1)?.run ?? "", /gh pr comment "\$NUMBER" --edit-last --create-if-none/);
  });
});

describe("this project's own workflow", () => {
  it("runs the engine suite with the pinned CLI and providers, and takes no skipped test", () => {
    const { jobs } = documentsOf(join(root, ".github", "workflows", "ci.yml"))[0] as { jobs: Record<string, Job> };
    const lines = (jobs["engine"]?.steps ?? []).map(({ run = "" }) => run).join("\n");
    for (const part of ["-- install-pulumi", "pulumi plugin install resource", "npm run test:engine", "grep SKIPPED"]) {
      assert.ok(lines.includes(part), part);
    }
    assert.ok(lines.indexOf("-- install-pulumi") < lines.indexOf("npm run test:engine"));
  });
});

describe("Azure's pipelines", () => {
  it("log in without a subscription, which the identities do not have", () => {
    const tasks = azure.flatMap((file) => mappingsIn(documentsOf(file)).filter(({ task }) => task === "AzureCLI@2"));
    assert.equal(tasks.length, 1);
    assert.equal((tasks[0]?.["inputs"] as { allowNoSubscriptions?: boolean }).allowNoSubscriptions, true);
  });

  it("put no macro into a shell line: its text may be a person's", () => {
    for (const file of azure) {
      for (const line of shellLines(file))
        assert.doesNotMatch(line, /\$\((?:Build|System|Release)\.|\$\{\{ *variables/i, file);
    }
  });

  it("give the job's own token to approved code alone", () => {
    assert.match(azureFile("run.yml"), /\$\{\{ if parameters\.approved \}\}:\n +env:\n +SYSTEM_ACCESSTOKEN/);
    assert.match(azureFile("preview-job.yml"), /approved: false/);
    const withToken = azure.filter((file) => readFileSync(file, "utf8").includes("$(System.AccessToken)"));
    assert.deepEqual(
      withToken.map((file) => basename(file)),
      ["preview-stages.yml", "run.yml"],
    );
    const comment = azureFile("preview-stages.yml").slice(azureFile("preview-stages.yml").indexOf("stage: comment"));
    assert.match(comment, /checkout: none/);
  });

  it("ask for one approval of a preview: on the connection, not on an environment as well", () => {
    for (const name of ["preview-job.yml", "preview-stages.yml"]) assert.doesNotMatch(azureFile(name), /environment:/);
  });

  it("check out the released commit before any code of it runs", () => {
    for (const name of ["nightly-stages.yml", "revoke-stages.yml"]) {
      const text = azureFile(name);
      assert.ok(text.indexOf("checkout-released.yml") < text.indexOf("setup-steps.yml"), name);
      assert.match(text, /COMMIT: \$\[ dependencies\.released\.outputs\['find\.commit'\] \]/);
    }
  });

  it("hold the lock of the stack's environment in every stage that updates it", () => {
    for (const name of ["deploy-stages.yml", "nightly-stages.yml", "revoke-stages.yml"]) {
      const stages = mappingsIn(documentsOf(join(root, "pipelines", "azure-devops", name))).filter(
        ({ stage, jobs }) => stage !== undefined && JSON.stringify(jobs).includes("icertis-${{ stack.name }}"),
      );
      assert.ok(stages.length === 1 && stages[0]?.["lockBehavior"] === "sequential", name);
    }
  });
});

describe("GitLab's pipelines", () => {
  const [header, main] = documentsOf(join(root, "pipelines", "gitlab", ".gitlab-ci.yml")) as [
    { spec: { inputs: Record<string, object> } },
    Record<string, { rules?: { if: string }[]; environment?: { action?: string } }>,
  ];
  const [jobs] = documentsOf(join(root, "pipelines", "gitlab", "jobs.yml")) as [
    Record<
      string,
      { resource_group?: string; id_tokens?: Record<string, { aud: string }>; variables?: object; script?: string[] }
    >,
  ];

  it("take what a person chooses as inputs: new projects forbid pipeline variables", () => {
    assert.deepEqual(Object.keys(header.spec.inputs), ["do", "stack", "confirm"]);
  });

  it("can release by hand, which is the way out where an approval comes after the night", () => {
    assert.ok(main["list"]?.rules?.some((rule) => rule.if === '$DO == "release"'));
    assert.ok(main["run"]?.rules?.some((rule) => rule.if === '$DO == "release"'));
  });

  it("deploy nothing where they only look", () => {
    assert.equal(main[".list-released"]?.environment?.action, "verify");
  });

  it("have an audience per stack, for there are five tiers and more stacks", () => {
    assert.match(jobs[".signed-in"]?.id_tokens?.["AZURE_ID_TOKEN"]?.aud ?? "", /\/icertis-\$STACK$/);
  });

  it("hold one lock per stack, and run no code of the project where they may write", () => {
    assert.equal(jobs[".update"]?.resource_group, "icertis-access-$STACK");
    assert.deepEqual(jobs[".comment"]?.variables, { GIT_STRATEGY: "none" });
  });

  it("check out the released commit before any code of it runs", () => {
    for (const name of [".night", ".revoke"]) {
      const script = jobs[name]?.script ?? [];
      assert.ok(
        script.indexOf('git checkout --detach "$COMMIT"') < script.findIndex((line) => line.startsWith("npm")),
        name,
      );
    }
  });

  it("push a revocation with port and scheme, which CI_SERVER_HOST is without", () => {
    const pushed = (jobs[".revoke"]?.script ?? []).join("\n");
    assert.match(pushed, /\$\{CI_SERVER_PROTOCOL\}:\/\/[^"]+@\$\{CI_SERVER_FQDN\}\//);
  });
});
