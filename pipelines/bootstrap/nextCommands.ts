import type { BootstrapSettings } from "./settings";

/** What bootstrap has made. */
interface Made {
  readonly tenantId: string;
  /** By environment. */
  readonly clientIds: Readonly<Record<string, string>>;
  readonly PULUMI_BACKEND_URL: string;
  /** By stack. */
  readonly secretsProviders: Readonly<Record<string, string>>;
  readonly ARM_SUBSCRIPTION_ID?: string | undefined;
}

/**
 * What is left to do, as a shell script to run in the folder of the program: environments and variables on the platform,
 * the stacks, and this program's own state, which moves from the person's machine into Azure. Run again after one more
 * stack it does what is new.
 */
export function nextCommands(settings: BootstrapSettings, made: Made): string {
  const platform = platforms[settings.platform.platform] ?? (() => []);
  const commands = [...platform(settings, made), ...stackCommands(settings, made), ...ownState(settings, made)];
  const files = "git add Pulumi.*.yaml pipelines/bootstrap/Pulumi.pipelines.yaml pipelines/stacks.yaml";
  return ["set -eu", ...commands, files, ""].join("\n");
}

function stackCommands(
  { stacks }: BootstrapSettings,
  { PULUMI_BACKEND_URL: backend, secretsProviders }: Made,
): string[] {
  return stacks.flatMap((stack) => {
    const provider = secretsProviders[stack];
    const flag = provider === undefined ? "" : ` --secrets-provider '${provider}'`;
    return [
      `export PULUMI_BACKEND_URL='${backend.replaceAll("{stack}", stack)}'`,
      `if ! pulumi stack select ${stack}; then`,
      `  pulumi stack init ${stack}${flag}`,
      `  pulumi config set --path rotation.firstIssued "$(date -u +%F)" --stack ${stack}`,
      "fi",
    ];
  });
}

/** Leaves the CLI signed in where the first stack is, which a person works with next. */
function ownState({ stacks: [first = ""] }: BootstrapSettings, made: Made): string[] {
  const { PULUMI_BACKEND_URL: backend, ARM_SUBSCRIPTION_ID } = made;
  if (ARM_SUBSCRIPTION_ID === undefined) return [];
  const own = "pulumi -C pipelines/bootstrap stack";
  const inAzure = `pulumi login '${backend.replaceAll("{stack}", "bootstrap")}'`;
  return [
    "unset PULUMI_BACKEND_URL",
    inAzure,
    `if ! ${own} select pipelines; then`,
    "  pulumi login --local",
    `  ${own} export --stack pipelines --file bootstrap-state.json`,
    `  ${inAzure}`,
    `  ${own} init pipelines`,
    `  ${own} import --stack pipelines --file bootstrap-state.json`,
    "  rm pipelines/bootstrap/bootstrap-state.json",
    // One state, in one place: with two, the older one would make everything anew.
    "  pulumi login --local",
    `  ${own} rm pipelines --force --yes --preserve-config`,
    "fi",
    `pulumi login '${backend.replaceAll("{stack}", first)}'`,
  ];
}

type Commands = (settings: BootstrapSettings, made: Made) => string[];

const platforms: Readonly<Record<string, Commands>> = {
  github({ stacks, platform }, made) {
    const repository = platform.project.replace(/@\d+/g, "");
    const main = '"deployment_branch_policy":{"protected_branches":false,"custom_branch_policies":true}';
    const environment = (name: string, body: string) =>
      `echo '{${body}}' | gh api --silent --method PUT repos/${repository}/environments/${name} --input -`;
    const reviewed = (name: string, ...more: string[]) =>
      `echo "{${['"reviewers":[{"type":"User","id":$reviewer}]', ...more].join(",").replaceAll('"', '\\"')}}" | gh api --silent --method PUT repos/${repository}/environments/${name} --input -`;
    const onMain = (name: string) =>
      `gh api --silent --method POST repos/${repository}/environments/${name}/deployment-branch-policies --field name=main || true`;
    const variable = (name: string, value: string | undefined, scope?: string) =>
      `gh variable set ${name} --repo ${repository}${scope === undefined ? "" : ` --env ${scope}`} --body '${value}'`;
    return [
      "mkdir -p .github/workflows",
      "cp pipelines/github/*.yml .github/workflows/",
      "cp pipelines/renovate.json renovate.json",
      "git add .github/workflows renovate.json",
      "reviewer=$(gh api user --jq .id)",
      // A private repository needs GitHub Enterprise for reviewers. Without it nothing of a pull request is previewed, and
      // the rings after the first are started by hand.
      `if ${reviewed("icertis-preview")}; then`,
      ...["icertis-approval", "icertis-revocation-approval"].flatMap((name) => [
        `  ${reviewed(name, main)}`,
        `  ${onMain(name)}`,
      ]),
      `else ${variable("ICERTIS_APPROVALS", "dispatch")}; fi`,
      ...["icertis-preview-main", ...stacks.map((stack) => `icertis-${stack}`)].map((name) => environment(name, main)),
      variable("AZURE_TENANT_ID", made.tenantId),
      variable("PULUMI_BACKEND_URL", made.PULUMI_BACKEND_URL),
      ...(made.ARM_SUBSCRIPTION_ID === undefined ? [] : [variable("ARM_SUBSCRIPTION_ID", made.ARM_SUBSCRIPTION_ID)]),
      ...["icertis-preview", "icertis-preview-main"].map((name) =>
        variable("AZURE_CLIENT_ID", made.clientIds["icertis-preview"], name),
      ),
      ...stacks.map((stack) => variable("AZURE_CLIENT_ID", made.clientIds[`icertis-${stack}`], `icertis-${stack}`)),
    ];
  },
  "azure-devops"({ platform }, made) {
    const [organization, project] = platform.project.split("/");
    const where = `--organization https://dev.azure.com/${organization} --project ${project}`;
    const subscription =
      made.ARM_SUBSCRIPTION_ID === undefined ? "" : ` ARM_SUBSCRIPTION_ID=${made.ARM_SUBSCRIPTION_ID}`;
    return [
      "cp pipelines/renovate.json renovate.json",
      "git add renovate.json",
      `az pipelines variable-group create ${where} --name icertis-access --variables 'PULUMI_BACKEND_URL=${made.PULUMI_BACKEND_URL}'${subscription} || echo 'it may be there already'`,
      ...["deploy", "nightly", "preview", "revoke"].map(
        (name) =>
          `az pipelines create ${where} --name 'icertis-access ${name}' --repository ${project} --repository-type tfsgit --branch main --yml-path pipelines/azure-devops/${name}.yml --skip-first-run true || echo 'it may be there already'`,
      ),
    ];
  },
  gitlab({ stacks, platform }, made) {
    const set = (name: string, value: string | undefined, scope = "*") =>
      `glab variable set ${name} '${value}' --repo ${platform.project} --scope '${scope}'`;
    return [
      "cp pipelines/gitlab/.gitlab-ci.yml .gitlab-ci.yml",
      "cp pipelines/renovate.json renovate.json",
      "git add .gitlab-ci.yml renovate.json",
      // What the subject of a job's token is made of, in this order.
      `glab api --method PUT 'projects/${encodeURIComponent(platform.project)}' ${[
        "-F ci_allow_fork_pipelines_to_run_in_parent_project=false",
        ...["project_path", "ref_type", "ref", "environment_protected", "deployment_tier"].map(
          (claim) => `-f 'ci_id_token_sub_claim_components[]=${claim}'`,
        ),
      ].join(" ")}`,
      set("AZURE_TENANT_ID", made.tenantId),
      set("PULUMI_BACKEND_URL", made.PULUMI_BACKEND_URL),
      ...(made.ARM_SUBSCRIPTION_ID === undefined ? [] : [set("ARM_SUBSCRIPTION_ID", made.ARM_SUBSCRIPTION_ID)]),
      ...["preview", ...stacks].map((name) =>
        set("AZURE_CLIENT_ID", made.clientIds[`icertis-${name}`], `icertis-${name}`),
      ),
      `glab schedule create --repo ${platform.project} --cron '17 3 * * *' --ref main --description 'icertis-access nightly' || echo 'it may be there already'`,
    ];
  },
};
