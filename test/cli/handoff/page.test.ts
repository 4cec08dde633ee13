import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { environmentOf, type Handoff } from "../../../cli/handoff/content";
import { page as pageWith } from "../../../cli/handoff/page";
import { sampleOutputs, sampleSecret } from "../sampleOutputs";

const { clientSecret, uipathConnection, ...outputs } = sampleOutputs({ previousExpires: "2026-12-24T00:00:00Z" });
const secrets = { clientSecret, uipathConnection };
const dev = { title: "Dev", where: "dev.json" };
const given: Handoff = {
  environments: [environmentOf(dev, { authentication: "oauth", outputs })],
  part: "both",
  revealed: false,
  preparedOn: Date.parse("2026-12-01T12:00:00Z"),
};

const script = `console.log("the script of the page")`;
const page = (handoff: Handoff) => pageWith(handoff, script);

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
    assert.deepEqual(
      [...text.matchAll(/<style|<script[^>]*>|style=|onclick=/g)].map(([found]) => found),
      ["<style", '<script type="application/json" id="wanted">', "<script>"],
    );
    const loaded = [...text.matchAll(/(?:src|href)="([^"]*)"/g)]
      .map(([, url = ""]) => url.replaceAll("&#38;", "&"))
      .filter((url) => !url.startsWith("#"));
    assert.deepEqual(loaded, ["data:,", outputs.adminConsentUrl]);
  });

  it("links to the docs where it is told where they are", () => {
    const named = page(given);
    assert.ok(named.includes("docs/icertis-administrator.md") && named.includes("docs/rpa-developer.md"));
    const linked = page({ ...given, part: "uipath", docs: "https://git.example/docs" });
    assert.deepEqual(
      [...linked.matchAll(/href="(https:\/\/git[^"]*)"/g)].map(([, url]) => url),
      ["https://git.example/docs/rpa-developer.md"],
    );
  });

  it("escapes whatever comes from outside", () => {
    const [environment] = given.environments;
    assert.ok(environment);
    const title = `<script>alert("1")</script>`;
    const text = page({ ...given, environments: [{ ...environment, title }] });
    assert.equal(text.includes("<script>alert"), false);
    assert.ok(text.includes("&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;"));
  });

  it("makes no link of an address that is none for a browser", () => {
    const [environment] = given.environments;
    assert.ok(environment);
    const text = page({ ...given, environments: [{ ...environment, page: "javascript:alert(1)" }] });
    assert.equal(text.includes('href="javascript:'), false);
  });

  it("ends no script early, whatever a setting holds", () => {
    const [environment] = given.environments;
    assert.ok(environment?.tenant);
    const tenant = { ...environment.tenant, v1MetadataUrl: "</script><script>alert(1)</script>" };
    assert.equal(page({ ...given, environments: [{ ...environment, tenant }] }).includes("</script><script>a"), false);
  });

  it("holds a secret only where it was revealed, in one place, behind a button", () => {
    assert.equal(page(given).includes(sampleSecret), false);
    const environments = [environmentOf(dev, { authentication: "oauth", outputs, secrets })];
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
  });

  it("begins with what is due, and ends with it once it is over", () => {
    const due = /<section id="rotation"[\s\S]*?<li>([^<]*)<\/li>/;
    assert.match(due.exec(page(given))?.[1] ?? "", /^Dev: enter the current secret in UiPath before 24 Dec 2026\./);
    const late = page({ ...given, preparedOn: Date.parse("2026-12-25") });
    assert.match(due.exec(late)?.[1] ?? "", /^Dev: the previous secret ended on 24 Dec 2026\./);
    const steady = { ...outputs, previousClientSecretExpiresOn: undefined };
    const calm = page({ ...given, environments: [environmentOf(dev, { authentication: "oauth", outputs: steady })] });
    assert.equal(due.exec(calm), null);
    assert.ok(!page({ ...given, part: "icertis" }).includes('id="rotation"'));
  });

  it("says after a revocation that the connection is down, until UiPath is known to have the secret", () => {
    const revoked = {
      ...outputs,
      previousClientSecretExpiresOn: undefined,
      clientSecretIssuedOn: "2026-11-30T08:09:10Z",
    };
    const down = { ...given, environments: [environmentOf(dev, { authentication: "oauth", outputs: revoked })] };
    const due = /<section id="rotation"[\s\S]*?<li>([^<]*)<\/li>/;
    assert.match(due.exec(page(down))?.[1] ?? "", /^Dev: every earlier secret was revoked on 30 Nov 2026, 08:09 UTC\./);
    assert.equal(due.exec(page({ ...down, entered: outputs.clientSecretKeyId })), null);
    assert.notEqual(due.exec(page({ ...down, entered: "another" })), null);
  });

  it("names the user to register: with two registrations the client's", () => {
    const separate = { ...outputs, apiClientId: outputs.objectId, servicePrincipalObjectId: outputs.clientSecretKeyId };
    const { icertis, uipath } = environmentOf(dev, { authentication: "oauth", outputs: separate });
    assert.equal(icertis.find(({ name }) => name === "servicePrincipalObjectId")?.value, outputs.clientSecretKeyId);
    assert.equal(icertis.find(({ name }) => name === "objectId")?.value, outputs.icertisHandoff.objectId);
    assert.equal(uipath.find(({ name }) => name === "clientId")?.value, outputs.clientId);
  });

  it("gives the scope in the form the stack exports", () => {
    const { clientId } = outputs;
    const guid = { ...outputs, scopes: [`${clientId}/contracts/read`] };
    const { uipath } = environmentOf(dev, { authentication: "oauth", outputs: guid });
    const scope = uipath.find(({ name }) => name === "scope")?.value;
    assert.equal(scope, `${clientId}/contracts/read openid profile offline_access`);
  });

  it("refuses outputs without the four keys", () => {
    for (const tenantJson of ["null", "[]", "{}", "{", '{"Core.API.OAuth.ValidIssuer":null}']) {
      const read = { authentication: "oauth", outputs: { ...outputs, tenantJson } } as const;
      assert.throws(() => environmentOf(dev, read), { code: "outputs-tenant-json" });
    }
  });
});
