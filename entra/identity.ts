import type { Environment } from "./context";

/**
 * Whether a token for Graph (graphToken) can be had by these variables: the provider also takes certificates, managed identities
 * and files.
 */
export function namesIdentity(environment: Environment, isCloud: boolean): boolean {
  const has = (name: string) => (environment[name] ?? "") !== "";
  if (has("ARM_CLIENT_ID")) return has("ARM_CLIENT_SECRET") || environment["ARM_USE_OIDC"] === "true";
  const others = Object.keys(environment).some(
    (name) => /^ARM_(?:CLIENT|USE)_/.test(name) && name !== "ARM_USE_CLI" && has(name),
  );
  return isCloud && !others && environment["ARM_USE_CLI"] !== "false";
}
