import * as pulumi from "@pulumi/pulumi";
import { type PlatformSettings, platformNames, type Trust, trustOf } from "./subjects";

/** What this program is to make. */
export interface BootstrapSettings {
  readonly stacks: readonly string[];
  readonly backend: "azure" | "pulumi-cloud";
  readonly location: string;
  /** Whom the identity of a stack, or of `preview`, trusts: one, or two. */
  trust(name: string): readonly Trust[];
}

/** Reads and checks the configuration; every problem is named at once, before anything is made. */
export function readSettings(): BootstrapSettings {
  const config = new pulumi.Config();
  const stacks = config.requireObject<string[]>("stacks");
  const platform: PlatformSettings = {
    platform: config.require("platform"),
    project: config.get("project") ?? "",
    issuer: config.get("issuer"),
  };
  const given = config.getObject<Record<string, Partial<Trust>>>("trust") ?? {};
  const also = config.getObject<Record<string, Partial<Trust>>>("alsoTrust") ?? {};
  const backend = config.require("backend");
  const problems = [
    ...stacks
      .filter((name) => !/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/.test(name))
      .map((name) => `stacks: ${name} must be made of a-z, 0-9 and -`),
    ...(platformNames.includes(platform.platform) ? [] : [`platform: must be one of ${platformNames.join(", ")}`]),
    ...(platform.project === ""
      ? ["project: must be set, for example `pulumi config set project acme/icertis-access`"]
      : []),
    ...(["azure-devops", "kubernetes"].includes(platform.platform) && !platform.issuer
      ? [issuerProblem(platform.platform)]
      : []),
    ...anySubject("trust", given),
    ...anySubject("alsoTrust", also),
    ...(backend === "azure" || backend === "pulumi-cloud" ? [] : ["backend: must be azure or pulumi-cloud"]),
  ];
  if (problems.length > 0) {
    throw new pulumi.RunError(
      `the configuration cannot be used; nothing was changed:\n${problems.map((line) => `  ${line}`).join("\n")}`,
    );
  }
  return {
    stacks,
    backend: backend as BootstrapSettings["backend"],
    location: config.require("location"),
    trust: (name) => {
      const own = trustOf(platform, name);
      return [{ ...own, ...given[name] }, ...(also[name] ? [{ ...own, ...also[name] }] : [])];
    },
  };
}

/** What writes must say exactly from where. */
function anySubject(key: string, trusts: Readonly<Record<string, Partial<Trust>>>): string[] {
  return Object.entries(trusts)
    .filter(([name, { subject }]) => name !== "preview" && subject?.includes("*"))
    .map(([name]) => `${key}: the subject of ${name} must not hold a *: only the identity of previews cannot write`);
}

function issuerProblem(platform: string): string {
  return platform === "kubernetes"
    ? "issuer: must be set to the cluster's OIDC issuer URL"
    : "issuer: must be set as the service connection shows it; where it shows subjects of another form, set `trust` too";
}
