import assert from "node:assert/strict";
import type { Ended, Environment, Job } from "../../pipelines/steps/job";
import { installPulumi } from "../../pipelines/steps/installPulumi";
import { pinnedVersion } from "../../pipelines/steps/pinnedPulumi";
import { processJob } from "../../pipelines/steps/processJob";
import type { StepFailure } from "../../pipelines/steps/stepFailure";

describe("the installation of the Pulumi CLI", () => {
  const kept = { PATH: "/usr/bin", HOME: "/home/runner", https_proxy: "http://proxy:3128", NODE_EXTRA_CA_CERTS: "/ca" };
  const withheld = {
    ACTIONS_ID_TOKEN_REQUEST_URL: "u",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t",
    ACTIONS_RUNTIME_TOKEN: "t",
    GITHUB_TOKEN: "t",
    SYSTEM_ACCESSTOKEN: "t",
    SYSTEM_OIDCREQUESTURI: "u",
    CI_JOB_TOKEN: "t",
    AZURE_ID_TOKEN: "t",
    PULUMI_ID_TOKEN: "t",
    AZURE_CLIENT_ID: "i",
    AZURE_CLIENT_SECRET: "s",
    ARM_OIDC_TOKEN: "t",
    ARM_CLIENT_SECRET: "s",
    PULUMI_ACCESS_TOKEN: "t",
    PULUMI_CONFIG_PASSPHRASE: "s",
    WHATEVER_ELSE: "x",
  };
  const jobThat = (run: Job["run"], environment: Environment): Job => ({
    ...processJob(environment),
    log: () => undefined,
    run,
  });

  it("runs what it downloads without any token of the job", async () => {
    const given: NodeJS.ProcessEnv[] = [];
    const run = (
      _: string,
      __: readonly string[],
      options: { readonly environment?: Environment | undefined } = {},
    ) => {
      given.push({ ...kept, ...withheld, ...options.environment });
      return Promise.resolve<Ended>({ code: 0, out: `${pinnedVersion}\n`, text: "" });
    };
    await installPulumi(jobThat(run, { ...kept, ...withheld }));
    const seen = Object.fromEntries(Object.entries(given[0] ?? {}).filter(([, value]) => value !== undefined));
    assert.deepEqual(seen, kept);
    assert.equal(given.length, 1);
  });

  it("says what the runner must reach where it fails", async () => {
    const run = () =>
      Promise.resolve<Ended>({ code: 1, out: "", text: "Error: getaddrinfo ENOTFOUND get.pulumi.com\n" });
    await assert.rejects(installPulumi(jobThat(run, kept)), (failure: StepFailure) => {
      assert.match(failure.message, /could not be installed: .*ENOTFOUND get.pulumi.com/);
      assert.match(failure.remedy, /let the runner reach get.pulumi.com/);
      return true;
    });
  });
});
