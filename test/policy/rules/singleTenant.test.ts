import assert from "node:assert/strict";
import { application, applicationRegistration } from "../../../model/resourceTypes";
import { singleTenant } from "../../../policy/rules/singleTenant";
import { messagesOf, unknown } from "../analyzed";

const message =
  "signInAudience lets accounts of other tenants sign in; set it to AzureADMyOrg, or leave it out, which means the same";

describe("policy rule single-tenant", () => {
  for (const type of [application, applicationRegistration]) {
    const judged = (signInAudience?: string) => messagesOf(singleTenant, { type, props: { signInAudience } });

    it(`accepts the own tenant of ${type}, also as what is left out`, async () => {
      assert.deepEqual(await judged("AzureADMyOrg"), []);
      assert.deepEqual(await messagesOf(singleTenant, { type }), []);
    });

    it(`refuses every other audience of ${type}`, async () => {
      for (const audience of [
        "AzureADMultipleOrgs",
        "AzureADandPersonalMicrosoftAccount",
        "PersonalMicrosoftAccount",
      ]) {
        assert.deepEqual(await judged(audience), [message]);
      }
    });

    it(`waits for an audience of ${type} that is not known yet`, async () => {
      assert.deepEqual(await judged(unknown), []);
    });
  }

  it("says nothing of other resources", async () => {
    const other = { type: "other:index:Application", props: { signInAudience: "AzureADMultipleOrgs" } };
    assert.deepEqual(await messagesOf(singleTenant, other), []);
  });
});
