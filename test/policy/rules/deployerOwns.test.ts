import assert from "node:assert/strict";
import { application, servicePrincipal } from "../../../model/resourceTypes";
import { deployerOwns } from "../../../policy/rules/deployerOwns";
import { messagesOf, unknown } from "../analyzed";

const pipeline = "0b100000-0000-4000-8000-00000000000a";
const person = "0b100000-0000-4000-8000-00000000000b";

describe("policy rule deployer-owns", () => {
  for (const type of [application, servicePrincipal]) {
    const judged = (owners: unknown, deployers: string[] = []) =>
      messagesOf(deployerOwns, { type, props: { owners } }, { deployers });

    it(`accepts owners of ${type} that hold every deployer, in whichever case`, async () => {
      assert.deepEqual(await judged([pipeline]), []);
      assert.deepEqual(await judged([person, pipeline.toUpperCase()], [pipeline, person]), []);
    });

    it(`refuses a ${type} without owners`, async () => {
      const message = "owners is empty, so the provider removes the identity that deploys too; list it by object id";
      assert.deepEqual(await judged([]), [message]);
      assert.deepEqual(await judged([], [pipeline]), [message]);
      assert.deepEqual(await messagesOf(deployerOwns, { type }), [message]);
    });

    it(`refuses owners of ${type} that lack a deployer`, async () => {
      assert.deepEqual(await judged([person], [pipeline, person]), [
        `owners does not hold ${pipeline}, which deploys and would be locked out; add it`,
      ]);
    });

    it(`waits for owners of ${type} that are not known yet`, async () => {
      assert.deepEqual(await judged(unknown, [pipeline]), []);
      assert.deepEqual(await judged([person, unknown], [pipeline]), []);
    });
  }

  it("leaves a service principal alone that is only looked up", async () => {
    const graph = { type: servicePrincipal, props: { useExisting: true } };
    assert.deepEqual(await messagesOf(deployerOwns, graph, { deployers: [pipeline] }), []);
  });

  it("judges the stated owners of a service principal that may be there already", async () => {
    const ours = { type: servicePrincipal, props: { useExisting: true, owners: [person] } };
    assert.equal((await messagesOf(deployerOwns, ours, { deployers: [pipeline] })).length, 1);
  });
});
