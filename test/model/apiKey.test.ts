import assert from "node:assert/strict";
import { apiKeyProblems, apiKeyUrl, instanceProblems, strayApiKeyProblems } from "../../model/apiKey";

describe("apiKey", () => {
  it("tells where a signed-in user reads the key", () => {
    assert.equal(apiKeyUrl("acme"), "https://acme.icertis.com/userinformation/GetUserApiToken");
  });

  it("accepts an instance and a secret key", () => {
    assert.deepEqual(apiKeyProblems({ instance: "acme-uat", apiKey: "AbC+/=123" }, true), []);
  });

  it("asks for both", () => {
    assert.deepEqual(
      apiKeyProblems({}, false).map(({ key, rule }) => `${key} ${rule}`),
      ["instance is required with authentication: apiKey", "apiKey is required with authentication: apiKey"],
    );
  });

  for (const instance of ["https://acme.icertis.com", "acme.icertis.com", "", "-acme", "ac me"]) {
    it(`refuses the instance ${JSON.stringify(instance)}`, () => {
      assert.deepEqual(instanceProblems(instance), [
        {
          key: "instance",
          got: instance,
          rule: "must be the first part of the instance's host name, letters, digits and hyphens",
          remedy: "for https://acme.icertis.com write acme",
        },
      ]);
    });
  }

  it("refuses a key in plain text and a malformed one, and never repeats either", () => {
    const plain = apiKeyProblems({ instance: "acme", apiKey: "plain-key" }, false);
    assert.deepEqual(
      plain.map(({ key, rule }) => `${key} ${rule}`),
      ["apiKey must not stand in the stack's file in plain text"],
    );
    for (const apiKey of ["", '"quoted"', "two words", "line\n"]) {
      const problems = apiKeyProblems({ instance: "acme", apiKey }, true);
      assert.deepEqual(
        problems.map(({ rule }) => rule),
        ["must be the key alone, without quotes, spaces or line ends"],
      );
    }
    const all = [...plain, ...apiKeyProblems({ instance: "acme", apiKey: "two words" }, true)];
    assert.doesNotMatch(JSON.stringify(all), /plain-key|two words/);
  });

  it("refuses a key where it is not used", () => {
    assert.deepEqual(strayApiKeyProblems({}), []);
    assert.equal(strayApiKeyProblems({ apiKey: "k" })[0]?.rule, "is not used with authentication: oauth");
  });
});
