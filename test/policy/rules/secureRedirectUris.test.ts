import assert from "node:assert/strict";
import { application, applicationRedirectUris } from "../../../policy/resourceTypes";
import { secureRedirectUris } from "../../../policy/rules/secureRedirectUris";
import { messagesOf, unknown } from "../analyzed";

const notHttps = "must be https, or http for localhost and 127.0.0.1 only";
const wildcard = "must hold no wildcard, space, backslash or any of ! $ ' ( ) , ;";
const native = "must hold no wildcard, and be http for the local machine only";

const judged = (props: Record<string, unknown>) => messagesOf(secureRedirectUris, { type: application, props });
const judgedAlone = (type: string, redirectUris: unknown) =>
  messagesOf(secureRedirectUris, { type: applicationRedirectUris, props: { type, redirectUris } });

describe("policy rule secure-redirect-uris", () => {
  it("accepts https, this machine, and the schemes of native apps", async () => {
    const uris = ["https://cloud.uipath.com/provisioning_/callback", "http://localhost:8400/callback"];
    const own = ["msal0000://auth", "urn:ietf:wg:oauth:2.0:oob", "http://localhost", "http://[::1]:80/"];
    const blocks = { web: uris, singlePageApplication: uris, publicClient: own };
    const props = Object.entries(blocks).map(([block, redirectUris]) => [block, { redirectUris }] as const);
    assert.deepEqual(await judged(Object.fromEntries(props)), []);
    assert.deepEqual(await judgedAlone("Web", uris), []);
    assert.deepEqual(await judgedAlone("PublicClient", own), []);
    assert.deepEqual(await judged({}), []);
  });

  it("refuses http and wildcards by position, without the address", async () => {
    const redirectUris = ["https://good.example/", "http://one.example/", "https://*.example/"];
    assert.deepEqual(await judged({ web: { redirectUris }, singlePageApplication: { redirectUris } }), [
      `web.redirectUris[1] ${notHttps}`,
      `web.redirectUris[2] ${wildcard}`,
      `singlePageApplication.redirectUris[1] ${notHttps}`,
      `singlePageApplication.redirectUris[2] ${wildcard}`,
    ]);
    assert.deepEqual(await judged({ publicClient: { redirectUris } }), [
      `publicClient.redirectUris[1] ${native}`,
      `publicClient.redirectUris[2] ${native}`,
    ]);
    assert.deepEqual(await judgedAlone("SPA", redirectUris), [
      `redirectUris[1] ${notHttps}`,
      `redirectUris[2] ${wildcard}`,
    ]);
    assert.deepEqual(await judgedAlone("PublicClient", ["app://*"]), [`redirectUris[0] ${native}`]);
  });

  it("judges the known ones among those that are not known yet", async () => {
    assert.deepEqual(await judged({ web: { redirectUris: [unknown, "http://one.example/"] } }), [
      `web.redirectUris[1] ${notHttps}`,
    ]);
    assert.deepEqual(await judged({ web: { redirectUris: unknown } }), []);
    assert.deepEqual(await judged({ web: unknown }), []);
    assert.deepEqual(await judgedAlone(unknown, [unknown]), []);
  });
});
