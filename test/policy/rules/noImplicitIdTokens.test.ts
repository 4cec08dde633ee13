import assert from "node:assert/strict";
import { application, applicationRegistration } from "../../../model/resourceTypes";
import { noImplicitIdTokens } from "../../../policy/rules/noImplicitIdTokens";
import { messagesOf, unknown } from "../analyzed";

const inBlock = (idTokenIssuanceEnabled: unknown) => ({
  type: application,
  props: { web: { implicitGrant: { accessTokenIssuanceEnabled: true, idTokenIssuanceEnabled } } },
});
const flat = (implicitIdTokenIssuanceEnabled: unknown) => ({
  type: applicationRegistration,
  props: { implicitIdTokenIssuanceEnabled },
});

describe("policy rule no-implicit-id-tokens", () => {
  it("accepts the implicit grant for access tokens, and none at all", async () => {
    assert.deepEqual(await messagesOf(noImplicitIdTokens, inBlock(false)), []);
    assert.deepEqual(await messagesOf(noImplicitIdTokens, flat(false)), []);
    assert.deepEqual(await messagesOf(noImplicitIdTokens, { type: application, props: { web: {} } }), []);
    assert.deepEqual(await messagesOf(noImplicitIdTokens, { type: applicationRegistration }), []);
  });

  it("refuses it for id tokens", async () => {
    assert.deepEqual(await messagesOf(noImplicitIdTokens, inBlock(true)), [
      "web.implicitGrant.idTokenIssuanceEnabled is on; turn it off and sign in with the authorization code flow",
    ]);
    assert.deepEqual(await messagesOf(noImplicitIdTokens, flat(true)), [
      "implicitIdTokenIssuanceEnabled is on; turn it off and sign in with the authorization code flow",
    ]);
  });

  it("waits for what is not known yet, at every depth", async () => {
    assert.deepEqual(await messagesOf(noImplicitIdTokens, inBlock(unknown)), []);
    assert.deepEqual(await messagesOf(noImplicitIdTokens, flat(unknown)), []);
    assert.deepEqual(await messagesOf(noImplicitIdTokens, { type: application, props: { web: unknown } }), []);
  });
});
