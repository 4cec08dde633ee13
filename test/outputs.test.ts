import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import Module from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { type IcertisAccess, readIcertisAccess, type UipathConnection } from "../outputs";
import { valueOf } from "./recordedRun";
import { sampleApiKeyOutputs, sampleOutputs, sampleSecret } from "./cli/sampleOutputs";

/** Node's own resolution of `require`, for a package that is not installed beside itself. */
interface Resolver {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

/** Reads the outputs of a stack under the SDK's test runtime. */
async function read<T>(
  outputs: Record<string, unknown>,
  use: (access: IcertisAccess) => pulumi.Output<T>,
  preview = false,
): Promise<{ value: T; secret: boolean }> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, inputs }) => {
        assert.equal(type, "pulumi:pulumi:StackReference");
        const secretOutputNames = Object.keys(outputs).filter((name) =>
          ["clientSecret", "uipathConnection"].includes(name),
        );
        return { id: "x", state: { ...(inputs as object), outputs, secretOutputNames } };
      },
      call: ({ token }) => assert.fail(token),
    },
    "consumer",
    "prod",
    preview,
  );
  const output = use(readIcertisAccess(new pulumi.StackReference("acme/icertis-access/dev")));
  try {
    return { value: await valueOf(output), secret: await pulumi.isSecret(output) };
  } finally {
    // The outputs of the reference itself are never awaited by a program that stops here.
    await pulumi.runtime.disconnect().catch(() => undefined);
  }
}

const members = {
  authentication: (access: IcertisAccess): pulumi.Output<"oauth" | "apiKey"> => access.authentication,
  clientId: (access: IcertisAccess): pulumi.Output<string> => access.clientId,
  tenantId: (access: IcertisAccess): pulumi.Output<string> => access.tenantId,
  objectId: (access: IcertisAccess): pulumi.Output<string> => access.objectId,
  servicePrincipalObjectId: (access: IcertisAccess): pulumi.Output<string> => access.servicePrincipalObjectId,
  openIdMetadataUrl: (access: IcertisAccess): pulumi.Output<string> => access.openIdMetadataUrl,
  identifierUri: (access: IcertisAccess): pulumi.Output<string> => access.identifierUri,
  scopes: (access: IcertisAccess): pulumi.Output<string[]> => access.scopes,
  clientSecretKeyId: (access: IcertisAccess): pulumi.Output<string> => access.clientSecretKeyId,
  clientSecretIssuedOn: (access: IcertisAccess): pulumi.Output<string> => access.clientSecretIssuedOn,
  clientSecretExpiresOn: (access: IcertisAccess): pulumi.Output<string> => access.clientSecretExpiresOn,
  nextRotationOn: (access: IcertisAccess): pulumi.Output<string> => access.nextRotationOn,
  tenantJson: (access: IcertisAccess): pulumi.Output<string> => access.tenantJson,
  adminConsentUrl: (access: IcertisAccess): pulumi.Output<string> => access.adminConsentUrl,
  icertisHandoff: (access: IcertisAccess): pulumi.Output<object> => access.icertisHandoff,
} as const;

describe("readIcertisAccess", () => {
  const outputs = { ...sampleOutputs() };

  it("gives every output its type and leaves what is not secret plain", async () => {
    for (const [name, use] of Object.entries(members)) {
      const result = await read<unknown>(outputs, use);
      assert.deepEqual(result, { value: outputs[name as keyof typeof outputs], secret: false }, name);
    }
  });

  it("keeps secrets secret", async () => {
    assert.deepEqual(await read(outputs, (access) => access.clientSecret), { value: sampleSecret, secret: true });
    const connection = await read<UipathConnection>(outputs, (access) => access.uipathConnection);
    assert.deepEqual(connection, { value: outputs.uipathConnection, secret: true });
    const derived = await read(outputs, (access) => access.clientSecret.apply((text) => text.length));
    assert.deepEqual(derived, { value: sampleSecret.length, secret: true });
  });

  it("gives undefined for an output that is there only at times", async () => {
    assert.deepEqual(await read(outputs, (access) => access.previousClientSecretExpiresOn), {
      value: undefined,
      secret: false,
    });
    assert.deepEqual(await read(outputs, (access) => access.vaultSecretUri), { value: undefined, secret: false });
    const previousClientSecretExpiresOn = "2027-01-01T00:00:00Z";
    assert.deepEqual(
      await read({ ...outputs, previousClientSecretExpiresOn }, (access) => access.previousClientSecretExpiresOn),
      { value: previousClientSecretExpiresOn, secret: false },
    );
  });

  it("reads the other authentication type", async () => {
    const other = { ...sampleApiKeyOutputs };
    assert.deepEqual(await read(other, (access) => access.authentication), { value: "apiKey", secret: false });
    assert.deepEqual(await read(other, (access) => access.apiKeyUrl), { value: other.apiKeyUrl, secret: false });
    assert.deepEqual(await read(other, (access) => access.apiKeyConnection), {
      value: { apiKey: sampleSecret },
      secret: true,
    });
  });

  for (const [what, given, use, message] of [
    [
      "another program's stack",
      { url: "x" },
      members.clientId,
      "stack acme/icertis-access/dev has no output contractVersion, so it is not a stack of icertis-access, or nothing was deployed to it yet; check the stack's name, or run `pulumi up` for it first",
    ],
    [
      "a newer contract",
      { ...outputs, contractVersion: 2 },
      members.clientId,
      "stack acme/icertis-access/dev has outputs of contract version 2, and this version of icertis-access reads version 1; upgrade icertis-access here",
    ],
    [
      "an older contract",
      { ...outputs, contractVersion: 0 },
      members.scopes,
      "stack acme/icertis-access/dev has outputs of contract version 0, and this version of icertis-access reads version 1; run `pulumi up` for it with this version of icertis-access",
    ],
    [
      "an output of the other authentication type",
      { ...sampleApiKeyOutputs },
      members.clientId,
      "stack acme/icertis-access/dev has no output clientId: it belongs to the other authentication type, or to a newer version of the program",
    ],
    [
      "a secret that is in the vault alone",
      {
        ...outputs,
        clientSecret: undefined,
        vaultSecretUri: "https://v.vault.azure.net/secrets/icertis-client-secret",
      },
      (access: IcertisAccess) => access.clientSecret,
      "stack acme/icertis-access/dev has no output clientSecret: a stack with vault.secretOutputs: false keeps its secret in the vault alone (vaultSecretUri)",
    ],
  ] as const) {
    it(`refuses ${what}, without a stack trace`, async () => {
      const run = read<unknown>(given, use);
      await assert.rejects(run, (error: Error) => {
        assert.equal(error.message, message);
        assert.ok(pulumi.RunError.isInstance(error));
        return true;
      });
    });
  }

  it("gives its contract to programs that do not load the SDK", async () => {
    const script = `
      require("ts-node/register");
      const { contractVersion } = require("./outputs.ts");
      const sdk = Object.keys(require.cache).filter((file) => file.includes("@pulumi"));
      console.log(JSON.stringify({ contractVersion, sdk }));
    `;
    const cwd = join(__dirname, "..");
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd });
    assert.deepEqual(JSON.parse(stdout), { contractVersion: 1, sdk: [] });
  });

  it("serves the example program", async () => {
    const file = join(__dirname, "..", "examples", "consumer", "index.ts");
    const resolve = (Module as unknown as Resolver)._resolveFilename;
    (Module as unknown as Resolver)._resolveFilename = (request, ...rest) =>
      request === "icertis-access" ? join(__dirname, "..", "outputs.ts") : resolve(request, ...rest);
    try {
      pulumi.runtime.setAllConfig({ "consumer:access": "acme/icertis-access/dev" });
      const secret = await read<Record<string, string>>(outputs, () => {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is a module the engine requires
        const { environment } = require(file) as { environment: Record<string, pulumi.Output<string>> };
        return pulumi.output(environment);
      });
      assert.deepEqual(secret, {
        value: {
          ICERTIS_TENANT_ID: outputs.tenantId,
          ICERTIS_CLIENT_ID: outputs.clientId,
          ICERTIS_CLIENT_SECRET: sampleSecret,
          ICERTIS_SCOPE: outputs.scopes.join(" "),
        },
        secret: true,
      });
    } finally {
      (Module as unknown as Resolver)._resolveFilename = resolve;
    }
  });
});
