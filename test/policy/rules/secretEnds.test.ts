import assert from "node:assert/strict";
import { dayMs, formatInstant } from "../../../model/instant";
import { application, applicationPassword, servicePrincipalPassword } from "../../../model/resourceTypes";
import { secretEnds } from "../../../policy/rules/secretEnds";
import { messagesOf, unknown } from "../analyzed";

const startDate = "2026-11-23T00:00:00Z";
const types = [applicationPassword, servicePrincipalPassword];

describe("policy rule secret-ends", () => {
  it("accepts a secret that ends within the most days, from its start or from now", async () => {
    for (const type of types) {
      const fromStart = { type, props: { startDate, endDate: "2027-11-23T00:00:00Z" } };
      assert.deepEqual(await messagesOf(secretEnds, fromStart), []);
      const fromNow = { type, props: { endDate: formatInstant(Date.now() + 365 * dayMs) } };
      assert.deepEqual(await messagesOf(secretEnds, fromNow), []);
    }
    const within = { type: application, props: { password: { startDate, endDate: "2027-05-22T00:00:00Z" } } };
    assert.deepEqual(await messagesOf(secretEnds, within), []);
    assert.deepEqual(await messagesOf(secretEnds, { type: application }), []);
  });

  it("refuses one that lives longer", async () => {
    for (const type of types) {
      const fromStart = { type, props: { startDate, endDate: "2027-11-24T00:00:00Z" } };
      assert.deepEqual(await messagesOf(secretEnds, fromStart), ["endDate gives the secret 366 days; the most is 365"]);
      const fromNow = { type, props: { endDate: formatInstant(Date.now() + 400.5 * dayMs) } };
      assert.deepEqual(await messagesOf(secretEnds, fromNow), ["endDate gives the secret 400 days; the most is 365"]);
    }
    const within = { type: application, props: { password: { startDate, endDate: "2028-11-23T00:00:00Z" } } };
    assert.deepEqual(await messagesOf(secretEnds, within), [
      "password.endDate gives the secret 731 days; the most is 365",
    ]);
  });

  it("takes the most days from its configuration", async () => {
    const year = { type: applicationPassword, props: { startDate, endDate: "2027-11-23T00:00:00Z" } };
    assert.deepEqual(await messagesOf(secretEnds, year, { mostDays: 90 }), [
      "endDate gives the secret 365 days; the most is 90",
    ]);
    const longer = { type: applicationPassword, props: { startDate, endDate: "2028-11-22T00:00:00Z" } };
    assert.deepEqual(await messagesOf(secretEnds, longer, { mostDays: 730 }), []);
  });

  it("refuses one without an end, or with one that is no instant", async () => {
    for (const props of [{}, { endDateRelative: "2160h" }, { endDate: null }]) {
      assert.deepEqual(await messagesOf(secretEnds, { type: applicationPassword, props }), [
        "endDate is missing, so the secret gets two years; set it (endDateRelative has no effect)",
      ]);
    }
    const props = { endDate: "in a year" };
    assert.deepEqual(await messagesOf(secretEnds, { type: applicationPassword, props }), [
      "endDate is no instant; write it as 2027-11-23T00:00:00Z",
    ]);
  });

  it("waits for an end that is not known yet", async () => {
    assert.deepEqual(await messagesOf(secretEnds, { type: applicationPassword, props: { endDate: unknown } }), []);
    assert.deepEqual(await messagesOf(secretEnds, { type: application, props: { password: unknown } }), []);
  });
});
