import * as pulumi from "@pulumi/pulumi";
import { adoptedApplication } from "./components/adoption";
import { ApiApplication } from "./components/apiApplication";
import { tenancyOf } from "./components/tenancy";
import { apiKeyEntries, clientSecretEntries, keptInVault } from "./components/vaultEntries";
import { type Config, readConfig } from "./config";
import { apiKeyUrl } from "./model/apiKey";
import { formatInstant } from "./model/instant";
import { contractVersion } from "./model/program";
import type { ApiKeySettings, OAuthSettings } from "./model/settings";

/** One environment: configuration → component → outputs, the contract with other stacks (README, "Outputs"). */
export = async () => {
  const { settings, ...run } = readConfig();
  const { authentication } = settings;
  const stack = authentication === "oauth" ? await oauthStack(settings, run) : apiKeyStack(settings);
  const vault = settings.vault && (await keptInVault(settings.vault, stack.vaultEntries));
  return {
    contractVersion,
    authentication,
    ...stack.outputs,
    ...((settings.vault?.secretOutputs ?? true) && stack.secrets),
    ...(vault && { vaultSecretUri: vault.secretUri }),
  };
};

async function oauthStack(settings: OAuthSettings, run: Omit<Config, "settings">) {
  const tenancy = await tenancyOf(settings.owners);
  const adopt = settings.adopt && (await adoptedApplication({ ...settings, adopt: settings.adopt }, tenancy.owners));
  const icertis = new ApiApplication("icm-api", { ...settings, ...run, ...tenancy, adopt });
  const { clientSecret, uipathConnection, ...outputs } = icertis.outputs;
  return { outputs, secrets: { clientSecret, uipathConnection }, vaultEntries: clientSecretEntries(icertis) };
}

/** The connector's second authentication type: no application, the key of an ICI user. */
function apiKeyStack({ instance, apiKey: key, apiKeyExpiresOn: expires }: ApiKeySettings) {
  const apiKey = pulumi.secret(key);
  const expiry = expires === undefined ? {} : { apiKeyExpiresOn: formatInstant(expires) };
  return {
    outputs: { apiKeyUrl: apiKeyUrl(instance), ...expiry },
    secrets: { uipathConnection: pulumi.secret({ apiKey }) },
    vaultEntries: apiKeyEntries(apiKey, expiry.apiKeyExpiresOn),
  };
}
