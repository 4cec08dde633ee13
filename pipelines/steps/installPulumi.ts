import type { Environment, Job } from "./job";
import { pinnedVersion } from "./pinnedPulumi";
import { StepFailure } from "./stepFailure";

/** All that a download and an unpacking need of the environment. */
const needed =
  /^(PATH|HOME|USERPROFILE|LOCALAPPDATA|TMPDIR|TE?MP|LANG|LC_ALL|SystemRoot|ComSpec|PATHEXT|PSModulePath|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS)$/i;

const install = `require(process.argv[1]).PulumiCommand.install().then(
  ({ version }) => console.log(String(version)),
  ({ message }) => { console.error(message); process.exitCode = 1; },
)`;

/**
 * Installs the CLI of the SDK's very version into Pulumi's home, whatever else the runner has. The SDK runs a script it
 * downloads, so it does that in a process to which none of the job's tokens is given.
 */
export async function installPulumi(job: Job): Promise<void> {
  const sdk = require.resolve("@pulumi/pulumi/automation");
  const environment = withheld(job.environment);
  const { code, out, text } = await job.run(process.execPath, ["--eval", install, sdk], { environment, quiet: true });
  if (code !== 0) {
    throw new StepFailure(
      `the Pulumi CLI ${pinnedVersion} could not be installed: ${text.trim()}`,
      `let the runner reach get.pulumi.com and GitHub's releases, or use an image with Pulumi ${pinnedVersion} on PATH and leave this step out`,
    );
  }
  job.log(`Pulumi CLI ${out.trim()}`);
}

function withheld(environment: Environment): Environment {
  const names = Object.keys(environment).filter((name) => !needed.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
