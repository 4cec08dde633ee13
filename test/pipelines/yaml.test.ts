import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { githubFindings } from "./githubLanguage";
import { loadExpressions } from "./githubExpression";
import { itWithLinter } from "./linter";
import { jobsOf, platforms } from "./pipelines";

const root = join(__dirname, "..", "..");
const filesIn = (...path: string[]) =>
  readdirSync(join(root, ...path))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join(root, ...path, name));

const github = [...filesIn("pipelines", "github"), ...filesIn(".github", "workflows")];
const azure = filesIn("pipelines", "azure-devops");
const gitlab = filesIn("pipelines", "gitlab");
const dependabot = join(root, ".github", "dependabot.yml");
const all = [...github, ...azure, ...gitlab];

describe("pipeline files", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "icertis-access-yaml-"));
    return loadExpressions();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("are found", () => {
    assert.deepEqual(
      github.map((file) => basename(file)),
      ["deploy.yml", "nightly.yml", "preview.yml", "revoke.yml", "ci.yml"],
    );
    assert.equal(azure.length, 8);
    assert.equal(gitlab.length, 1);
  });

  it("satisfy GitHub's own language service, expressions included", async () => {
    const findings = await Promise.all(
      github.map((file) => githubFindings(basename(file), readFileSync(file, "utf8"))),
    );
    assert.deepEqual(findings.flat(), []);
    const broken = readFileSync(join(root, "pipelines", "github", "deploy.yml"), "utf8").replace(
      "steps.up.",
      "steps.pu.",
    );
    assert.match((await githubFindings("broken.yml", broken)).join(), /Context access might be invalid: pu/);
  });

  itWithLinter("check-jsonschema", "satisfy Azure Pipelines' schema", async (lint) => {
    // To Azure Pipelines every scalar is a text, and its schema says so.
    const files = azure.map((file) => {
      const copy = join(folder, `${basename(file)}.json`);
      writeFileSync(copy, JSON.stringify(parse(readFileSync(file, "utf8"), { schema: "failsafe" })));
      return copy;
    });
    const options = ["--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"];
    const { code, text } = await lint("--builtin-schema", "vendor.azure-pipelines", ...options, ...files);
    assert.equal(code, 0, text);
  });

  itWithLinter("check-jsonschema", "satisfy GitLab's schema", async (lint) => {
    const { code, text } = await lint(
      "--builtin-schema",
      "vendor.gitlab-ci",
      "--data-transform",
      "gitlab-ci",
      ...gitlab,
    );
    assert.equal(code, 0, text);
  });

  itWithLinter("check-jsonschema", "satisfy Dependabot's schema", async (lint) => {
    const { code, text } = await lint("--builtin-schema", "vendor.dependabot", dependabot);
    assert.equal(code, 0, text);
  });

  itWithLinter("zizmor", "have none of the weaknesses zizmor knows in workflows", async (lint) => {
    const { code, text } = await lint("--offline", "--quiet", ...github, dependabot);
    assert.equal(code, 0, text);
  });

  itWithLinter("shellcheck", "consist of shell lines that shellcheck accepts", async (lint) => {
    const lines = platforms.flatMap((platform) =>
      (["preview", "deploy", "nightly", "refresh", "revoke"] as const).flatMap((occasion) =>
        jobsOf(platform, occasion).flatMap(({ steps }) =>
          steps.flatMap(({ kind, text }) => (kind === "shell" ? [text] : [])),
        ),
      ),
    );
    const script = join(folder, "lines.sh");
    writeFileSync(script, ["#!/usr/bin/env bash", ...new Set(lines)].join("\n").replaceAll("$(", "\\$(") + "\n");
    // Platform variables are set by the platform.
    const { code, text } = await lint("--exclude", "SC2154", script);
    assert.equal(code, 0, text);
  });

  it("pin every action of GitHub by a whole commit, and every image by a version", () => {
    for (const file of github) {
      for (const [, action = ""] of readFileSync(file, "utf8").matchAll(/uses: (.+)/g)) {
        assert.match(action, /^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, basename(file));
      }
    }
    for (const file of [...azure, ...gitlab]) {
      const text = readFileSync(file, "utf8");
      for (const [, image = ""] of text.matchAll(/\bimage: (.+)/g)) assert.match(image, /:\d+\.\d+\.\d+-/);
      for (const [, image = ""] of text.matchAll(/vmImage: (.+)/g)) assert.match(image, /^ubuntu-\d/);
    }
  });

  it("never skip the preview, and run previews of pull requests read-only", () => {
    for (const file of all) assert.doesNotMatch(readFileSync(file, "utf8"), /skip-preview|pulumi up/);
    for (const platform of platforms) {
      const lines = jobsOf(platform, "preview").flatMap(({ steps }) => steps.map(({ text }) => text));
      for (const line of lines.filter((text) => text.includes("-- preview"))) assert.match(line, / --read-only /);
    }
  });

  it("may write to the repository in the revocation alone, which pushes a branch", () => {
    const writing = github.filter((file) => /contents: write/.test(readFileSync(file, "utf8")));
    assert.deepEqual(
      writing.map((file) => basename(file)),
      ["revoke.yml"],
    );
    const pushed = readFileSync(gitlab[0] ?? "", "utf8");
    // With port and scheme, which CI_SERVER_HOST is without.
    assert.match(pushed, /\$\{CI_SERVER_PROTOCOL\}:\/\/[^"]+@\$\{CI_SERVER_FQDN\}\//);
    assert.doesNotMatch(pushed, /CI_SERVER_HOST/);
  });

  it("are moved by Dependabot, actions and packages, weekly", () => {
    const { updates } = parse(readFileSync(dependabot, "utf8")) as {
      updates: { "package-ecosystem": string; directories?: string[]; schedule: { interval: string } }[];
    };
    assert.deepEqual(
      updates.map((update) => [update["package-ecosystem"], update.schedule.interval]),
      [
        ["github-actions", "weekly"],
        ["npm", "weekly"],
      ],
    );
    assert.deepEqual(updates[0]?.directories, ["/", "/pipelines/github"]);
  });
});
