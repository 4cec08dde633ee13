import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { checkHeaderValue, getJson, processFetch } from "../../entra/network";
import { type Sandbox, startSandbox } from "../../packages/entra-sandbox";

const root = join(__dirname, "..", "..");

describe("the network", () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  after(() => {
    servers.forEach((server) => server.close());
    sockets.forEach((socket) => socket.destroy());
  });
  const listening = (server: Server): Promise<number> => {
    servers.push(server);
    server.on("connection", (socket: Socket) => sockets.add(socket));
    return new Promise((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    );
  };
  const served = async (listener: RequestListener) => `http://127.0.0.1:${await listening(createServer(listener))}/`;
  const fetch = processFetch({});
  let closed = 0;
  let nowhere: string;
  before(async () => {
    const server = createServer();
    closed = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    nowhere = `http://127.0.0.1:${closed}/`;
  });

  it("answers with status, headers and the whole body, and follows no redirect", async () => {
    const url = await served((request, response) => {
      response.writeHead(request.url === "/" ? 302 : 200, { location: "/elsewhere", "x-own": "1" }).end("body");
    });
    const answer = await fetch(url);
    assert.deepEqual([answer.status, answer.headers.get("x-own"), await answer.text()], [302, "1", "body"]);
  });

  it("stops reading an answer that is too large, packed or not", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const url = await served((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    await assert.rejects(getJson(url, fetch), { code: "answer-too-large" });
  });

  for (const [what, status, body, code] of [
    ["HTML in place of JSON", 200, "<html>", "document-invalid"],
    ["no document", 404, "{}", "document-missing"],
  ] as const) {
    it(`names ${what}`, async () => {
      const url = await served((_, response) => response.writeHead(status).end(body));
      await assert.rejects(getJson(url, fetch), { code });
    });
  }

  it("says why nothing answers, and never in the words of the runtime", async () => {
    const url = await served((request) => request.socket.destroy());
    await assert.rejects(fetch(url), { code: "unreachable", message: /: the connection was cut$/ });
    await assert.rejects(fetch(nowhere), { code: "unreachable", message: /: nothing listens there$/ });
    const quoting = () => Promise.reject(new Error("held~secret"));
    await assert.rejects(getJson("https://host/", quoting), (error: Error) => !error.message.includes("held~secret"));
  });

  it("sends no header with a line end and no password in an address, and quotes neither", async () => {
    for (const value of ["a\nb", "a\r\nx: y", "a\u0000", "a\u202e"]) {
      assert.throws(() => checkHeaderValue("authorization", value), { code: "header-invalid" });
      await assert.rejects(fetch(nowhere, { headers: { authorization: value } }), (error: Error) => {
        return !error.message.includes(value);
      });
    }
    await assert.rejects(fetch("https://user:pass-word@host/"), (error: Error & { code: string }) => {
      return error.code === "address-invalid" && !error.message.includes("pass-word");
    });
  });

  describe("behind a company's proxy", () => {
    let sandbox: Sandbox;
    let proxy: string;
    let asked: string[] = [];
    before(async () => {
      sandbox = await startSandbox();
      const server = createServer((_, response) => response.writeHead(501).end());
      server.on("connect", ({ url = "" }, socket: Socket) => {
        asked.push(url);
        if (!url.startsWith("localhost:")) return socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        const onward = connect(sandbox.port, "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
          onward.pipe(socket).pipe(onward);
        });
        return onward.on("error", () => socket.destroy());
      });
      proxy = `127.0.0.1:${await listening(server)}`;
    });
    beforeEach(() => (asked = []));
    after(() => sandbox.close());

    it("proves a secret where the proxy is the only way out", async () => {
      // Nothing listens at the metadata host; only the proxy leads from there to the sandbox.
      const { ARM_CLIENT_ID: clientId = "", ARM_CLIENT_SECRET: secret = "" } = sandbox.environment;
      const place = { cloud: "public", metadataHost: `localhost:${closed}` };
      const subject = { name: "x", tenantId: sandbox.tenantId, clientId, secret, ...place };
      const script = `
        require("ts-node/register");
        require("./entra/secretProof").proveSecret(${JSON.stringify(subject)}).then((why) => console.log(why ?? "proved"));
      `;
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: sandbox.caFile, https_proxy: proxy };
      const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: root, env });
      assert.match(stdout, /^(proved|AADSTS\d+)\n$/);
      assert.deepEqual(asked, [`localhost:${closed}`, `localhost:${sandbox.port}`]);
    });

    it("ends at once where the certificate is not trusted, and says what the proxy answers", async () => {
      const environment = { HTTPS_PROXY: `http://${proxy}` };
      await assert.rejects(processFetch(environment)(`https://localhost:${closed}/`), {
        code: "certificate-untrusted",
        hint: /NODE_EXTRA_CA_CERTS/,
      });
      await assert.rejects(processFetch(environment)(`https://other:${closed}/`), {
        code: "unreachable",
        message: /the proxy answers 403/,
      });
      assert.deepEqual(asked, [`localhost:${closed}`, `other:${closed}`]);
    });

    it("goes past the proxy where NO_PROXY says so", async () => {
      const environment = { HTTPS_PROXY: proxy, NO_PROXY: "localhost" };
      await assert.rejects(processFetch(environment)(`https://localhost:${closed}/`), {
        message: /nothing listens there/,
      });
      assert.deepEqual(asked, []);
    });

    it("names a proxy variable that is no address", async () => {
      await assert.rejects(processFetch({ HTTPS_PROXY: "http://" })(`https://localhost:${closed}/`), {
        code: "proxy-invalid",
      });
    });
  });
});
