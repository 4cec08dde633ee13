import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import type { Fetch } from "../../../entra/context";
import { deploySample, type DeployedSample, deployedOn, frozenSandbox } from "../deployedSample";
import { ToolFolder, type ToolContext } from "../runTool";
import { sampleApiKeyOutputs, sampleSecret } from "../sampleOutputs";

const signedIn = "ICI would accept this token, if it knows the user.";

describe("verify", () => {
  let sample: DeployedSample;
  let folder: ToolFolder;
  let redirect: string;
  before(async () => {
    sample = await deploySample(await frozenSandbox());
    redirect = `http://localhost:${await freePort()}/callback`;
    await register([redirect]);
    folder = new ToolFolder();
    folder.write("dev.json", sample.outputs);
  });
  after(async () => {
    folder.remove();
    await sample.sandbox.close();
  });
  const register = (redirectUris: string[]) =>
    sample.sandbox.graph()("PATCH", `/applications/${sample.outputs.objectId}`, { web: { redirectUris } });
  const verify = async (words: readonly string[], given: ToolContext = {}) => {
    const { fetch, environment } = sample.sandbox;
    const run = await folder.run(["verify", "--outputs", "dev.json", ...words], {
      now: deployedOn,
      fetch,
      environment,
      ...given,
    });
    assert.ok(!(run.out + run.notes).includes(sample.outputs.clientSecret), "the secret was printed");
    assert.doesNotMatch(run.out + run.notes, /ey[\w-]+\.ey[\w-]+\./, "a token was printed");
    return run;
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
    const run = await verify(["--redirect-uri", redirect], { openBrowser: person(), patient: true });
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
    assert.match(
      run.notes,
      new RegExp(
        `icertis-access: nobody came back from the sign-in page within 5 minutes; where it says AADSTS50011, add ${redirect} to redirectUris in the stack's configuration and run \`pulumi up\`$`,
      ),
    );
  });

  it("explains a refusal of the sign-in page", async () => {
    const unknown = await verify(["--redirect-uri", redirect], {
      openBrowser: person((address) => address.replace("user_impersonation", "nothing")),
      patient: true,
    });
    assert.equal(unknown.code, 2);
    assert.match(
      unknown.notes,
      /icertis-access: Entra ID refuses: AADSTS650053: .*\nthe scope is not exposed, or disabled: run `pulumi up --refresh`$/,
    );
    sample.sandbox.answerConsent("decline");
    const declined = await verify(["--redirect-uri", redirect], {
      openBrowser: person((address) => `${address}&login_hint=${sample.sandbox.users[1]?.userPrincipalName}`),
      patient: true,
    });
    sample.sandbox.answerConsent("accept");
    assert.match(
      declined.notes,
      /Entra ID refuses: AADSTS65004: .*\nthe person at the browser declined; try again, or have an administrator consent$/,
    );
  });

  it("does not take an answer that it did not ask for", async () => {
    const run = await verify(["--redirect-uri", redirect], {
      openBrowser: person((address) => address.replace(/state=[^&]+/, "state=other")),
      patient: true,
    });
    assert.deepEqual(
      [run.code, run.notes.split("\n").at(-1)],
      [
        2,
        'icertis-access: the sign-in failed: invalid response encountered: unexpected "state" response parameter value; start again',
      ],
    );
  });

  for (const [uri, message] of [
    [
      "https://localhost:8400/callback",
      /is not on this machine; it must be http:\/\/localhost:PORT\/PATH, and among the stack's redirectUris$/,
    ],
    ["http://example.com/callback", /is not on this machine/],
    ["nowhere", /is not on this machine/],
  ] as const) {
    it(`refuses the redirect URI ${uri}`, async () => {
      const run = await verify(["--redirect-uri", uri]);
      assert.equal(run.code, 2);
      assert.match(run.notes, message);
    });
  }

  it("says so where the port is taken", async () => {
    const server = createServer().listen(Number(new URL(redirect).port), "localhost");
    await new Promise((resolve) => server.once("listening", resolve));
    const run = await verify(["--redirect-uri", redirect]);
    server.close();
    assert.deepEqual(
      [run.code, run.notes],
      [
        2,
        `icertis-access: cannot listen on ${new URL(redirect).host}: another program listens there; give another registered one with --redirect-uri`,
      ],
    );
  });

  it("signs in on another device", async () => {
    let polls = 0;
    const { tenantId, clientId, clientSecret, uipathConnection } = sample.outputs;
    const deviceFetch: Fetch = async (url, init) => {
      if (url.includes("openid-configuration")) {
        const document = (await (await sample.sandbox.fetch(url, init)).json()) as object;
        return Response.json({ ...document, device_authorization_endpoint: `${sample.sandbox.url}/devicecode` });
      }
      if (url.endsWith("/devicecode")) {
        assert.match(init?.body ?? "", /scope=api%3A%2F%2F/);
        const verification_uri = "https://microsoft.com/devicelogin";
        return Response.json({
          device_code: "d",
          user_code: "ABC-123",
          verification_uri,
          expires_in: 900,
          interval: 0.001,
        });
      }
      if (init?.body?.includes("device_code=d")) {
        polls += 1;
        if (polls < 3)
          return Response.json({ error: "authorization_pending", error_description: "x" }, { status: 400 });
        const authorize = new URLSearchParams({
          client_id: clientId,
          response_type: "code",
          redirect_uri: redirect,
          scope: uipathConnection.scope,
        });
        const redirected = await sample.sandbox.fetch(`/${tenantId}/oauth2/v2.0/authorize?${authorize.toString()}`);
        const code = new URL(redirected.headers.get("location") ?? "").searchParams.get("code") ?? "";
        const body = new URLSearchParams({
          grant_type: "authorization_code",
          code,
          redirect_uri: redirect,
          client_id: clientId,
          client_secret: clientSecret,
        });
        return sample.sandbox.fetch(url, { method: "POST", body: body.toString() });
      }
      return sample.sandbox.fetch(url, init);
    };
    const run = await verify(["--device-code"], { fetch: deviceFetch });
    assert.deepEqual(
      [run.code, polls, run.notes],
      [0, 3, "On any device, open https://microsoft.com/devicelogin and enter the code ABC-123"],
    );
    assert.equal(run.out.trimEnd().split("\n").at(-1), signedIn);

    const without = await verify(["--device-code"]);
    assert.equal(
      without.notes,
      "icertis-access: the tenant's metadata document names no device authorization endpoint; sign in without --device-code",
    );
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
    const argument = await folder.run(["verify", "--outputs", "dev.json", "--token", "eyJhbGciOi"]);
    assert.deepEqual(
      [argument.code, argument.notes],
      [
        2,
        "icertis-access: a token is taken from standard input only (--token -): as an argument it would stay in the shell's history and in the process list",
      ],
    );
  });

  it("says at which step ICI would stop, and what to change", async () => {
    const token = await appToken();
    const wrong = async (content: object, input = token, given: ToolContext = {}) => {
      folder.write("tenant.json", content);
      const run = await verify(["--token", "-", "--tenant-json", "tenant.json"], { input, ...given });
      assert.equal(run.code, 1);
      const lines = run.out.trimEnd().split("\n");
      assert.equal(lines.at(-1), "ICI would refuse this token.");
      return lines.slice(
        lines.findIndex((line) => line.startsWith("wrong")),
        -1,
      );
    };
    const { clientId, identifierUri, tenantId } = sample.outputs;
    const name = "Core.API.OAuth";
    assert.deepEqual(await wrong(accept(false)), [
      `wrong  audience (aud)      ${clientId}`,
      `       expected ${identifierUri}`,
      "       ask for api://{clientId}/{scope}, or accept the GUID audience (acceptGuidAudience)",
    ]);
    const issuer = {
      ...accept(),
      [`${name}.ValidIssuer`]: { IsEncrypted: false, ValueType: "x", Value: "https://sts.windows.net/x/" },
    };
    assert.deepEqual(await wrong(issuer), [
      `wrong  issuer (iss)        https://sts.windows.net/${tenantId}/`,
      "       expected https://sts.windows.net/x/",
      "       set the API's requestedAccessTokenVersion, or ValidIssuer, so that they agree",
    ]);
    const incomplete = Object.fromEntries(Object.entries(accept()).filter(([key]) => key !== `${name}.ValidIssuer`));
    assert.deepEqual(await wrong(incomplete), [
      `wrong  tenant.json  no key ${name}.ValidIssuer`,
      `       expected ${name}.ValidIssuer with a Value`,
      "       send Icertis the tenantJson output of the stack",
    ]);
    assert.deepEqual(
      (await wrong(accept(), token, { now: "2026-12-02T12:00:00Z" }))[0]?.slice(0, 27),
      "wrong  lifetime (nbf, exp) ",
    );
    const foreign = [token.split(".")[0], token.split(".")[1], Buffer.from("other").toString("base64url")].join(".");
    assert.equal((await wrong(accept(), foreign))[0], "wrong  signature           signature verification failed");
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

  for (const [what, input, message] of [
    ["nothing", " ", "standard input is empty; pipe the access token in"],
    [
      "a cut token",
      "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOi",
      "standard input holds no whole JWT: 31 characters in 2 parts, where three parts of letters, digits, - and _ are expected; it may be cut off",
    ],
    [
      "another text",
      "hello world",
      "standard input holds no whole JWT: 11 characters in 1 part, where three parts of letters, digits, - and _ are expected; it may be cut off",
    ],
    [
      "a token cut in the middle",
      "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOi.c2ln",
      "the token is damaged: its header or its claims are no JSON; copy it again, whole",
    ],
    ["an encrypted token", "a.b.c.d.e", "the token is encrypted (five parts); only the API it is for can read it"],
  ] as const) {
    it(`refuses ${what} for a token`, async () => {
      const run = await verify(["--token", "-"], { input });
      assert.deepEqual([run.code, run.out, run.notes], [2, "", `icertis-access: ${message}`]);
    });
  }

  it("explains a wrong secret and an unreachable or lying document", async () => {
    const uipathConnection = { ...sample.outputs.uipathConnection, clientSecret: "wrong" };
    folder.write("wrong.json", { ...sample.outputs, uipathConnection });
    const { environment } = sample.sandbox;
    const run = await folder.run(["verify", "--outputs", "wrong.json", "--app-only"], {
      now: deployedOn,
      fetch: sample.sandbox.fetch,
      environment,
    });
    assert.deepEqual([run.code, run.out], [2, ""]);
    assert.match(
      run.notes,
      /^icertis-access: Entra ID refuses: AADSTS7000215: Invalid client secret provided\. .*\nthe secret is not this application's, or a new one is not honoured yet: wait a minute, or read the outputs again$/,
    );

    const lying: Fetch = (url, init) =>
      url.includes("openid-configuration") ? Promise.resolve(Response.json({})) : sample.sandbox.fetch(url, init);
    const lied = await verify([], { fetch: lying });
    assert.match(
      lied.notes,
      /\/v2\.0\/\.well-known\/openid-configuration is no metadata document: it names no issuer, authorization or token endpoint$/,
    );
    const nobody: Fetch = () => Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }));
    const refused = await verify([], { fetch: nobody });
    assert.deepEqual(
      [refused.code, refused.notes],
      [2, `icertis-access: cannot reach ${sample.sandbox.url}: nothing listens there`],
    );
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

  it("calls ICI with the token and with an API key", async () => {
    const seen: Record<string, string>[] = [];
    const ici =
      (status: number): Fetch =>
      (url, init) => {
        if (!url.startsWith("https://contoso-api.icertis.com/")) return sample.sandbox.fetch(url, init);
        seen.push({ ...init?.headers });
        return Promise.resolve(new Response("", { status }));
      };
    const url = "https://contoso-api.icertis.com/api/v1/agreements";
    const environment = { ...sample.sandbox.environment, ICERTIS_API_KEY: sampleSecret };
    const run = await verify(["--app-only", "--url", url], { fetch: ici(200), environment });
    assert.deepEqual(
      [run.code, steps(run.out)["ICI, with the token"], steps(run.out)["ICI, with the API key"]],
      [0, "ok 200 from contoso-api.icertis.com", "ok 200 from contoso-api.icertis.com"],
    );
    assert.deepEqual(
      seen.map((headers) => Object.keys(headers)),
      [["authorization"], ["ICMAuthToken"]],
    );
    assert.equal(seen[1]?.["ICMAuthToken"], sampleSecret);
    const refused = await verify(["--app-only", "--url", url], { fetch: ici(401) });
    assert.equal(refused.code, 1);
    assert.match(
      refused.out,
      /ICI does not accept the token: its tenant\.json may not be in use yet, or the user is not registered/,
    );
    const plain = await verify(["--app-only", "--url", "http://contoso.icertis.com/"]);
    assert.deepEqual(
      [plain.code, plain.notes],
      [
        2,
        "icertis-access: --url http://contoso.icertis.com/ must be an https address, such as https://contoso-api.icertis.com/…",
      ],
    );
  });

  it("tries the API key of a stack that has no application", async () => {
    folder.write("key.json", sampleApiKeyOutputs);
    const none = await folder.run(["verify", "--outputs", "key.json"]);
    assert.deepEqual(
      [none.code, none.notes],
      [
        2,
        "icertis-access: key.json uses an API key, which only ICI can check; give an address of its API with --url. The key is read at https://contoso.icertis.com/userinformation/GetUserApiToken",
      ],
    );
    const answer: Fetch = (_url, init) =>
      Promise.resolve(new Response("", { status: init?.headers?.["ICMAuthToken"] === sampleSecret ? 200 : 401 }));
    const run = await folder.run(["verify", "--outputs", "key.json", "--url", "https://contoso-api.icertis.com/x"], {
      fetch: answer,
    });
    assert.deepEqual([run.code, run.out], [0, "ok     ICI, with the API key  200 from contoso-api.icertis.com\n"]);
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
    const both = await verify(["--app-only", "--device-code"]);
    assert.equal(
      both.notes,
      "icertis-access: --app-only, --device-code and --token exclude one another; give one of them",
    );
    const stdin = await folder.run(["verify", "--outputs", "-", "--token", "-"]);
    assert.equal(
      stdin.notes,
      "icertis-access: standard input (-) can be one thing only: the outputs, the token or the tenant.json",
    );
  });
});

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "localhost", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
