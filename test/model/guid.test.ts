import assert from "node:assert/strict";
import { isGuid } from "../../model/guid";

describe("isGuid", () => {
  for (const { text, expected } of [
    { text: "72f988bf-86f1-41af-91ab-2d7cd011db47", expected: true },
    { text: "72F988BF-86F1-41AF-91AB-2D7CD011DB47", expected: true },
    { text: "{72f988bf-86f1-41af-91ab-2d7cd011db47}", expected: false },
    { text: "72f988bf86f141af91ab2d7cd011db47", expected: false },
    { text: "72f988bf-86f1-41af-91ab-2d7cd011db4", expected: false },
    { text: "72f988bg-86f1-41af-91ab-2d7cd011db47", expected: false },
    { text: "72f988bf-86f1-41af-91ab-2d7cd011db47\n", expected: false },
    { text: "", expected: false },
  ]) {
    it(`${expected ? "takes" : "refuses"} ${JSON.stringify(text)}`, () => assert.equal(isGuid(text), expected));
  }
});
