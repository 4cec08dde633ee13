import assert from "node:assert/strict";
import { deployerProblems, ownersOrDeployer, ownersProblems } from "../../model/owners";
import { formatProblems } from "../../model/problem";

const anna = "a0000000-0000-4000-8000-000000000001";
const pipeline = "b0000000-0000-4000-8000-000000000002";

describe("ownersProblems", () => {
  it("takes object ids, and none", () => {
    assert.deepEqual(ownersProblems([anna, pipeline.toUpperCase()]), []);
    assert.deepEqual(ownersProblems([]), []);
  });

  it("names every entry that is no object id or listed twice, whatever its case", () => {
    assert.equal(
      formatProblems(ownersProblems(["anna@contoso.com", anna, anna.toUpperCase()])),
      [
        '  owners[0]: got "anna@contoso.com"; must be the object id (a GUID) of a user or service principal; look it up with `az ad user show --id NAME --query id` or `az ad sp show --id CLIENT_ID --query id`',
        '  owners[2]: got "A0000000-0000-4000-8000-000000000001"; must be listed once; remove the repeated id',
      ].join("\n"),
    );
  });
});

describe("ownersOrDeployer", () => {
  it("is the list, or the deploying identity alone", () => {
    assert.deepEqual(ownersOrDeployer([anna, pipeline], pipeline), [anna, pipeline]);
    assert.deepEqual(ownersOrDeployer([], pipeline), [pipeline]);
  });
});

describe("deployerProblems", () => {
  it("has nothing against a list that holds the deploying identity, whatever its case", () => {
    assert.deepEqual(deployerProblems([anna, pipeline.toUpperCase()], pipeline), []);
  });

  it("names the id to add to a list that does not", () => {
    assert.equal(
      formatProblems(deployerProblems([anna], pipeline)),
      `  owners: must hold every identity that deploys, and this run deploys as ${pipeline}: owners are set exactly, so it would lock itself out; add ${pipeline} to the list, or leave the list empty for the deploying identity alone`,
    );
  });
});
