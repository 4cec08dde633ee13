import assert from "node:assert/strict";
import { formerApplication } from "../../model/formerApplication";

const one = { contractVersion: 1, objectId: "object-1", clientId: "client-1" };
const two = { ...one, apiObjectId: "object-2", apiClientId: "client-2" };

describe("the application a stack has had", () => {
  it("is none for a new stack, an API key's, and another program's", () => {
    for (const outputs of [{}, { contractVersion: 1, apiKeyUrl: "https://x.example" }, { objectId: "object-1" }]) {
      assert.equal(formerApplication(outputs, "api"), undefined);
    }
  });

  it("is the API's where there is one registration, so that a client's is new", () => {
    assert.deepEqual(formerApplication(one, "api"), { objectId: "object-1", clientId: "client-1" });
    assert.equal(formerApplication(one, "client"), undefined);
  });

  it("is told apart where there are two", () => {
    assert.deepEqual(formerApplication(two, "api"), { objectId: "object-2", clientId: "client-2" });
    assert.deepEqual(formerApplication(two, "client"), { objectId: "object-1", clientId: "client-1" });
  });
});
