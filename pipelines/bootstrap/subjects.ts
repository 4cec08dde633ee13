import { entraAudience } from "../../model/token";

/** Whom a federated credential trusts: all are compared letter by letter, but for a `*` in the subject. */
export interface Trust {
  readonly issuer: string;
  /** With a `*` for any text it makes a flexible credential: for the identity alone that reads. */
  readonly subject: string;
  /** @default Entra ID's own */
  readonly audience?: string;
}

/** What the subjects of a platform are made of. */
export interface PlatformSettings {
  /** `github`, `azure-devops`, `gitlab` or `kubernetes`. */
  readonly platform: string;
  /** `OWNER@ID/REPOSITORY@ID`, `ORGANIZATION/PROJECT` or `GROUP/PROJECT`; a namespace for kubernetes. */
  readonly project: string;
  /** The platform's issuer, where it is not the public service's own: a server of one's own, a cluster, an organization. */
  readonly issuer?: string | undefined;
}

/**
 * Environment and tier are what a job's YAML says they are, on any branch. So whoever writes must run from the protected
 * branch; whoever previews runs from the branch of a merge request, whatever its name. There are five tiers and more
 * stacks, so the audience names the stack.
 */
function gitlabTrust({ project, issuer = "https://gitlab.com" }: PlatformSettings, name: string, ring?: number): Trust {
  const writes = ring === 1 ? ["main", "development"] : ["main", "production"];
  const [branch, tier] = name === "preview" ? ["*", "testing"] : writes;
  const subject = `project_path:${project}:ref_type:branch:ref:${branch}:environment_protected:true:deployment_tier:${tier}`;
  return { issuer, subject, audience: `${entraAudience}/icertis-${name}` };
}

type TrustOf = (settings: PlatformSettings, name: string, ring?: number) => readonly Trust[];

/** The previews of what is merged, which wait for no reviewer, run apart from those of pull requests. */
const previews = (name: string) =>
  name === "preview" ? ["icertis-preview", "icertis-preview-main"] : [`icertis-${name}`];

const platforms: Readonly<Record<string, TrustOf>> = {
  github: ({ project, issuer = "https://token.actions.githubusercontent.com" }, name) =>
    previews(name).map((environment) => ({ issuer, subject: `repo:${project}:environment:${environment}` })),
  "azure-devops": ({ project, issuer = "" }, name) =>
    previews(name).map((connection) => ({ issuer, subject: `sc://${project}/${connection}` })),
  gitlab: (settings, name, ring) => [gitlabTrust(settings, name, ring)],
  kubernetes: ({ project, issuer = "" }, name) => [
    { issuer, subject: `system:serviceaccount:${project}:icertis-${name}` },
  ],
};

/** Platforms there are subjects for. */
export const platformNames: readonly string[] = Object.keys(platforms);

/**
 * Whom an identity trusts on a platform.
 *
 * @param name - a stack's name, or `preview` for the identity that reads
 * @param ring - the stack's
 */
export function trustOf(settings: PlatformSettings, name: string, ring?: number): readonly Trust[] {
  const make = platforms[settings.platform];
  if (!make)
    throw new Error(`unknown platform ${JSON.stringify(settings.platform)}; one of ${platformNames.join(", ")}`);
  return make(settings, name, ring);
}
