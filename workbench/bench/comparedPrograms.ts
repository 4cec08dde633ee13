import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "./benchStack";

/** A program to compare with, in a folder of its own, with this project's modules and transpiler. */
interface ComparedProgram {
  readonly folder: string;
  remove(this: void): void;
}

/** The smallest program: it loads the SDK, as every program that declares something must. */
const empty = 'import * as pulumi from "@pulumi/pulumi";\nexport const stack = pulumi.getStack();\n';

/** The resources of the dev stack, declared one after the other in one file, with nothing checked and nothing guarded. */
const bare = `
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const owners = [azuread.getClientConfigOutput().objectId];
const tags = ["bare"];
const scope = new random.RandomUuid("scope");
const application = new azuread.Application("app", {
  displayName: "Bare",
  signInAudience: "AzureADMyOrg",
  owners,
  tags,
  web: {
    redirectUris: ["https://cloud.uipath.com/provisioning_/callback", "http://localhost:8400/callback"],
    implicitGrant: { accessTokenIssuanceEnabled: true, idTokenIssuanceEnabled: false },
  },
  api: {
    requestedAccessTokenVersion: 1,
    oauth2PermissionScopes: [
      {
        id: scope.result,
        value: "user_impersonation",
        type: "User",
        enabled: true,
        adminConsentDisplayName: "Access",
        adminConsentDescription: "Access",
        userConsentDisplayName: "Access",
        userConsentDescription: "Access",
      },
    ],
  },
}, { ignoreChanges: ["identifierUris"] });
const identifierUri = new azuread.ApplicationIdentifierUri("uri", {
  applicationId: application.id,
  identifierUri: pulumi.interpolate\`api://\${application.clientId}\`,
});
const principal = new azuread.ServicePrincipal("principal", { clientId: application.clientId, owners, tags });
const secret = new azuread.ApplicationPassword(
  "secret",
  { applicationId: application.id, displayName: "Bare", endDate: "2027-05-22T00:00:00Z" },
  { dependsOn: [identifierUri, principal] },
);
new random.RandomUuid("proved", { keepers: { keyId: secret.keyId } });
export const clientId = application.clientId;
export const clientSecret = secret.value;
`;

const sources = { empty, bare } as const;

/** Writes a program to a temporary folder. */
export function writeProgram(kind: keyof typeof sources): ComparedProgram {
  const folder = mkdtempSync(join(tmpdir(), `icertis-access-${kind}-`));
  const files = {
    "Pulumi.yaml": `name: ${kind}\nruntime:\n  name: nodejs\n  options:\n    packagemanager: npm\nmain: index.ts\n`,
    "index.ts": sources[kind],
    "package.json": JSON.stringify({ name: kind, private: true }),
    "tsconfig.json": JSON.stringify({
      "ts-node": { transpileOnly: true, transpiler: "sucrase/ts-node-plugin" },
      compilerOptions: { target: "es2022", module: "commonjs", moduleResolution: "node10", strict: true },
    }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
