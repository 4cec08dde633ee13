import { StepFailure } from "../steps/stepFailure";
import type { Assertion } from "./assertion";
import { entraAudience } from "./assertion";
import type { FederationVariables } from "./variables";

/** Entra ID's answer to an assertion it does not accept, as a failure with its remedy. */
export function refusedAssertion(
  { tenantId, clientId }: FederationVariables,
  assertion: Assertion,
  description: string,
): StepFailure {
  const code = /AADSTS(\d+)/.exec(description)?.[1] ?? "";
  const remedy = remedies[code] ?? "read the message above; https://login.microsoftonline.com/error explains the code";
  const presented = [
    `  issuer   ${assertion.issuer}`,
    `  subject  ${assertion.subject}`,
    `  audience ${assertion.audience}`,
  ].join("\n");
  const first = description.split(/\r?\n/)[0] ?? "";
  return new StepFailure(
    `Entra ID does not let this job in as ${clientId} of tenant ${tenantId}; nothing was changed. The job presented\n${presented}\nand the answer was: ${first}`,
    remedy.replace("{subject}", assertion.subject).replace("{issuer}", assertion.issuer).replace("{client}", clientId),
  );
}

const noRecord =
  'give {client} a federated credential with subject "{subject}" and issuer "{issuer}" (bootstrap/ makes them; letter case counts), or run the job from the environment it has one for';

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const remedies: Readonly<Record<string, string>> = {
  "70021": noRecord,
  "700211": noRecord,
  "700213": noRecord,
  "700212": `the audience of the credential and of the token must be ${entraAudience}: correct whichever differs`,
  "70025": noRecord,
  "700016":
    "AZURE_CLIENT_ID names no application of this tenant: set it, or AZURE_TENANT_ID, to what bootstrap/ put out",
  "7000229": "the application has no service principal in this tenant: run bootstrap/ again",
  "7000112": "the deploying identity is disabled: enable it under Enterprise applications",
  "90002": "AZURE_TENANT_ID names no tenant of this cloud: correct it, or set ARM_ENVIRONMENT for another cloud",
  "700024": "the identity token ran out before it was used: run the job again",
  "50027": "the platform's identity token is malformed: run the job again",
};
