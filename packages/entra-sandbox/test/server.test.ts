import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { dirname } from "node:path";
import type { PeerCertificate } from "node:tls";
import { checkServerIdentity, connect as tlsConnect } from "node:tls";
import { SandboxError, startSandbox, type Sandbox } from "../src";
import { suiteSandbox } from "./suiteSandbox";

describe("the sandbox's server", () => {
  const sandbox = suiteSandbox();

  it("is bound to 127.0.0.1 and to nothing else", async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address))
      .filter((address) => address !== "127.0.0.1");
    assert.equal(await accepts("127.0.0.1", sandbox.port), true);
    // 127.0.0.2 is this machine too: a server bound to every address would answer there.
    for (const address of [...others, "127.0.0.2", "::1"]) {
      assert.equal(await accepts(address, sandbox.port), false, address);
    }
  });

  it("presents a certificate for every name of this machine, under its own authority", async () => {
    for (const name of ["localhost", "127.0.0.1"]) {
      const certificate = await peerCertificate(sandbox, name);
      assert.equal(certificate.subjectaltname, "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
      assert.equal(checkServerIdentity("::1", certificate), undefined);
    }
  });

  it("writes the authority's certificate, never a key, and removes it on close", async () => {
    const own = await startSandbox();
    const folder = dirname(own.caFile);
    assert.deepEqual(readdirSync(folder), ["ca.pem"]);
    assert.equal(statSync(own.caFile).mode & 0o777, 0o600);
    assert.equal(readFileSync(own.caFile, "utf8"), own.caPem);
    assert.match(own.caPem, /^-----BEGIN CERTIFICATE-----/);
    assert.doesNotMatch(own.caPem, /PRIVATE/);
    await own.close();
    assert.equal(existsSync(folder), false);
    assert.equal(await accepts("127.0.0.1", own.port), false);
  });

  it("names a port that is in use", async () => {
    await assert.rejects(startSandbox({ port: sandbox.port }), (error) => {
      assert.ok(error instanceof SandboxError);
      assert.equal(error.code, "port-unavailable");
      return true;
    });
  });

  it("tells the provider where everything is", async () => {
    const answer = await sandbox.fetch("/metadata/endpoints?api-version=2022-09-01");
    const metadata = (await answer.json()) as Record<string, unknown>;
    assert.equal(metadata["microsoftGraphResourceId"], sandbox.url);
    assert.equal((metadata["authentication"] as Record<string, unknown>)["loginEndpoint"], sandbox.url);
    assert.deepEqual(Object.keys(sandbox.environment), [
      "ARM_METADATA_HOSTNAME",
      "ARM_TENANT_ID",
      "ARM_CLIENT_ID",
      "ARM_CLIENT_SECRET",
      "ARM_USE_CLI",
      "ARM_USE_MSI",
      "SSL_CERT_FILE",
      "NODE_EXTRA_CA_CERTS",
    ]);
  });

  it("answers an unknown route as Graph does and names it in the log", async () => {
    const lines: string[] = [];
    const own = await startSandbox({ log: (line) => lines.push(line) });
    const answer = await own.graph()("GET", "/v1.0/groups/1");
    assert.equal(answer.status, 404);
    assert.equal(
      (answer.body as { error: { message: string } }).error.message,
      "Resource not found for the segment 'groups'.",
    );
    assert.equal((await own.fetch("/subscriptions/1")).status, 404);
    assert.equal((await own.fetch("/beta/groups/1")).status, 401);
    assert.equal((await own.fetch("/v1.0/applications/1")).status, 401);
    assert.equal((await own.fetch("/v1.0/oauth2PermissionGrants/1/none", { method: "POST" })).status, 401);
    assert.deepEqual(lines, [
      "no such route: GET /v1.0/groups/1",
      "no such route: GET /subscriptions/1",
      "no such route: GET /beta/groups/1",
      "no such route: POST /v1.0/oauth2PermissionGrants/1/none",
    ]);
    await own.close();
  });
});

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => finish(true));
    const finish = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("error", () => finish(false));
  });
}

function peerCertificate(sandbox: Sandbox, servername: string) {
  return new Promise<PeerCertificate>((resolve, reject) => {
    const options = { host: "127.0.0.1", port: sandbox.port, ca: sandbox.caPem };
    const named = servername === "localhost" ? { ...options, servername } : options;
    const socket = tlsConnect(named, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
