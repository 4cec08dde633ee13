import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import Module from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../entra/userError";
import { secretOutputNames } from "../model/outputs";
import { type IcertisAccess, type OutputName, readIcertisAccess, type UipathConnection } from "../outputs";
import { runOnFake, valueOf } from "../workbench/engine/fakeRuntime";
import { sampleApiKeyOutputs, sampleOutputs, sampleSecret } from "./cli/sampleOutputs";

/** Node's own resolution of `require`, for a package that is not installed beside itself. */
interface Resolver {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

/** Reads the outputs of a stack in another program. */
async function read<T>(
  outputs: Record<string, unknown>,
  use: (access: IcertisAccess) => pulumi.Output<T>,
): Promise<{ value: T; secret: boolean }> {
  const program = async () => {
    const output = use(readIcertisAccess(new pulumi.StackReference("acme/icertis-access/dev")));
    return { value: await valueOf(output), secret: await pulumi.isSecret(output) };
  };
  const { result } = await runOnFake(program, {
    project: "consumer",
    stack: "prod",
    config: { "consumer:access": "acme/icertis-access/dev" },
    newResource: ({ type, inputs }) => {
      assert.equal(type, "pulumi:pulumi:StackReference");
      const present = secretOutputNames.filter((name) => name in outputs);
      return { id: "x", state: { ...(inputs as object), outputs, secretOutputNames: present } };
    },
    call: ({ token }) => assert.fail(token),
  });
  return result;
}

describe("readIcertisAccess", () => {
  const outputs = { ...sampleOutputs() };

  it("gives every output its type and leaves what is not secret plain", async () => {
    const names = (Object.keys(outputs) as OutputName[]).filter((name) => !secretOutputNames.includes(name as never));
    for (const name of names) {
      const result = await read<unknown>(outputs, (access) => access[name]);
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

  const vaultSecretUri = "https://v.vault.azure.net/secrets/icertis-client-secret";
  for (const [what, given, name, code] of [
    ["another program's stack", { url: "x" }, "clientId", "outputs-contract"],
    ["a newer contract", { ...outputs, contractVersion: 2 }, "clientId", "outputs-contract"],
    ["an older contract", { ...outputs, contractVersion: 0 }, "scopes", "outputs-contract"],
    ["an output of the other authentication type", sampleApiKeyOutputs, "clientId", "output-missing"],
    [
      "a secret in the vault alone",
      { ...outputs, clientSecret: undefined, vaultSecretUri },
      "clientSecret",
      "output-missing",
    ],
  ] as const) {
    it(`refuses ${what}, without a stack trace`, async () => {
      await assert.rejects(
        read<unknown>({ ...given }, (access) => access[name]),
        (error: Error) => {
          assert.ok(error instanceof UserError && pulumi.RunError.isInstance(error));
          assert.equal(error.code, code);
          assert.match(error.message, /^stack acme\/icertis-access\/dev has /);
          return true;
        },
      );
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
          ICERTIS_SCOPE: `${outputs.clientId}/.default`,
        },
        secret: true,
      });
    } finally {
      (Module as unknown as Resolver)._resolveFilename = resolve;
    }
  });
});
