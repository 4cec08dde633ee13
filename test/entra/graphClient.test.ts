import assert from "node:assert/strict";
import * as v from "valibot";
import { graphApplication } from "../../entra/directoryObjects";
import { connectGraph } from "../../entra/graphClient";
import type { CommandResult, Environment } from "../../entra/context";
import { fakeContext } from "./fakeContext";

const tenantId = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const jwt = (claims: object) => ["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), "c2ln"].join(".");
const token = jwt({ oid: "me" });
const foreign = jwt({ oid: "me", tid: "99999999-86f1-41af-91ab-2d7cd011db47" });

/** A context whose network answers from a list, in order; a token request is answered by itself. */
function context(answers: (() => Response)[], environment: Environment, az?: Partial<CommandResult>) {
  const fetch = (url: string) => {
    if (url.endsWith("/oauth2/v2.0/token")) return Promise.resolve(Response.json({ access_token: token }));
    return Promise.resolve((answers.shift() ?? assert.fail(`no answer for ${url}`))());
  };
  const given = fakeContext({ environment, fetch, commands: { az } });
  return { given, calls: given.requests, commands: given.commands, waits: given.waits };
}

const secret = { ARM_CLIENT_ID: "deployer", ARM_CLIENT_SECRET: "s3cret" };
const object = v.looseObject({});
const page = (value: string[], next?: string) => () =>
  Response.json({ value, ...(next && { "@odata.nextLink": next }) });

describe("Microsoft Graph", () => {
  it("signs in with a client secret and says who asks", async () => {
    const { given, calls } = context([() => Response.json({ id: "a" })], secret);
    const graph = await connectGraph(tenantId, given);
    assert.equal(graph.callerId, "me");
    assert.deepEqual(await graph.get("/applications/a", object), { id: "a" });
    assert.deepEqual(
      calls.map(({ url }) => url),
      [
        `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
        "https://graph.microsoft.com/v1.0/applications/a",
      ],
    );
    assert.equal(calls[1]?.headers?.["authorization"], `Bearer ${token}`);
  });

  it("signs in with the pipeline's own token, as the provider does", async () => {
    const environment = { ARM_CLIENT_ID: "deployer", ARM_USE_OIDC: "true", ARM_ENVIRONMENT: "usgovernment" };
    const given = context([], { ...environment, ARM_OIDC_TOKEN: "oidc" });
    await connectGraph(tenantId, given.given);
    assert.equal(given.calls[0]?.url, `https://login.microsoftonline.us/${tenantId}/oauth2/v2.0/token`);
    const form = new URLSearchParams(given.calls[0]?.body);
    assert.deepEqual(
      [form.get("client_assertion"), form.get("scope")],
      ["oidc", "https://graph.microsoft.us/.default"],
    );

    const github = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://actions/x?v=1", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer" };
    const asked = context([() => Response.json({ value: "from-github" })], { ...environment, ...github });
    await connectGraph(tenantId, asked.given);
    assert.equal(asked.calls[0]?.url, "https://actions/x?v=1&audience=api%3A%2F%2FAzureADTokenExchange");
    assert.equal(asked.calls[0]?.headers?.["authorization"], "Bearer bearer");
    assert.match(asked.calls[1]?.body ?? "", /client_assertion=from-github/);
  });

  it("asks the Azure CLI where nothing else is set", async () => {
    const az = { code: 0, out: JSON.stringify({ accessToken: token }), errors: "" };
    const { given, commands } = context([], {}, az);
    assert.equal((await connectGraph(tenantId, given)).callerId, "me");
    assert.deepEqual(commands, [
      `az account get-access-token --resource-type ms-graph --output json --tenant ${tenantId}`,
    ]);
  });

  for (const [what, environment, az, code] of [
    ["no identity", {}, undefined, "identity-missing"],
    ["the CLI turned off", { ARM_USE_CLI: "false" }, undefined, "identity-missing"],
    ["nobody signed in to the CLI", {}, { code: 1, errors: "ERROR: Please run 'az login'" }, "az-failed"],
    ["a CLI that prints something else", {}, { out: "hello" }, "az-failed"],
    ["a CLI that prints no JWT", {}, { out: '{"accessToken":"x"}' }, "token-invalid"],
    ["another tenant", { ...secret, ARM_TENANT_ID: "other" }, undefined, "tenant-other"],
    ["a CLI in another tenant", {}, { out: JSON.stringify({ accessToken: foreign }) }, "tenant-other"],
    ["no client id", { ARM_CLIENT_SECRET: "s" }, undefined, "identity-missing"],
    ["no pipeline token", { ARM_CLIENT_ID: "x", ARM_USE_OIDC: "true" }, undefined, "identity-missing"],
    [
      "no such token file",
      { ARM_CLIENT_ID: "x", ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: "/no/file" },
      undefined,
      "file-unreadable",
    ],
    ["an unknown cloud", { ...secret, ARM_ENVIRONMENT: "mars" }, undefined, "cloud-unknown"],
  ] as const) {
    it(`says what is missing: ${what}`, async () => {
      const { given } = context([], { ...environment }, az);
      await assert.rejects(connectGraph(tenantId, given), { name: "UserError", code });
    });
  }

  it("shows the line of the Azure CLI that says why, not its warnings", async () => {
    const errors = "WARNING: an update is available\nERROR: AADSTS50076: use multi-factor authentication\n";
    const { given } = context([], {}, { code: 1, errors });
    await assert.rejects(connectGraph(tenantId, given), { message: /failed: AADSTS50076: use multi-factor/ });
  });

  it("leaves the tenant out where the Azure CLI is of one, as in Cloud Shell or with a managed identity", async () => {
    const given = fakeContext({
      run: (line) =>
        line.includes("--tenant")
          ? { code: 1, errors: "ERROR: Tenant shouldn't be specified for managed identity account" }
          : { out: JSON.stringify({ accessToken: token }) },
    });
    assert.equal((await connectGraph(tenantId, given)).callerId, "me");
    assert.equal(given.commands.length, 2);
  });

  it("reads every page of a list, and no page of another host", async () => {
    const next = "https://graph.microsoft.com/v1.0/applications?$skiptoken=2";
    const { given, calls } = context([page(["a", "b"], next), page(["c"])], secret);
    const graph = await connectGraph(tenantId, given);
    assert.deepEqual(await graph.list("/applications", v.string()), ["a", "b", "c"]);
    assert.equal(calls[2]?.url, next);

    const foreign = context([page([], "https://evil.example/x")], secret);
    await assert.rejects((await connectGraph(tenantId, foreign.given)).list("/applications", v.string()), {
      code: "graph-link-foreign",
    });
    assert.equal(foreign.calls.length, 2);
  });

  it("ends with one error where an answer is endless or unusable", async () => {
    const next = "https://graph.microsoft.com/v1.0/applications?$skiptoken=2";
    const endless = context(
      Array.from({ length: 200 }, () => page(["a"], next)),
      secret,
    );
    await assert.rejects((await connectGraph(tenantId, endless.given)).list("/applications", v.string()), {
      code: "graph-list-endless",
    });
    for (const body of ["<html>sign in</html>", "null", "[]", '{"value":null}', "7"]) {
      const { given } = context([() => new Response(body)], secret);
      await assert.rejects((await connectGraph(tenantId, given)).list("/applications", v.string()), {
        code: "graph-answer-invalid",
      });
    }
  });

  it("takes no object of another shape", async () => {
    const id = "0b1ec700-0000-4000-8000-000000000001";
    const application = { id, appId: id, displayName: "x", tags: null, passwordCredentials: [] };
    const secret_ = { keyId: id, startDateTime: "2026-11-23T00:00:00Z", endDateTime: "2026-11-24T00:00:00.0000000Z" };
    const answer = (body: unknown) => connectGraph(tenantId, context([() => Response.json(body)], secret).given);
    const read = async (body: unknown) => (await answer(body)).get(`/applications/${id}`, graphApplication);
    assert.deepEqual((await read({ ...application, passwordCredentials: [secret_] }))?.tags, []);
    for (const wrong of [
      { ...application, id: "../x" },
      { ...application, displayName: ["x"] },
      { ...application, displayName: "x".repeat(100_000) },
      { ...application, tags: "x" },
      { ...application, passwordCredentials: [null] },
      { ...application, passwordCredentials: [{ ...secret_, endDateTime: "soon" }] },
      { ...application, api: { oauth2PermissionScopes: [{}] } },
      { ...application, appId: undefined },
    ]) {
      await assert.rejects(read(wrong), { code: "graph-answer-invalid" }, JSON.stringify(wrong).slice(0, 200));
    }
    await assert.rejects((await answer({ value: [application, 7] })).list("/applications", graphApplication), {
      code: "graph-answer-invalid",
    });
  });

  it("takes no token whose claims are of other types", async () => {
    for (const claims of [{ oid: 7 }, { oid: "me", roles: "Application.Read.All" }, { oid: "me", tid: [] }]) {
      const given = fakeContext({ run: () => ({ out: JSON.stringify({ accessToken: jwt(claims) }) }) });
      await assert.rejects(connectGraph(tenantId, given), { code: "token-invalid" });
    }
  });

  it("sends a secret to no address that is not https", async () => {
    for (const loginEndpoint of ["", "http://login.example", "javascript:x", 7]) {
      const document = { authentication: { loginEndpoint }, microsoftGraphResourceId: "https://graph.example" };
      const { given } = context([() => Response.json(document)], { ...secret, ARM_METADATA_HOSTNAME: "host" });
      await assert.rejects(connectGraph(tenantId, given), { code: "endpoints-missing" });
    }
  });

  it("waits as long as it is told, and longer each time where it is not told", async () => {
    const busy = (status: number, seconds?: string) => () =>
      new Response("", { status, ...(seconds !== undefined && { headers: { "retry-after": seconds } }) });
    const answers = [
      busy(429, "7"),
      busy(503),
      busy(504, "Thu, 26 Nov 2026 11:00:00 GMT"),
      busy(503, "999999"),
      () => Response.json({ id: "a" }),
    ];
    const { given, waits } = context(answers, secret);
    assert.deepEqual(await (await connectGraph(tenantId, given)).get("/applications/a", object), { id: "a" });
    assert.deepEqual(waits, [7_000, 2_000, 4_000, 120_000]);

    const never = context(
      Array.from({ length: 5 }, () => busy(429, "1")),
      secret,
    );
    await assert.rejects((await connectGraph(tenantId, never.given)).get("/x", object), {
      code: "throttled",
    });
    assert.deepEqual(never.waits, [1_000, 1_000, 1_000, 1_000]);
  });

  it("tells what right is missing, and takes a missing object for no failure", async () => {
    const denied = () =>
      Response.json(
        { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges." } },
        { status: 403 },
      );
    const { given } = context(
      [denied, denied, () => new Response("", { status: 404 }), () => new Response("", { status: 404 })],
      secret,
    );
    const graph = await connectGraph(tenantId, given);
    await assert.rejects(graph.list("/applications", v.string()), {
      code: "graph-not-allowed",
      hint: /Application\.Read\.All/,
    });
    await assert.rejects(graph.remove("/applications/a"), { code: "graph-not-allowed", hint: /must own the object/ });
    assert.equal(await graph.get("/applications/a", object), undefined);
    await graph.remove("/applications/a");
  });
});
