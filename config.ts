import * as pulumi from "@pulumi/pulumi";
import { adoptProblems } from "./model/adoption";
import { apiKeyProblems, instanceProblems, strayApiKeyProblems } from "./model/apiKey";
import { cloudNames, cloudOfEnvironment } from "./model/cloud";
import { formatInstant, parseInstant } from "./model/instant";
import { ownersProblems } from "./model/owners";
import { formatProblems, type Problem } from "./model/problem";
import { registrationProblems } from "./model/registration";
import { readSettings, type Settings } from "./model/settings";
import { vaultProblems } from "./model/vault";

/** What one run works with: the settings, checked, and the instant the run happens at. */
export interface Config {
  readonly settings: Settings;
  /** The instant of the run in UTC, or the rehearsed one of `ICERTIS_ACCESS_NOW`. */
  readonly now: string;
  /** Where the provider is pointed at another metadata host than the cloud's own. */
  readonly metadataHost?: string;
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
  const { now, problems } = instantOfRun(all, clock);
  const { settings, problems: shapeProblems } = readSettings(raw);
  const settingProblems = [
    ...shapeProblems,
    ...(settings.authentication === "apiKey"
      ? apiKeyProblems(settings, isConfigSecret(`${project}:apiKey`))
      : oauthProblems(settings, now, all)),
    ...(settings.vault === undefined ? [] : vaultProblems(settings.vault)),
  ];
  problems.push(...settingProblems.map(configured));
  if (problems.length > 0) throw new pulumi.RunError(refusal(problems));
  const metadataHost = metadataHostOf(all);
  return {
    settings: settings as Settings,
    now: formatInstant(now),
    ...(metadataHost !== undefined && { metadataHost }),
  };
}

/** What does not fit a registration; settings that are left out have been refused for their shape. */
function oauthProblems(settings: Partial<Settings>, now: number, all: Readonly<Record<string, string>>): Problem[] {
  return [
    ...registrationProblems(settings, now),
    ...ownersProblems(settings.owners ?? []),
    ...cloudMismatch(settings.cloud, all),
    ...instanceProblems(settings.instance),
    ...strayApiKeyProblems(settings),
    ...(settings.adopt === undefined ? [] : adoptProblems(settings.adopt, settings.clientApplication)),
  ];
}

/** The message of a refused configuration. */
function refusal(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  const stack = pulumi.getStack();
  return `${count} in the configuration of stack ${stack} (Pulumi.${stack}.yaml); nothing was changed:\n${formatProblems(problems)}`;
}

/** The problem as the stack's file names the setting; of a secret value nothing is repeated, not even in the remedy. */
function configured({ key, got, rule, remedy }: Problem): Problem {
  const full = `${project}:${key}`;
  const secret = isConfigSecret(full.replace(/[.[].*$/, ""));
  if (!secret || got === undefined) return { key: full, got, rule, remedy };
  return { key: full, rule, remedy: "correct the value, which is secret and so not repeated here" };
}

/**
 * The instant of the run: the clock's, or `ICERTIS_ACCESS_NOW`, which would disarm the guard of live secrets and so
 * counts only where the provider is pointed at a metadata host on this machine.
 */
function instantOfRun(
  all: Readonly<Record<string, string>>,
  clock: () => number,
): { readonly now: number; readonly problems: Problem[] } {
  const rehearsed = process.env.ICERTIS_ACCESS_NOW;
  const problems: Problem[] = [];
  if (rehearsed === undefined || rehearsed === "") return { now: clock(), problems };
  const instant = parseInstant(rehearsed);
  const host = metadataHostOf(all) ?? "";
  const refuse = (rule: string, remedy: string) =>
    problems.push({ key: "environment variable ICERTIS_ACCESS_NOW", got: rehearsed, rule, remedy });
  if (instant === undefined) {
    refuse('must be an instant such as "2027-09-24T00:00:00Z"', "correct it, or unset it");
  } else if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host)) {
    refuse("is a rehearsal, only for a provider pointed at a metadata host on this machine", "unset it");
  }
  return { now: instant ?? clock(), problems };
}

/** The provider takes its own setting first, then the environment. */
function metadataHostOf(all: Readonly<Record<string, string>>): string | undefined {
  return all["azuread:metadataHost"] || process.env.ARM_METADATA_HOSTNAME || undefined;
}

/** A cloud whose hosts the outputs name, but which the provider does not talk to, would make every one of them wrong. */
function cloudMismatch(cloud: string | undefined, all: Readonly<Record<string, string>>): Problem[] {
  if (cloud === undefined || !cloudNames.includes(cloud)) return [];
  if (metadataHostOf(all) !== undefined) return [];
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
