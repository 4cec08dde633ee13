import type { TokenStep } from "./tokenSteps";

const names: Readonly<Record<string, string>> = {
  settings: "tenant.json",
  discovery: "discovery document",
  keys: "signing keys",
  signature: "signature",
  version: "version (ver)",
  issuer: "issuer (iss)",
  audience: "audience (aud)",
  lifetime: "lifetime (nbf, exp)",
  userClaim: "user (oid)",
  registeredUser: "registered in ICI",
  permission: "permission (scp, roles)",
  ici: "ICI, with the token",
  iciWithApiKey: "ICI, with the API key",
};

/** The steps for a person to read. */
export function stepLines(steps: readonly TokenStep[]): string {
  const label = ({ step }: TokenStep) => names[step] ?? step;
  const width = Math.max(...steps.map((step) => label(step).length));
  const lines = steps.flatMap((step) => [
    `${step.result.padEnd(5)}  ${label(step).padEnd(width)}  ${step.got}`,
    ...(step.expected === "" ? [] : [`       expected ${step.expected}`]),
    ...(step.remedy === "" ? [] : [`       ${step.remedy}`]),
  ]);
  return [...lines, ""].join("\n");
}
