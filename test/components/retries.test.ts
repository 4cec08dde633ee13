import assert from "node:assert/strict";
import { nextTry, type FailedOperation } from "../../components/retries";

const azuread = (name: string) => `azuread:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

const conflict = "unexpected status 409 (409 Conflict) with error: Directory_ConcurrencyViolation: Conflict.";
const notFound =
  "unexpected status 404 (404 Not Found) with error: Request_ResourceNotFound: Resource 'x' does not exist.";
const cut = 'Post "https://graph/v1.0/x": HTTP response was nil; connection may have been reset';

function waitsFor(name: string, failedOperation: string, error: string, tries = 1): number | undefined {
  const failed: FailedOperation = {
    type: azuread(name),
    failedOperation,
    errors: Array.from({ length: tries }, () => error),
  };
  return nextTry(failed)?.waitSeconds;
}

describe("trying again after a provider's error", () => {
  for (const [name, operation, error] of [
    ["ServicePrincipal", "create", conflict],
    ["ServicePrincipal", "create", "409 (409 Conflict) with error: Request_MultipleObjectsWithSameKeyValue: in use"],
    ["ServicePrincipal", "create", `Timed out whilst waiting for new service principal to be replicated: ${notFound}`],
    ["ServicePrincipal", "create", `Could not create service principal: ${cut}`],
    ["ApplicationPassword", "create", `Adding password for Application (Application: "x"): ${conflict}`],
    ["ApplicationPassword", "create", `Adding password for Application (Application: "x"): ${notFound}`],
    ["ApplicationPassword", "delete", `Removing password credential "x": ${conflict}`],
    ["ApplicationIdentifierUri", "create", `creating Application IdentifierUri: ${notFound}`],
    ["Application", "update", conflict],
  ] as const) {
    it(`happens: ${operation} ${name}, ${error.slice(0, 70)}`, () => {
      assert.equal(waitsFor(name, operation, error), 2);
    });
  }

  for (const [name, operation, error] of [
    ["Application", "create", `Could not create application: ${conflict}`],
    ["Application", "create", `Could not create application: ${cut}`],
    ["Application", "update", notFound],
    ["ApplicationPassword", "create", `Adding password for Application (Application: "x"): ${cut}`],
    ["ApplicationPassword", "create", `Waiting for password credential "x" to be replicated: ${notFound}`],
    ["ApplicationPassword", "delete", `Removing password credential "x": ${cut}`],
    ["ApplicationIdentifierUri", "create", `creating Application IdentifierUri: ${cut}`],
    ["ApplicationIdentifierUri", "create", "A resource with the ID x already exists"],
    ["ServicePrincipal", "create", "unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied"],
  ] as const) {
    it(`does not happen: ${operation} ${name}, ${error.slice(0, 70)}`, () => {
      assert.equal(waitsFor(name, operation, error), undefined);
    });
  }

  it("waits longer each time, and ends", () => {
    const waits = [1, 2, 3, 4, 5].map((tries) => waitsFor("ServicePrincipal", "create", conflict, tries));
    assert.deepEqual(waits, [2, 4, 8, 16, undefined]);
  });
});
