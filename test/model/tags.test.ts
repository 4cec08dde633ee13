import assert from "node:assert/strict";
import { attributionTags, programTag } from "../../model/tags";

describe("attributionTags", () => {
  it("names the program, and the stack with its organisation and project", () => {
    assert.equal(programTag, "icertis-access");
    assert.deepEqual(attributionTags("acme", "icertis-access", "prod"), [
      "icertis-access",
      "icertis-access:acme/icertis-access/prod",
    ]);
  });
});
