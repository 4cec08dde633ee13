import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { Fetch } from "../../../entra/context";
import { deploySample, type DeployedSample, frozenSandbox, inSandbox } from "../deployedSample";
import { ToolFolder, type ToolContext } from "../runTool";
import { sampleApiKeyOutputs, sampleSecret } from "../sampleOutputs";

const signedIn = "ICI would accept this token, if it knows the user.";

describe("verify", () => {
  let sample: DeployedSample;
  const folder = new ToolFolder();
  let redirect: string;
  before(async () => {
    sample = await deploySample(await frozenSandbox());
    redirect = `http://localhost:${await freePort()}/callback`;
    await register([redirect]);
    folder.write("dev.json", sample.outputs);
  });
  after(() => sample.sandbox.close());
  const register = (redirectUris: string[]) =>
    sample.sandbox.graph()("PATCH", `/applications/${sample.outputs.objectId}`, { web: { redirectUris } });
  const verify = async (words: readonly string[], given: ToolContext = {}) => {
    const context = { ...inSandbox(sample.sandbox), ...given };
    const run = await folder.run(["verify", "--outputs", "dev.json", ...words], context);
    assert.ok(!(run.out + run.notes).includes(sample.outputs.clientSecret), "the secret was printed");
    assert.doesNotMatch(run.out + run.notes, /ey[\w-]+\.ey[\w-]+\./, "a token was printed");
    return run;
  };
  const codeOf = async (words: readonly string[], given: ToolContext = {}) => {
    const run = await verify([...words, "--json"], given);
    assert.equal(run.code, 2, run.out);
    return (JSON.parse(run.out) as { readonly code: string }).code;
  };
  /** A person at the browser: goes where the sign-in page sends them. */
  const person =
    (change: (address: string) => string = (address) => address) =>
    (address: string) =>
      void sample.sandbox.fetch(change(address)).then((answer) => {
        const to = answer.headers.get("location");
        return to === null ? undefined : fetch(to);
      });
  const steps = (out: string): Record<string, string | undefined> => {
    const matches = [...out.matchAll(/^(ok|wrong|open) +(.+?) {2,}(.*)$/gm)];
    return Object.fromEntries(matches.map(([, result, step = "", got]) => [step, `${result} ${got}`]));
  };
  const tokenOf = async (form: Record<string, string>) => {
    const { tenantId, clientId, clientSecret } = sample.outputs;
    const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...form }).toString();
    const answer = await sample.sandbox.fetch(`/${tenantId}/oauth2/v2.0/token`, { method: "POST", body });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const appToken = () => tokenOf({ grant_type: "client_credentials", scope: `${sample.outputs.clientId}/.default` });
  const accept = (guid = true) => {
    const keys = JSON.parse(sample.outputs.tenantJson) as Record<string, { Value: string }>;
    if (guid) (keys["Core.API.OAuth.ValidAudiences"] as { Value: string }).Value += `,${sample.outputs.clientId}`;
    return keys;
  };

  it("signs a user in at the browser and proves the whole chain", async () => {
    const run = await verify(["--redirect-uri", redirect], { openBrowser: person(), waitsForever: true });
    assert.equal(run.code, 0, run.notes + run.out);
    const { tenantId, clientId, identifierUri } = sample.outputs;
    const user = sample.sandbox.users[0];
    assert.deepEqual(steps(run.out), {
      "tenant.json": "ok four keys",
      "discovery document": `ok ${sample.sandbox.url}/${tenantId}/discovery/v2.0/keys`,
      "signing keys": steps(run.out)["signing keys"],
      signature: steps(run.out)["signature"],
      "version (ver)": "ok 1.0",
      "issuer (iss)": `ok https://sts.windows.net/${tenantId}/`,
      "audience (aud)": `ok ${identifierUri}`,
      "lifetime (nbf, exp)": steps(run.out)["lifetime (nbf, exp)"],
      "user (oid)": `ok ${user?.id}`,
      "registered in ICI": `open ${user?.id} (${user?.userPrincipalName})`,
      "permission (scp, roles)": "ok user_impersonation",
    });
    assert.equal(run.out.trimEnd().split("\n").at(-1), signedIn);
    assert.match(
      run.notes,
      new RegExp(`^Sign in here as a user that ICI knows:\n\n  https://\\S+client_id=${clientId}\\S+`),
    );
  });

  it("prints the address alone with --no-browser, and gives up after five minutes", async () => {
    const opened: string[] = [];
    const run = await verify(["--redirect-uri", redirect, "--no-browser"], {
      openBrowser: (address) => opened.push(address),
    });
    assert.deepEqual([run.code, run.waits, opened], [2, [300_000], []]);
    assert.equal(await codeOf(["--redirect-uri", redirect, "--no-browser"]), "sign-in-timeout");
  });

  it("says at once where the stack has no redirect URI on this machine", async () => {
    const web = { redirectUris: ["https://cloud.uipath.com/provisioning_/callback"] };
    const state = (redirectUris: string[]) =>
      sample.state((resources) =>
        resources.map((resource) =>
          resource.type === "azuread:index/application:Application"
            ? { ...resource, outputs: { ...resource.outputs, web: { ...web, redirectUris } } }
            : resource,
        ),
      );
    const run = (redirectUris: string[]) =>
      folder.run(["verify", "--stack", "prod", "--no-browser", "--redirect-uri", redirect, "--json"], {
        ...inSandbox(sample.sandbox),
        commands: {
          "pulumi stack output": { out: JSON.stringify(sample.outputs) },
          "pulumi stack export": { out: state(redirectUris) },
        },
        reveals: true,
      });
    const denied = await run(web.redirectUris);
    assert.equal((JSON.parse(denied.out) as { code: string }).code, "redirect-uri-unregistered");
    assert.deepEqual([denied.code, denied.waits], [2, []]);
    const anyPort = await run([redirect.replace(/:\d+/, ":1")]);
    assert.equal((JSON.parse(anyPort.out) as { code: string }).code, "sign-in-timeout");
  });

  it("explains a refusal of the sign-in page", async () => {
    const unknown = await verify(["--redirect-uri", redirect], {
      openBrowser: person((address) => address.replace("user_impersonation", "nothing")),
      waitsForever: true,
    });
    assert.equal(unknown.code, 2);
    assert.match(unknown.notes, /icertis-access: Entra ID answers: AADSTS650053: /);
    sample.sandbox.answerConsent("decline");
    const declined = await verify(["--redirect-uri", redirect], {
      openBrowser: person((address) => `${address}&login_hint=${sample.sandbox.users[1]?.userPrincipalName}`),
      waitsForever: true,
    });
    sample.sandbox.answerConsent("accept");
    assert.match(declined.notes, /Entra ID answers: AADSTS65004: .*; the person at the browser declined/);
  });

  it("answers 400 to whatever is not the answer it waits for, and waits on", async () => {
    const { port, host, pathname } = new URL(redirect);
    const statuses: number[] = [];
    const ask = async (path: string, init: RequestInit = {}) => {
      statuses.push((await fetch(`http://${host}${path}`, init)).status);
    };
    const intrude = async (address: string) => {
      const state = new URL(address).searchParams.get("state") ?? "";
      await ask(`${pathname}?code=x&state=other`);
      await ask(`${pathname}?error=access_denied&state=other`);
      await ask(`${pathname}?code=x`);
      await ask(`${pathname}?state=${state}`);
      await ask(`${pathname}?code=x&code=y&state=${state}`);
      await ask(`${pathname}?code=x&state=${state}&state=${state}`);
      await ask(`${pathname}?code=x&state=${state}`, { method: "POST" });
      await ask("/favicon.ico");
      for (const target of ["//", "http://[", "*"]) statuses.push(await rawRequest(Number(port), target));
      person()(address);
    };
    const run = await verify(["--redirect-uri", redirect], {
      openBrowser: (address) => void intrude(address),
      waitsForever: true,
    });
    assert.deepEqual(statuses, [400, 400, 400, 400, 400, 400, 400, 404, 400, 400, 400]);
    assert.equal(run.code, 0, run.out + run.notes);
  });

  for (const uri of [
    "https://localhost:8400/callback",
    "http://example.com/callback",
    "http://user:pass@localhost:8400/callback",
    "http://localhost:0/callback",
    "http://localhost:8400/callback#x",
    "nowhere",
  ]) {
    it(`refuses the redirect URI ${uri} before anything else`, async () => {
      const nothing: Fetch = () => Promise.reject(new Error("no request is expected"));
      assert.equal(await codeOf(["--redirect-uri", uri], { fetch: nothing }), "redirect-uri-not-local");
    });
  }

  it("says so where the port is taken", async () => {
    const server = createServer().listen(Number(new URL(redirect).port), "localhost");
    await new Promise((resolve) => server.once("listening", resolve));
    const code = await codeOf(["--redirect-uri", redirect]);
    server.close();
    assert.equal(code, "redirect-uri-taken");
  });

  it("signs in on another device", async () => {
    // Whoever reads the code enters it at once.
    const entered: Fetch = async (url, init) => {
      const answer = await sample.sandbox.fetch(url, init);
      if (!url.endsWith("/devicecode")) return answer;
      const started = (await answer.json()) as Record<string, string>;
      await sample.sandbox.fetch(`${started["verification_uri"]}?otc=${started["user_code"]}`);
      return Response.json({ ...started, interval: 0.01 });
    };
    const run = await verify(["--device-code"], { fetch: entered, waitsForever: true });
    assert.equal(run.code, 0, run.notes);
    assert.match(run.notes, /\/devicelogin and enter the code [A-Z]{9}$/m);
    assert.equal(run.out.trimEnd().split("\n").at(-1), signedIn);

    const endless: Fetch = async (url, init) => {
      const answer = await sample.sandbox.fetch(url, init);
      if (!url.endsWith("/devicecode")) return answer;
      return Response.json({ ...((await answer.json()) as object), expires_in: 1e9, interval: 1e6 });
    };
    assert.equal(await codeOf(["--device-code"], { fetch: endless }), "sign-in-timeout");

    const without: Fetch = async (url, init) => {
      const answer = await sample.sandbox.fetch(url, init);
      if (!url.includes("openid-configuration")) return answer;
      const document = (await answer.json()) as object;
      return Response.json({ ...document, device_authorization_endpoint: undefined });
    };
    assert.equal(await codeOf(["--device-code"], { fetch: without }), "device-code-unavailable");
  });

  it("asks app-only, and says that the audience is not proved", async () => {
    const run = await verify(["--app-only"]);
    assert.equal(run.code, 0, run.notes);
    const { clientId, servicePrincipalObjectId } = sample.outputs;
    const shown = steps(run.out);
    assert.equal(shown["audience (aud)"], `open ${clientId}`);
    assert.equal(shown["user (oid)"], `ok ${servicePrincipalObjectId}`);
    assert.equal(shown["permission (scp, roles)"], "ok none, as an application's own token has none");
    assert.ok(
      run.out.endsWith(
        "ICI would accept everything about this token but its audience, which an app-only token cannot prove.\n",
      ),
    );
  });

  it("proves an app-only token wholly where the GUID audience is accepted", async () => {
    folder.write("tenant.json", accept());
    const run = await verify(["--app-only", "--tenant-json", "tenant.json"]);
    assert.equal(run.code, 0);
    assert.equal(steps(run.out)["audience (aud)"], `ok ${sample.outputs.clientId}`);
    assert.ok(run.out.endsWith(`${signedIn}\n`));
  });

  it("checks a token from standard input, and refuses one from an argument", async () => {
    const token = await appToken();
    folder.write("tenant.json", accept());
    const words = ["--token", "-", "--tenant-json", "tenant.json"];
    const run = await verify(words, { input: `Bearer ${token}\n` });
    // Not asked for app-only, it is judged as a user's.
    assert.deepEqual([run.code, steps(run.out)["permission (scp, roles)"]], [1, "wrong nothing"]);
    assert.equal(await codeOf(["--token", "eyJhbGciOi"]), "token-as-argument");
  });

  it("takes a token as people paste it", async () => {
    const token = await appToken();
    folder.write("tenant.json", accept());
    const wrapped = (end: string) => token.replace(/.{76}/g, `$&${end}`);
    for (const input of [
      `Bearer ${token}`,
      `Authorization: Bearer ${token}\r\n`,
      `-H "Authorization: Bearer ${token}" \\`,
      `"${token}"`,
      `'${token}',`,
      `\u201c${token}\u201d`,
      `\uFEFF${token}`,
      wrapped("\n"),
      wrapped("\r\n  "),
      JSON.stringify({ token_type: "Bearer", access_token: token }, null, 2),
      `http://localhost:8400/callback#access_token=${token}&token_type=Bearer&expires_in=3599`,
      Buffer.from(`\uFEFF${token}\r\n`, "utf16le"),
    ]) {
      const run = await verify(["--token", "-", "--tenant-json", "tenant.json"], { input });
      assert.equal(steps(run.out)["audience (aud)"], `ok ${sample.outputs.clientId}`, String(input).slice(0, 40));
    }
  });

  it("names an ID token as one", async () => {
    const { clientId, tenantId } = sample.outputs;
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { aud: clientId, iss: `https://login.microsoftonline.com/${tenantId}/v2.0`, ver: "2.0", oid: "x" };
    const input = `${encoded({ alg: "RS256" })}.${encoded(claims)}.c2ln`;
    const run = await verify(["--token", "-"], { input });
    assert.deepEqual(
      [run.code, steps(run.out)],
      [1, { "kind of token": "wrong an ID token, which says who signed in and opens no API" }],
    );
  });

  it("says at which step ICI would stop, and what to change", async () => {
    folder.write("tenant.json", accept(false));
    const run = await verify(["--token", "-", "--tenant-json", "tenant.json"], { input: await appToken() });
    assert.equal(run.code, 1);
    const { clientId, identifierUri } = sample.outputs;
    assert.equal(
      run.out.slice(run.out.indexOf("wrong ")),
      [
        `wrong  audience (aud)      ${clientId}`,
        `       expected ${identifierUri}`,
        "       ask for api://{clientId}/{scope}, or accept the GUID audience (acceptGuidAudience)",
        "ICI would reject this token.",
        "",
      ].join("\n"),
    );
  });

  it("sees that a token is for Microsoft Graph", async () => {
    const token = await tokenOf({ grant_type: "client_credentials", scope: "https://graph.microsoft.com/.default" });
    const [header, , signature] = token.split(".");
    const claims = Buffer.from(JSON.stringify({ aud: "https://graph.microsoft.com" })).toString("base64url");
    const run = await verify(["--token", "-"], { input: [header, claims, signature].join(".") });
    assert.match(
      run.out,
      /the token is for Microsoft Graph: the Scope field in UiPath lacks api:\/\/\{clientId\}\/ before the scope/,
    );
  });

  for (const [code, input] of [
    ["token-missing", " "],
    ["token-not-whole", "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOi"],
    ["token-not-whole", "hello world"],
    ["token-damaged", "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOi.c2ln"],
    ["token-damaged", "W10.W10.c2ln"],
    ["token-encrypted", "a.b.c.d.e"],
    ["token-refresh", `1.A${"x".repeat(200)}.${"y".repeat(300)}`],
    ["token-too-long", "x".repeat(300_000)],
  ] as const) {
    it(`refuses for a token, as ${code}: ${input.slice(0, 40)}`, async () => {
      assert.equal(await codeOf(["--token", "-"], { input }), code);
    });
  }

  it("explains a wrong secret and an unreachable or lying document", async () => {
    const uipathConnection = { ...sample.outputs.uipathConnection, clientSecret: "wrong" };
    folder.write("wrong.json", { ...sample.outputs, uipathConnection });
    const run = await folder.run(["verify", "--outputs", "wrong.json", "--app-only"], inSandbox(sample.sandbox));
    assert.deepEqual([run.code, run.out], [2, ""]);
    assert.match(run.notes, /AADSTS7000215/);

    const lying: Fetch = (url, init) =>
      url.includes("openid-configuration") ? Promise.resolve(Response.json({})) : sample.sandbox.fetch(url, init);
    assert.equal(await codeOf([], { fetch: lying }), "metadata-document-unusable");
    const nobody: Fetch = () => Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }));
    assert.equal(await codeOf([], { fetch: nobody }), "unreachable");
  });

  it("notices a clock that is off", async () => {
    const late: Fetch = async (url, init) => {
      const answer = await sample.sandbox.fetch(url, init);
      const headers = new Headers(answer.headers);
      headers.set("date", new Date("2026-12-01T12:12:00Z").toUTCString());
      return new Response(await answer.arrayBuffer(), { status: answer.status, headers });
    };
    const run = await verify(["--app-only"], { fetch: late });
    assert.equal(run.code, 0);
    assert.equal(
      run.notes,
      `this machine's clock is 12 minutes behind that of ${new URL(sample.sandbox.url).host}; correct it: a lifetime was judged by it`,
    );
  });

  describe("with the address of ICI's API", () => {
    const url = "https://contoso-api.icertis.com/api/v1/agreements";
    const gateway = "https://api-us1-nonprod.icertis.com/agreements";
    let seen: Record<string, string>[];
    beforeEach(() => (seen = []));
    const answering =
      (status: number, headers: Record<string, string> = {}, body = ""): Fetch =>
      (address, init) => {
        if (!address.includes("icertis.com")) return sample.sandbox.fetch(address, init);
        seen.push({ ...init?.headers });
        return Promise.resolve(new Response(body, { status, headers }));
      };
    const environment = (more: Record<string, string>) => ({ ...sample.sandbox.environment, ...more });

    it("calls it with the token, the API key and the key of the gateway", async () => {
      const keys = environment({ ICERTIS_API_KEY: ` ${sampleSecret}\n`, ICERTIS_PRODUCT_KEY: "product" });
      const run = await verify(["--app-only", "--url", url], { fetch: answering(200), environment: keys });
      assert.deepEqual(
        [run.code, steps(run.out)["ICI, with the token"], steps(run.out)["ICI, with the API key"]],
        [0, "ok 200 from contoso-api.icertis.com", "ok 200 from contoso-api.icertis.com"],
      );
      assert.deepEqual(seen.map(Object.keys), [
        ["authorization", "ici-product-key"],
        ["ICMAuthToken", "ici-product-key"],
      ]);
      assert.deepEqual([seen[1]?.["ICMAuthToken"], seen[1]?.["ici-product-key"]], [sampleSecret, "product"]);
    });

    it("sends nothing unless every step passed", async () => {
      const token = await tokenOf({ grant_type: "client_credentials", scope: "https://graph.microsoft.com/.default" });
      const keys = environment({ ICERTIS_API_KEY: sampleSecret });
      for (const input of [token, await appToken()]) {
        const run = await verify(["--token", "-", "--url", url], { input, fetch: answering(200), environment: keys });
        assert.deepEqual([run.code, seen], [1, []]);
      }
    });

    for (const [what, address, answer, keys, hint] of [
      ["a token ICI does not know", url, [401], {}, /ICI does not accept the token: its tenant\.json/],
      [
        "ICI's own reason",
        url,
        [401, { "www-authenticate": 'Bearer error="invalid_token", error_description="The audience is invalid"' }],
        {},
        /ICI does not accept the token \(it says: The audience is invalid\)/,
      ],
      ["a user without rights", url, [403], {}, /ICI knows the user/],
      ["the gateway without its key", gateway, [401], {}, /the gateway answers, not ICI: set ICERTIS_PRODUCT_KEY/],
      [
        "the gateway with a wrong key",
        gateway,
        [403, {}, '{"message":"invalid product-key"}'],
        { ICERTIS_PRODUCT_KEY: "k" },
        /does not accept the key in ICERTIS_PRODUCT_KEY/,
      ],
      ["ICI behind the gateway", gateway, [401], { ICERTIS_PRODUCT_KEY: "k" }, /ICI does not accept the token/],
      [
        "the pages of an instance",
        "https://contoso.icertis.com/x",
        [302, { location: "https://x/" }],
        {},
        /the API is at contoso-api\.icertis\.com/,
      ],
      ["another status", url, [500], {}, /says nothing about the credentials/],
    ] as const) {
      it(`tells apart ${what}`, async () => {
        const [status, headers, body] = answer;
        const run = await verify(["--app-only", "--url", address, "--json"], {
          fetch: answering(status, headers, body),
          environment: environment(keys),
        });
        const { steps: all } = JSON.parse(run.out) as { steps: { step: string; hint: string }[] };
        assert.deepEqual([run.code, all.at(-1)?.step], [1, "ici"]);
        assert.match(all.at(-1)?.hint ?? "", hint);
      });
    }

    for (const [address, code] of [
      ["http://contoso.icertis.com/", "url-not-https"],
      ["ftp://localhost/", "url-not-https"],
      ["https://me:Pass~word@contoso-api.icertis.com/", "url-with-password"],
      ["https://Pass~word@/", "url-not-https"],
    ] as const) {
      it(`refuses ${address} before anybody signs in, and prints no password`, async () => {
        const nothing: Fetch = () => Promise.reject(new Error("no request is expected"));
        assert.equal(await codeOf(["--url", address], { fetch: nothing }), code);
        const { notes } = await verify(["--url", address], { fetch: nothing });
        assert.ok(!notes.includes("Pass~word"));
      });
    }

    it("checks what goes into a header, and prints none of it", async () => {
      for (const name of ["ICERTIS_API_KEY", "ICERTIS_PRODUCT_KEY"]) {
        const broken = environment({ [name]: `${sampleSecret}\nx` });
        assert.equal(await codeOf(["--url", url], { environment: broken }), "header-value-invalid");
      }
    });

    it("tries the API key of a stack that has no application", async () => {
      folder.write("key.json", sampleApiKeyOutputs);
      const words = ["verify", "--outputs", "key.json", "--json"];
      assert.equal(await folder.errorOf(words), "url-missing");
      const fetch: Fetch = (_url, init) =>
        Promise.resolve(new Response("", { status: init?.headers?.["ICMAuthToken"] === sampleSecret ? 200 : 401 }));
      assert.equal((await folder.run([...words, "--url", url], { fetch })).code, 0);
      const wrong = await folder.run([...words, "--url", url], { fetch, environment: { ICERTIS_API_KEY: "other" } });
      assert.equal(wrong.code, 1);
      assert.match(wrong.out, /ICI does not accept the API key: it may have expired/);
    });
  });

  it("prints the steps as JSON", async () => {
    const run = await verify(["--app-only", "--json"]);
    const result = JSON.parse(run.out) as {
      accepted: boolean;
      unproved: string[];
      steps: { step: string; result: string }[];
    };
    assert.deepEqual([result.accepted, result.unproved], [true, ["audience", "registeredUser"]]);
    assert.deepEqual(
      result.steps.map(({ step, result: outcome }) => `${step} ${outcome}`),
      [
        "settings ok",
        "discovery ok",
        "keys ok",
        "signature ok",
        "version ok",
        "issuer ok",
        "audience open",
        "lifetime ok",
        "userClaim ok",
        "registeredUser open",
        "permission ok",
      ],
    );
  });

  it("takes one way at a time", async () => {
    assert.equal(await codeOf(["--app-only", "--device-code"]), "options-exclusive");
    assert.equal((await folder.run(["verify", "--outputs", "-", "--token", "-"])).code, 2);
  });
});

/** The status of the answer to a request for any target at all. */
function rawRequest(port: number, target: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "localhost", () => {
      socket.end(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    });
    let answer = "";
    socket.on("data", (data) => (answer += data.toString()));
    socket.on("end", () => resolve(Number(answer.split(" ")[1])));
    socket.on("error", reject);
  });
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "localhost", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
