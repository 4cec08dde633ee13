import assert from "node:assert/strict";
import { loadExpressions } from "./githubExpression";
import { jobsOf, platforms, type Occasion } from "./pipelines";
import type { PlannedJob } from "./plannedJob";
import { inShell } from "./runPlannedJob";

const occasions: readonly Occasion[] = ["preview", "deploy", "nightly", "refresh", "revoke"];

describe("what a job of a pipeline waits for, and what it works on", () => {
  before(loadExpressions);

  const shellOf = (job: PlannedJob) => job.steps.filter(({ kind }) => kind === "shell");
  const linesOf = (job: PlannedJob) => shellOf(job).map(({ text }) => inShell(text, job.variables));

  for (const platform of platforms) {
    describe(platform, () => {
      const everyJob = () =>
        occasions.flatMap((occasion) => ["dev", "prod"].flatMap((stack) => jobsOf(platform, occasion, stack)));
      /** The environments of the jobs that the one of an environment waits for. */
      const before = (jobs: readonly PlannedJob[], environment: string) => {
        const job = jobs.find((candidate) => candidate.environment === environment);
        assert.ok(job, `there is a job of ${environment}`);
        assert.equal(job.despiteFailure, false, `${job.name} starts only where what it waits for succeeded`);
        return job.needs.map((name) => jobs.find((other) => other.name === name)?.environment);
      };

      it("waits only for jobs that are there", () => {
        for (const [occasion, stack] of occasions.flatMap((name) => [
          [name, "dev"] as const,
          [name, "prod"] as const,
        ])) {
          const jobs = jobsOf(platform, occasion, stack);
          for (const { name, needs } of jobs) {
            for (const needed of needs)
              assert.ok(
                jobs.some((job) => job.name === needed),
                `${name} needs ${needed}`,
              );
          }
        }
      });

      it("updates prod after its approval, and asks for that after dev", () => {
        const jobs = jobsOf(platform, "deploy");
        assert.equal(jobs.length, 3);
        assert.deepEqual(before(jobs, "icertis-prod"), ["icertis-prod-approval"]);
        assert.deepEqual(before(jobs, "icertis-prod-approval"), ["icertis-dev"]);
        assert.deepEqual(before(jobs, "icertis-dev"), []);
      });

      it("revokes after an approval", () => {
        for (const stack of ["dev", "prod"]) {
          const jobs = jobsOf(platform, "revoke", stack);
          assert.equal(jobs.length, 2);
          assert.deepEqual(before(jobs, `icertis-${stack}`), ["icertis-revocation-approval"]);
          assert.deepEqual(before(jobs, "icertis-revocation-approval"), []);
        }
      });

      it("looks at the secret of a stack after its night", () => {
        const jobs = jobsOf(platform, "nightly");
        for (const job of jobs.filter((candidate) => linesOf(candidate).some((line) => line.includes("-- status ")))) {
          if (linesOf(job).some((line) => line.includes("-- drift "))) continue;
          assert.equal(job.despiteFailure, true, job.name);
          const nights = job.needs.map((name) => jobs.find((other) => other.name === name)?.environment);
          assert.deepEqual(nights, [job.environment], job.name);
        }
      });

      it("leaves to a person what is one's to start, and nothing else", () => {
        const manual = everyJob().filter((job) => job.manual);
        const environments = [...new Set(manual.map(({ environment }) => environment))];
        // On the other two the reviewers of an environment hold its jobs.
        const held = ["icertis-preview", "icertis-prod-approval", "icertis-revocation-approval"];
        assert.deepEqual(environments, platform === "gitlab" ? held : []);
      });

      it("approves without an identity, a checkout or anything to run but a sentence", () => {
        const approvals = everyJob().filter(({ environment = "" }) => environment.endsWith("-approval"));
        assert.equal(approvals.length, 4);
        for (const { steps } of approvals) {
          const did = steps.filter(({ kind, text }) => !(kind === "checkout" && text === "none"));
          assert.deepEqual(
            did.map(({ kind }) => kind),
            ["shell"],
          );
          assert.match(did[0]?.text ?? "", /^echo ".*(goes to prod|revokes.*)"$/);
        }
      });

      it("releases the very commit that was merged", () => {
        const jobs = jobsOf(platform, "deploy").filter(({ environment = "" }) => !environment.endsWith("approval"));
        for (const job of jobs) {
          const checkouts = job.steps.filter(({ kind }) => kind === "checkout");
          assert.deepEqual(
            checkouts.map(({ text }) => text),
            platform === "gitlab" ? [] : ["self"],
          );
          for (const { settings = {} } of checkouts) {
            assert.deepEqual(
              Object.keys(settings).filter((name) => !/^persist-?credentials$/i.test(name)),
              [],
            );
          }
          assert.equal(job.variables["GIT_STRATEGY"] ?? job.variables["GIT_CHECKOUT"], undefined);
          assert.doesNotMatch(linesOf(job).join("\n"), /\bgit\b|check-out-deployed/);
        }
      });

      it("works on the stack whose identity and lock it has", () => {
        const seen = new Set<string>();
        for (const job of everyJob()) {
          for (const step of shellOf(job)) {
            const line = inShell(step.text, job.variables);
            const [, verb = "", rest = ""] = /pipeline -- (\S+)(.*)$/.exec(line) ?? [];
            if (verb === "" || verb === "install-pulumi" || verb === "comment") continue;
            const own = job.environment?.replace(/^icertis-/, "") ?? "none";
            const stack = /--stack "?([^\s"]+)/.exec(rest)?.[1] ?? "none";
            seen.add(`${verb} ${stack}`);
            if (verb === "preview") {
              assert.equal(own, "preview", line);
              assert.match(job.name, new RegExp(`[ _]${stack}$`));
              assert.match(rest, new RegExp(`reports/${stack}\\.md`));
            } else assert.equal(stack, own, `${job.name}: ${line}`);
            const confirmed = /--confirm "?([^\s"]+)/.exec(rest)?.[1];
            if (verb === "revoke") assert.equal(confirmed, own, line);
            if (step.connection !== undefined) assert.equal(step.connection, `icertis-${own}`, line);
            else assert.notEqual(platform, "azure", line);
          }
        }
        assert.deepEqual(
          [...seen].sort(),
          ["check-out-deployed", "drift", "preview", "revoke", "status", "up", "verify"].flatMap((verb) => [
            `${verb} dev`,
            `${verb} prod`,
          ]),
        );
      });

      it("installs the released program and its own CLI before it works from the released commit", () => {
        const jobs = everyJob().filter((job) => linesOf(job).some((line) => line.includes("-- check-out-deployed")));
        assert.ok(jobs.length >= 6);
        for (const job of jobs) {
          const lines = linesOf(job).filter((line) => !line.startsWith("git remote"));
          const at = lines.findIndex((line) => line.includes("-- check-out-deployed"));
          assert.deepEqual(lines.slice(at + 1, at + 3), [
            "npm ci --ignore-scripts",
            "npm run -s pipeline -- install-pulumi",
          ]);
          assert.match(lines[at + 3] ?? "", /-- (up|revoke) /);
        }
      });

      it("has every branch and may fetch more where it looks for the released commit", () => {
        const jobs = everyJob().filter((job) => linesOf(job).some((line) => line.includes("-- check-out-deployed")));
        for (const job of jobs) {
          if (platform === "gitlab") assert.equal(job.variables["GIT_DEPTH"], "0", job.name);
          else {
            const { settings = {} } = job.steps.find(({ kind }) => kind === "checkout") ?? {};
            assert.equal(String(settings["fetch-depth"] ?? settings["fetchDepth"]), "0", job.name);
            assert.equal(String(settings["persist-credentials"] ?? settings["persistCredentials"]), "true", job.name);
          }
        }
      });
    });
  }
});
