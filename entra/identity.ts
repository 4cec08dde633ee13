import type { Environment } from "./context";

/** Where a token of OpenID Connect comes from: itself, a file, or a job in GitHub Actions. */
const tokenSources = ["ARM_OIDC_TOKEN", "ARM_OIDC_TOKEN_FILE_PATH", "ACTIONS_ID_TOKEN_REQUEST_URL"];

/**
 * Whether a token for Graph can be had by these variables (graphToken): the provider also takes certificates, managed
 * identities and other sources of tokens.
 */
export function namesIdentity(environment: Environment, isCloud: boolean): boolean {
  const has = (name: string) => (environment[name] ?? "") !== "";
  if (has("ARM_CLIENT_ID")) {
    return has("ARM_CLIENT_SECRET") || (environment["ARM_USE_OIDC"] === "true" && tokenSources.some(has));
  }
  const others = Object.keys(environment).some(
    (name) => /^ARM_(?:CLIENT|USE)_/.test(name) && name !== "ARM_USE_CLI" && has(name),
  );
  return isCloud && !others && environment["ARM_USE_CLI"] !== "false";
}
