import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { environmentOf, type Handoff } from "../../../cli/handoff/content";
import { page } from "../../../cli/handoff/page";
import { sampleOutputs, sampleSecret } from "../sampleOutputs";

const { clientSecret, uipathConnection, ...outputs } = sampleOutputs({ previousExpires: "2026-12-24T00:00:00Z" });
const secrets = { clientSecret, uipathConnection };
const given: Handoff = {
  environments: [environmentOf("Dev", { authentication: "oauth", outputs })],
  part: "both",
  revealed: false,
  preparedOn: Date.parse("2026-12-01T12:00:00Z"),
};

describe("the hand-off page", () => {
  it("allows its own style and script, and nothing else at all", () => {
    const text = page(given);
    const hash = (tag: string) => {
      const content = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text)?.[1] ?? "";
      return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
    };
    const policy = /content="(default-src[^"]*)"/.exec(text)?.[1];
    assert.equal(
      policy,
      `default-src 'none'; style-src ${hash("style")}; script-src ${hash("script")}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    assert.equal([...text.matchAll(/<style|<script|style=|onclick=/g)].length, 2);
    const loaded = [...text.matchAll(/(?:src|href)="([^"]*)"/g)]
      .map(([, url]) => url ?? "")
      .filter((url) => !url.startsWith("#"));
    assert.deepEqual(loaded, ["data:,", outputs.adminConsentUrl]);
  });

  it("escapes whatever comes from outside", () => {
    const [environment] = given.environments;
    assert.ok(environment);
    const title = `<script>alert("1")</script>`;
    const text = page({ ...given, environments: [{ ...environment, title }] });
    assert.equal(text.includes("<script>alert"), false);
    assert.ok(text.includes("&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;"));
  });

  it("holds a secret only where it was revealed, in one place, behind a button", () => {
    assert.equal(page(given).includes(sampleSecret), false);
    const environments = [environmentOf("Dev", { authentication: "oauth", outputs, secrets })];
    const revealed = page({ ...given, environments, revealed: true });
    assert.equal(revealed.split(sampleSecret).length, 2);
    const at = revealed.indexOf(sampleSecret);
    assert.ok(revealed.lastIndexOf('<section id="uipath"', at) > revealed.lastIndexOf('<section id="icertis"', at));
    assert.equal(page({ ...given, environments, part: "icertis" }).includes(sampleSecret), false);
  });

  it("draws every date where it belongs", () => {
    const text = page(given);
    const day = 86_400_000;
    const start = Date.parse("2026-11-23") - 14.6 * day;
    const percent = (instant: string) => (((Date.parse(instant) - start) / (394.2 * day)) * 100).toFixed(3);
    const rules = new Map(
      [...text.matchAll(/\.(p\d+)\{left:([\d.]+)%/g)].map(([, name, left]) => [name, Number(left).toFixed(3)]),
    );
    const placed = (pattern: RegExp) => rules.get(pattern.exec(text)?.[1]);
    assert.equal(placed(/class="bar old (p\d+)"/), "0.000");
    assert.equal(placed(/class="bar (p\d+)"/), percent("2026-11-23"));
    assert.equal(placed(/class="bar overlap (p\d+)"/), percent("2027-09-24"));
    assert.equal(placed(/class="now (p\d+)"/), percent("2026-12-01T12:00:00Z"));
    assert.match(text, /<b>Enter the present secret in UiPath before 24 Dec 2026\.<\/b>/);
  });
});
