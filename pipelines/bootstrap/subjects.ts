/** Whom a federated credential trusts: both are compared letter by letter, but for a `*` in the subject. */
export interface Trust {
  readonly issuer: string;
  /** With a `*` for any text it makes a flexible credential: for the identity alone that reads. */
  readonly subject: string;
}

/** What the subjects of a platform are made of. */
export interface PlatformSettings {
  /** `github`, `azure-devops`, `gitlab` or `kubernetes`. */
  readonly platform: string;
  /** `ORGANIZATION/REPOSITORY`, `ORGANIZATION/PROJECT` or `GROUP/PROJECT`; a namespace for kubernetes. */
  readonly project: string;
  /** The platform's issuer, where it is not the public service's own: a server of one's own, a cluster, an organization. */
  readonly issuer?: string | undefined;
}

/** GitLab's subjects have to be made of these five components, see docs/gitlab.md. */
const gitlabTiers: Readonly<Record<string, string>> = { dev: "development", prod: "production", preview: "testing" };

/**
 * Environment and tier are what a job's YAML says they are, on any branch. So whoever writes must run from the protected
 * branch; whoever previews runs from the branch of a merge request, whatever its name.
 */
function gitlabSubject(project: string, name: string): string {
  const branch = name === "preview" ? "*" : "main";
  const tier = gitlabTiers[name] ?? "other";
  return `project_path:${project}:ref_type:branch:ref:${branch}:environment_protected:true:deployment_tier:${tier}`;
}

type TrustOf = (settings: PlatformSettings, name: string) => Trust;

const platforms: Readonly<Record<string, TrustOf>> = {
  github: ({ project, issuer = "https://token.actions.githubusercontent.com" }, name) => ({
    issuer,
    subject: `repo:${project}:environment:icertis-${name}`,
  }),
  "azure-devops": ({ project, issuer = "" }, name) => ({ issuer, subject: `sc://${project}/icertis-${name}` }),
  gitlab: ({ project, issuer = "https://gitlab.com" }, name) => ({
    issuer,
    subject: gitlabSubject(project, name),
  }),
  kubernetes: ({ project, issuer = "" }, name) => ({
    issuer,
    subject: `system:serviceaccount:${project}:icertis-${name}`,
  }),
};

/** Platforms there are subjects for. */
export const platformNames: readonly string[] = Object.keys(platforms);

/**
 * Whom an identity trusts on a platform.
 *
 * @param name - a stack's name, or `preview` for the identity that reads
 */
export function trustOf(settings: PlatformSettings, name: string): Trust {
  const make = platforms[settings.platform];
  if (!make)
    throw new Error(`unknown platform ${JSON.stringify(settings.platform)}; one of ${platformNames.join(", ")}`);
  return make(settings, name);
}
