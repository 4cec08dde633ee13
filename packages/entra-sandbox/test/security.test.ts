import assert from "node:assert/strict";
import { connect as netConnect } from "node:net";
import { connect } from "node:tls";
import { suiteSandbox } from "./suiteSandbox";

describe("a sandbox on a developer's machine", () => {
  const lines: string[] = [];
  const sandbox = suiteSandbox({ log: (line) => lines.push(line) });
  beforeEach(() => lines.splice(0));

  /** Sends bytes as they are; the status of the answer, or 0 where the connection just ends. */
  function raw(request: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: sandbox.port, ca: sandbox.caPem, servername: "localhost" };
      const socket = connect(options, () => socket.write(request));
      let answer = "";
      socket.on("data", (chunk: Buffer) => {
        answer += chunk.toString();
        socket.end();
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)));
    });
  }
  const own = () => `localhost:${sandbox.port}`;
  const get = (path: string, host: string, headers = "") =>
    raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}Connection: close\r\n\r\n`);
  const admin = (headers: Record<string, string>) => sandbox.fetch("/_sandbox/clock", { headers });

  it("answers to its own names alone", async () => {
    const path = "/metadata/endpoints";
    for (const host of [own(), `127.0.0.1:${sandbox.port}`, own().toUpperCase(), "localhost:1", "[::1]"]) {
      assert.equal(await get(path, host), 200, host);
    }
    for (const host of ["evil.example", `evil.example:${sandbox.port}`, "localhost.evil.example"]) {
      assert.equal(await get(path, host), 421, host);
    }
    assert.equal(await get(`https://evil.example${path}`, own()), 421);
    assert.equal(sandbox.requestLog.exchanges.filter((one) => one.path === path).length, 5);
  });

  it("opens its admin routes with the token printed at start, and to no page of another origin", async () => {
    assert.equal((await sandbox.fetch("/_sandbox/clock")).status, 200);
    for (const authorization of ["", "Bearer x", `Basic ${sandbox.adminToken}`, `Bearer ${sandbox.adminToken}x`]) {
      assert.equal((await admin({ authorization })).status, 401, authorization);
    }
    assert.equal((await admin({ origin: "https://evil.example" })).status, 403);
    assert.equal((await admin({ origin: "null" })).status, 403);
    assert.equal((await admin({ origin: sandbox.url })).status, 200);
    const before = sandbox.clock.now();
    const authorization = "Bearer x";
    const body = '{"days": 9}';
    await sandbox.fetch("/_sandbox/clock/advance", { method: "POST", headers: { authorization }, body });
    assert.ok(sandbox.clock.now().getTime() - before.getTime() < 60_000);
  });

  it("bounds bodies and addresses", async () => {
    const path = `/${sandbox.tenantId}/oauth2/v2.0/token`;
    const post = (body: string) => sandbox.fetch(path, { method: "POST", body });
    assert.equal((await post(`grant_type=${"x".repeat(1024 * 1024)}`)).status, 413);
    assert.equal((await post(`grant_type=${"x".repeat(1024 * 1023)}`)).status, 400);
    assert.equal(sandbox.requestLog.exchanges.at(-1)?.requestBody, `(${1024 * 1023 + 11} characters)`);
    assert.equal(await get(`/?${"x".repeat(9000)}`, own()), 414);
    assert.equal(await get(`/?${"x".repeat(20_000)}`, own()), 400);
    const chunked = `POST ${path} HTTP/1.1\r\nHost: ${own()}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    assert.equal(await raw(`${chunked}200000\r\n${"x".repeat(0x200000)}\r\n0\r\n\r\n`), 413);
  });

  it("ends what cannot be read in one line", async () => {
    for (const [request, status] of [
      ["nonsense\r\n\r\n", 400],
      [`GET / HTTP/1.1\r\nHost: ${own()}\r\nno colon\r\n\r\n`, 400],
      [`GET / HTTP/1.1\r\nHost: a b\r\n\r\n`, 400],
      [`GET //[ HTTP/1.1\r\nHost: ${own()}\r\n\r\n`, 404],
      [`GET /%ff%1b[2J HTTP/1.1\r\nHost: ${own()}\r\n\r\n`, 404],
      [`GET /%E2%80%AE HTTP/1.1\r\nHost: ${own()}\r\n\r\n`, 404],
    ] as const) {
      lines.splice(0);
      assert.equal(await raw(request), status, request);
      assert.equal(lines.length, 1, request);
      assert.doesNotMatch(lines[0] ?? "", /[\p{Cc}\p{Cf}]/u);
    }
    lines.splice(0);
    await new Promise<void>((resolve) => {
      const plain = netConnect(sandbox.port, "127.0.0.1", () => plain.write("GET / HTTP/1.1\r\n\r\n"));
      plain.on("error", () => undefined).on("close", () => resolve());
    });
    assert.deepEqual(lines, ["no TLS connection: ERR_SSL_HTTP_REQUEST; does the client trust ca.pem?"]);
  });

  it("logs no secret, however its name is written", async () => {
    const names = ["client_secret", "clientSecret", "Client-Secret", "CLIENT_SECRET", "device_code", "Refresh_Token"];
    const path = `/${sandbox.tenantId}/oauth2/v2.0/token`;
    const form = names.map((name) => `${name}=s3cret`).join("&");
    const json = JSON.stringify({
      nested: [Object.fromEntries(names.map((name) => [name, "s3cret"]))],
      secretText: 5309,
    });
    for (const [type, body] of [
      ["application/x-www-form-urlencoded", form],
      ["application/json", json],
      ["text/plain", form],
      ["application/json", form],
    ] as const) {
      await sandbox.fetch(`${path}?${form}&code=s3cret`, { method: "POST", headers: { "content-type": type }, body });
    }
    assert.doesNotMatch(JSON.stringify(sandbox.requestLog.exchanges), /s3cret|5309/);
  });

  it("says its own date", async () => {
    sandbox.clock.freeze(new Date("2031-05-01T10:00:00Z"));
    const answer = await sandbox.fetch("/metadata/endpoints");
    assert.equal(answer.headers.get("date"), "Thu, 01 May 2031 10:00:00 GMT");
  });
});
