import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../entra/userError";
import { parseStacks } from "../stacks";
import { type PlatformSettings, platformNames, type Trust, trustOf } from "./subjects";

/** What this program is to make. */
export interface BootstrapSettings {
  readonly stacks: readonly string[];
  readonly platform: PlatformSettings;
  readonly backend: "azure" | "pulumi-cloud";
  readonly location: string;
  readonly previewReads: boolean;
  /** Whom the identity of a stack, or of `preview`, trusts. */
  trust(name: string): readonly Trust[];
}

/** Reads the configuration and the list of stacks; every problem is reported at once, before anything is made. */
export function readSettings(): BootstrapSettings {
  const config = new pulumi.Config();
  const list = readFileSync(join(__dirname, "..", "stacks.yaml"), "utf8");
  const stacks = parseStacks(list).stacks.map(({ name, ring }) => ({ name, ring }));
  const platform: PlatformSettings = {
    platform: config.require("platform"),
    project: config.get("project") ?? "",
    issuer: config.get("issuer"),
  };
  const given = config.getObject<Record<string, Partial<Trust>>>("trust") ?? {};
  const also = config.getObject<Record<string, Partial<Trust>>>("alsoTrust") ?? {};
  const backend = config.require("backend");
  const known = platformNames.includes(platform.platform);
  const trust = (name: string): readonly Trust[] => {
    const usual = trustOf(platform, name, stacks.find((stack) => stack.name === name)?.ring);
    const [first, ...rest] = usual;
    return [
      ...(first ? [{ ...first, ...own(given, name) }] : []),
      ...rest,
      ...(first && own(also, name) ? [{ ...first, ...own(also, name) }] : []),
    ];
  };
  const names = [...stacks.map(({ name }) => name), "preview"];
  const problems = [
    ...(known ? [] : [`platform: must be one of ${platformNames.join(", ")}`]),
    ...projectProblems(platform),
    ...(["azure-devops", "kubernetes"].includes(platform.platform) && !platform.issuer
      ? [issuerProblem(platform.platform)]
      : []),
    ...[given, also].flatMap((trusts) =>
      Object.keys(trusts)
        .filter((name) => !names.includes(name))
        .map((name) => `trust: ${name} is neither a stack of pipelines/stacks.yaml nor preview`),
    ),
    ...anySubject("trust", given),
    ...anySubject("alsoTrust", also),
    ...(known ? shared(names, trust) : []),
    ...(backend === "azure" || backend === "pulumi-cloud" ? [] : ["backend: must be azure or pulumi-cloud"]),
  ];
  if (problems.length > 0) {
    throw new UserError(
      "bootstrap-invalid",
      `the configuration cannot be used; nothing was changed:\n${problems.map((line) => `  ${line}`).join("\n")}`,
    );
  }
  return {
    stacks: stacks.map(({ name }) => name),
    platform,
    backend: backend as BootstrapSettings["backend"],
    location: config.require("location"),
    previewReads: config.requireBoolean("previewReads"),
    trust,
  };
}

/** A stack may bear the name of something that every object has. */
function own<T>(map: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function projectProblems({ platform, project }: PlatformSettings): string[] {
  if (project === "")
    return ["project: must be set, for example `pulumi config set project acme@1234/icertis-access@5678`"];
  if (platform !== "github" || /^[\w.-]+(@\d+)?\/[\w.-]+(@\d+)?$/.test(project)) return [];
  return ["project: must be OWNER@ID/REPOSITORY@ID, or OWNER/REPOSITORY for a repository made before 2026-07-15"];
}

/** What writes must say exactly from where. */
function anySubject(key: string, trusts: Readonly<Record<string, Partial<Trust>>>): string[] {
  return Object.entries(trusts)
    .filter(([name, { subject }]) => name !== "preview" && subject?.includes("*"))
    .map(([name]) => `${key}: the subject of ${name} must not hold a *: only the identity of previews cannot write`);
}

/** A job that can be two identities can change the other's stack. */
function shared(names: readonly string[], trust: (name: string) => readonly Trust[]): string[] {
  const owners = new Map<string, string>();
  return names.flatMap((name) =>
    trust(name).flatMap(({ issuer, subject, audience = "" }) => {
      const key = [issuer, subject, audience].join(" ");
      const other = owners.get(key);
      owners.set(key, name);
      return other === undefined || other === name
        ? []
        : [`trust: ${other} and ${name} have one subject, ${subject}: give each its own`];
    }),
  );
}

function issuerProblem(platform: string): string {
  return platform === "kubernetes"
    ? "issuer: must be set to the cluster's OIDC issuer URL"
    : "issuer: must be set as the service connection shows it; where it shows subjects of another form, set `trust` too";
}
