import * as pulumi from "@pulumi/pulumi";
import { namesIdentity } from "./entra/identity";
import { UserError } from "./entra/userError";
import { parseInstant } from "./model/instant";
import { programName } from "./model/program";
import { formatProblems, type Problem } from "./model/problem";
import { readSettings, type Settings } from "./model/settings";

/** What one run works with: the settings, checked, and the instant the run happens at. */
export interface Config {
  readonly settings: Settings;
  /** The instant of the run to the second, or the fixed one of `ICERTIS_ACCESS_NOW`. */
  readonly now: number;
  /** Where the provider is pointed at another metadata host than the cloud's own. */
  readonly metadataHost?: string | undefined;
  /** Whether the environment, not the provider's own settings, names an identity that can ask Graph. */
  readonly identityInEnvironment: boolean;
}

const fixedClock = "ICERTIS_ACCESS_NOW";

/**
 * Reads and checks the whole stack configuration; the only reader of it and of the clock.
 *
 * @throws UserError naming every problem at once, before any resource is registered
 */
export function readConfig(clock: () => number = Date.now): Config {
  const all = pulumi.runtime.allConfig();
  // The provider takes its own setting first, then the environment.
  const metadataHost = all["azuread:metadataHost"] || process.env.ARM_METADATA_HOSTNAME || undefined;
  const fixed = process.env[fixedClock] || undefined;
  const now = Math.floor((parseInstant(fixed ?? "") ?? clock()) / 1000) * 1000;
  const settings = readSettings(ownMembers(all), {
    now,
    providerEnvironment:
      metadataHost === undefined ? all["azuread:environment"] || process.env.ARM_ENVIRONMENT || "public" : undefined,
    apiKeyStored: isConfigSecret(`${programName}:apiKey`) ? "secret" : "plain",
  });
  const problems = [
    ...fixedClockProblems(fixed, metadataHost),
    ...(Array.isArray(settings) ? settings.map(withoutSecrets) : []),
  ];
  if (problems.length === 0 && !Array.isArray(settings)) {
    const provider = Object.keys(all).some((key) => /^azuread:(?:ado|client|msi|oidc|use)/.test(key));
    const identityInEnvironment = !provider && namesIdentity(process.env, metadataHost === undefined);
    return { settings, now, metadataHost, identityInEnvironment };
  }
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  const stack = pulumi.getStack();
  throw new UserError(
    "configuration-invalid",
    `${count} in the configuration of stack ${stack} (Pulumi.${stack}.yaml); nothing was changed:\n${formatProblems(problems)}`,
  );
}

/** The problem as the stack's file names the setting; of a secret value nothing is repeated, not even in what to do. */
function withoutSecrets({ key, got, message }: Problem): Problem {
  const full = `${programName}:${key}`;
  if (key === "apiKey") return { key: full, message };
  if (got === undefined || !isConfigSecret(full.replace(/[.[].*$/, ""))) return { key: full, got, message };
  const [rule] = message.split("; ");
  return { key: full, message: `${rule}; correct the value, which is secret and so not repeated here` };
}

/**
 * A fixed clock would disarm the guard of live secrets, and so counts only where the provider is pointed at a metadata
 * host on this machine.
 */
function fixedClockProblems(fixed: string | undefined, metadataHost = ""): Problem[] {
  if (fixed === undefined) return [];
  const problem = (message: string) => [{ key: `environment variable ${fixedClock}`, got: fixed, message }];
  if (parseInstant(fixed) === undefined) {
    return problem('must be an instant such as "2027-09-24T00:00:00Z"; correct it, or unset it');
  }
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(metadataHost);
  return local ? [] : problem("is for tests, with a provider pointed at a metadata host on this machine; unset it");
}

/** The SDK knows which keys are secret, but its types leave the question out. */
function isConfigSecret(key: string): boolean {
  return (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
}

/** The program's own keys; the namespace is the project's name, also where a stack overrides neither. */
function ownMembers(all: Readonly<Record<string, string>>): Record<string, string> {
  const prefix = `${programName}:`;
  const own = Object.entries(all).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}
