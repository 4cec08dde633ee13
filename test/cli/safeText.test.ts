import assert from "node:assert/strict";
import fc from "fast-check";
import { htmlText, linkAddress, markdownCode, markdownText, shownValue, terminalText } from "../../cli/safeText";
import { fuzz } from "../fuzz";

const hostile = "a\u001b[31mb\u0007\u202ec\u2066d\u009be\u200bf\ufeffg\u2028h\udb40\udc41";

describe("text from elsewhere", () => {
  it("does not act on a terminal, and stays as it was otherwise", () => {
    assert.equal(
      terminalText(hostile),
      "a\\u001b[31mb\\u0007\\u202ec\\u2066d\\u009be\\u200bf\\ufeffg\\u2028h\\udb40\\udc41",
    );
    const plain = "Prüfung\t„ok“ 👍🏽 日本\r\nnext\n";
    assert.equal(terminalText(plain), plain);
    assert.equal(terminalText("hidden\rshown"), "hidden\\u000dshown");
  });

  fuzz(
    "keeps the meaning of JSON",
    100,
    fc.property(fc.jsonValue(), fc.string({ unit: "binary" }), (value, text) => {
      const json = JSON.stringify([value, text, hostile], null, 2);
      assert.deepEqual(JSON.parse(terminalText(json)), JSON.parse(json));
    }),
  );

  it("is one line of bounded length as a value", () => {
    assert.equal(shownValue("a\nb\r\nc"), "a b c");
    assert.equal(shownValue("x".repeat(100_000)), `${"x".repeat(1_000)}… (100000 characters)`);
  });

  it("is plain text in Markdown, and code stays code", () => {
    assert.equal(markdownText("a|b `c` [d](e) <f> *g*\nh"), "a\\|b \\`c\\` \\[d\\]\\(e\\) \\<f\\> \\*g\\* h");
    assert.equal(markdownCode("a``b|c"), "```a``b\\|c```");
    assert.equal(markdownCode("`a"), "`` `a ``");
  });

  it("is text in HTML, and a link only to the web", () => {
    assert.equal(htmlText(`<a href="x" title='y'>&`), "&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;");
    assert.equal(linkAddress("javascript:alert(1)"), undefined);
    assert.equal(linkAddress("https://host/a?b"), "https://host/a?b");
  });
});
