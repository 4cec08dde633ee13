import * as pulumi from "@pulumi/pulumi";
import { cloudOfEnvironment } from "./model/cloud";
import { formatInstant, parseInstant } from "./model/instant";
import { notYetProblems } from "./model/notYet";
import { ownersProblems } from "./model/owners";
import { formatProblems, type Problem } from "./model/problem";
import { registrationProblems } from "./model/registration";
import { readSettings, type Settings } from "./model/settings";

/** What one run works with: the settings, checked, and the instant the run happens at. */
export interface Config {
  readonly settings: Settings;
  /** The instant of the run in UTC, or the rehearsed one of `ICERTIS_ACCESS_NOW`. */
  readonly now: string;
}

/** The configuration namespace is the project's name, also where a stack overrides neither. */
const project = "icertis-access";

/**
 * Reads and checks the whole stack configuration; the only reader of it and of the clock.
 *
 * @throws pulumi.RunError naming every problem at once, before any resource is registered
 */
export function readConfig(clock: () => number = Date.now): Config {
  const all = pulumi.runtime.allConfig();
  const raw = membersOf(all, project);
  const problems: Problem[] = notYetProblems(raw);
  const now = instantOfRun(all, clock, problems);
  const refused = new Set(problems.map((problem) => problem.key));
  const secretKeys = new Set(Object.keys(raw).filter((key) => isConfigSecret(`${project}:${key}`)));
  const settings = readSettings(raw, secretKeys);
  if (Array.isArray(settings)) {
    problems.push(...settings.filter((problem) => !refused.has(problem.key)));
  } else {
    problems.push(
      ...registrationProblems(settings, now),
      ...ownersProblems(settings.owners),
      ...cloudMismatch(settings.cloud, all),
    );
  }
  if (problems.length > 0 || Array.isArray(settings)) throw new pulumi.RunError(refusal(problems));
  return { settings, now: formatInstant(now) };
}

/** The message of a refused configuration. */
function refusal(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  const stack = pulumi.getStack();
  return `${count} in the configuration of stack ${stack} (Pulumi.${stack}.yaml); nothing was changed:\n${formatProblems(problems, `${project}:`)}`;
}

/**
 * The instant of the run: the clock's, or `ICERTIS_ACCESS_NOW`, which would disarm the guard of live secrets and so
 * counts only where the provider is pointed at a metadata host on this machine.
 */
function instantOfRun(all: Readonly<Record<string, string>>, clock: () => number, problems: Problem[]): number {
  const rehearsed = process.env.ICERTIS_ACCESS_NOW;
  if (rehearsed === undefined || rehearsed === "") return clock();
  const instant = parseInstant(rehearsed);
  const host = all["azuread:metadataHost"] ?? process.env.ARM_METADATA_HOSTNAME ?? "";
  const refuse = (rule: string, remedy: string) =>
    problems.push({ key: "environment variable ICERTIS_ACCESS_NOW", got: rehearsed, rule, remedy });
  if (instant === undefined) {
    refuse('must be an instant such as "2027-09-24T00:00:00Z"', "correct it, or unset it");
  } else if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host)) {
    refuse("is a rehearsal, only for a provider pointed at a metadata host on this machine", "unset it");
  }
  return instant ?? clock();
}

/** A cloud whose hosts the outputs name, but which the provider does not talk to, would make every one of them wrong. */
function cloudMismatch(cloud: string, all: Readonly<Record<string, string>>): Problem[] {
  if (all["azuread:metadataHost"] || process.env.ARM_METADATA_HOSTNAME) return [];
  const environment = all["azuread:environment"] || process.env.ARM_ENVIRONMENT || "public";
  if (cloudOfEnvironment(environment) === cloud) return [];
  const rule = `must be the cloud the azuread provider works with, ${environment}`;
  return [
    { key: "cloud", got: cloud, rule, remedy: `set azuread:environment to ${cloud}, or cloud to that of the tenant` },
  ];
}

/** The SDK knows which keys are secret, but its types leave the question out. */
function isConfigSecret(key: string): boolean {
  return (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
}

function membersOf(all: Readonly<Record<string, string>>, namespace: string): Record<string, string> {
  const prefix = `${namespace}:`;
  const own = Object.entries(all).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}
