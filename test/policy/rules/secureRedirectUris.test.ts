import assert from "node:assert/strict";
import { application, applicationRedirectUris } from "../../../model/resourceTypes";
import { secureRedirectUris } from "../../../policy/rules/secureRedirectUris";
import { messagesOf, unknown } from "../analyzed";

/** The places a rule reports, without what is wrong there. */
const places = (messages: readonly string[]) => messages.map((message) => message.split(" ")[0]);
const judged = async (props: Record<string, unknown>) =>
  places(await messagesOf(secureRedirectUris, { type: application, props }));
const judgedAlone = async (type: string, redirectUris: unknown) =>
  places(await messagesOf(secureRedirectUris, { type: applicationRedirectUris, props: { type, redirectUris } }));

describe("policy rule secure-redirect-uris", () => {
  it("accepts https, this machine, and the schemes of native apps", async () => {
    const uris = ["https://cloud.uipath.com/provisioning_/callback", "http://localhost:8400/callback"];
    const own = ["msal0000://auth", "urn:ietf:wg:oauth:2.0:oob", "http://localhost", "http://[::1]:8080/"];
    const blocks = { web: uris, singlePageApplication: uris, publicClient: own };
    const props = Object.entries(blocks).map(([block, redirectUris]) => [block, { redirectUris }] as const);
    assert.deepEqual(await judged(Object.fromEntries(props)), []);
    assert.deepEqual(await judgedAlone("Web", uris), []);
    assert.deepEqual(await judgedAlone("PublicClient", own), []);
    assert.deepEqual(await judged({}), []);
  });

  it("refuses http, wildcards and addresses that lead elsewhere by position, without the address", async () => {
    const redirectUris = [
      "https://good.example/",
      "http://one.example/",
      "https://*.example/",
      "https://good.example@one.example/",
    ];
    assert.deepEqual(
      await judged({
        web: { redirectUris },
        singlePageApplication: { redirectUris },
        publicClient: { redirectUris: [...redirectUris, "app://*"] },
      }),
      [
        ...[1, 2, 3].map((index) => `web.redirectUris[${index}]`),
        ...[1, 2, 3].map((index) => `singlePageApplication.redirectUris[${index}]`),
        ...[1, 2, 3, 4].map((index) => `publicClient.redirectUris[${index}]`),
      ],
    );
    assert.deepEqual(await judgedAlone("SPA", redirectUris.slice(1, 2)), ["redirectUris[0]"]);
    const messages = await messagesOf(secureRedirectUris, { type: application, props: { web: { redirectUris } } });
    assert.doesNotMatch(messages.join(), /example/);
  });

  it("judges the known ones among those that are not known yet", async () => {
    assert.deepEqual(await judged({ web: { redirectUris: [unknown, "http://one.example/"] } }), [
      "web.redirectUris[1]",
    ]);
    assert.deepEqual(await judged({ web: { redirectUris: unknown } }), []);
    assert.deepEqual(await judged({ web: unknown }), []);
    assert.deepEqual(await judgedAlone(unknown, [unknown]), []);
  });
});
