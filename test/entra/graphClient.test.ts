import assert from "node:assert/strict";
import { connectGraph } from "../../entra/graphClient";
import type { CommandResult, Environment } from "../../entra/context";
import { fakeContext } from "./fakeContext";

const tenantId = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const token = ["e30", Buffer.from(JSON.stringify({ oid: "me" })).toString("base64url"), "c2ln"].join(".");

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
const page = (value: string[], next?: string) => () =>
  Response.json({ value, ...(next && { "@odata.nextLink": next }) });

describe("Microsoft Graph", () => {
  it("signs in with a client secret and says who asks", async () => {
    const { given, calls } = context([() => Response.json({ id: "a" })], secret);
    const graph = await connectGraph(tenantId, given);
    assert.equal(graph.callerId, "me");
    assert.deepEqual(await graph.get("/applications/a"), { id: "a" });
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
    assert.match(
      given.calls[0]?.body ?? "",
      /client_assertion=oidc&scope=https%3A%2F%2Fgraph\.microsoft\.us%2F\.default$/,
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
      `az account get-access-token --resource-type ms-graph --tenant ${tenantId} --output json`,
    ]);
  });

  for (const [what, environment, az, message] of [
    [
      "no identity",
      {},
      undefined,
      "no identity to ask Microsoft Graph with: there is no `az` command, and neither ARM_CLIENT_SECRET nor ARM_USE_OIDC is set; sign in with one of them",
    ],
    [
      "the CLI turned off",
      { ARM_USE_CLI: "false" },
      undefined,
      "no identity to ask Microsoft Graph with; set ARM_CLIENT_ID and ARM_CLIENT_SECRET, or ARM_CLIENT_ID and ARM_USE_OIDC=true with ARM_OIDC_TOKEN",
    ],
    [
      "nobody signed in to the CLI",
      {},
      { code: 1, out: "", errors: "ERROR: Please run 'az login'" },
      `\`az account get-access-token\` failed: ERROR: Please run 'az login'; sign in with \`az login --tenant ${tenantId}\``,
    ],
    [
      "a CLI that prints something else",
      {},
      { code: 0, out: "hello", errors: "" },
      "`az account get-access-token` printed no token; update the Azure CLI",
    ],
    [
      "another tenant",
      { ...secret, ARM_TENANT_ID: "other" },
      undefined,
      `ARM_TENANT_ID is other, and the stack is in tenant ${tenantId}; use the stack's`,
    ],
    [
      "no client id",
      { ARM_CLIENT_SECRET: "s" },
      undefined,
      "ARM_CLIENT_ID is not set; it names the identity to sign in as",
    ],
    [
      "no pipeline token",
      { ARM_CLIENT_ID: "x", ARM_USE_OIDC: "true" },
      undefined,
      "ARM_USE_OIDC is true and there is no token; set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH (in GitHub Actions: permissions: id-token: write)",
    ],
    [
      "no such token file",
      { ARM_CLIENT_ID: "x", ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: "/no/file" },
      undefined,
      "cannot read /no/file (ARM_OIDC_TOKEN_FILE_PATH): there is no such file or folder",
    ],
    [
      "an unknown cloud",
      { ...secret, ARM_ENVIRONMENT: "mars" },
      undefined,
      'ARM_ENVIRONMENT is "mars"; it must be one of public, usgovernment, dod, china',
    ],
  ] as const) {
    it(`says what is missing: ${what}`, async () => {
      const { given } = context([], { ...environment }, az);
      await assert.rejects(connectGraph(tenantId, given), { name: "UserError", message });
    });
  }

  it("reads every page of a list, and no page of another host", async () => {
    const next = "https://graph.microsoft.com/v1.0/applications?$skiptoken=2";
    const { given, calls } = context([page(["a", "b"], next), page(["c"])], secret);
    const graph = await connectGraph(tenantId, given);
    assert.deepEqual(await graph.list("/applications"), ["a", "b", "c"]);
    assert.equal(calls[2]?.url, next);

    const foreign = context([page([], "https://evil.example/x")], secret);
    await assert.rejects((await connectGraph(tenantId, foreign.given)).list("/applications"), {
      message: "Microsoft Graph links to a next page at another host, https://evil.example; not followed",
    });
    assert.equal(foreign.calls.length, 2);
  });

  it("waits as long as it is told, and longer each time where it is not told", async () => {
    const busy = (status: number, seconds?: string) => () =>
      new Response("", { status, ...(seconds !== undefined && { headers: { "retry-after": seconds } }) });
    const answers = [busy(429, "7"), busy(503), busy(504), () => Response.json({ id: "a" })];
    const { given, waits } = context(answers, secret);
    assert.deepEqual(await (await connectGraph(tenantId, given)).get("/applications/a"), { id: "a" });
    assert.deepEqual(waits, [7_000, 2_000, 4_000]);

    const never = context(
      Array.from({ length: 5 }, () => busy(429, "1")),
      secret,
    );
    await assert.rejects((await connectGraph(tenantId, never.given)).get("/x"), {
      message: "Microsoft Graph is too busy (429, 5 times); try again later",
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
    await assert.rejects(graph.list("/applications"), {
      message:
        "Microsoft Graph refuses GET /v1.0/applications: 403 Authorization_RequestDenied: Insufficient privileges.; the identity needs Application.Read.All, or Application.ReadWrite.OwnedBy as the one that deploys has",
    });
    await assert.rejects(graph.remove("/applications/a"), {
      message:
        "Microsoft Graph refuses DELETE /v1.0/applications/a: 403 Authorization_RequestDenied: Insufficient privileges.; the identity must own the object (Application.ReadWrite.OwnedBy) or hold Application.ReadWrite.All",
    });
    assert.equal(await graph.get("/applications/a"), undefined);
    await graph.remove("/applications/a");
  });
});
