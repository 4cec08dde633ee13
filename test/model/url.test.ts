import assert from "node:assert/strict";
import { parseUrl } from "../../model/url";

describe("an address", () => {
  it("is one however often it is asked for, with letters beyond ASCII too", () => {
    for (let count = 0; count < 200_000; count += 1) assert.ok(parseUrl("https://contoso.com/a"));
    const international = Buffer.from("https://münchen.example/").toString();
    assert.equal(parseUrl(international)?.host, "xn--mnchen-3ya.example");
    assert.equal(parseUrl("contoso.com"), undefined);
  });
});
