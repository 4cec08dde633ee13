import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { oauthErrors } from "../src/signin/aadstsError";
import { graphErrorRows, markdown, place, signInErrors } from "./errorCatalogue";

describe("the error catalogue", () => {
  for (const row of [...signInErrors, ...graphErrorRows]) {
    it(`${row.code}: ${row.cause}`, async () => {
      const where = await place(row.options);
      assert.deepEqual(await row.provoke(where), [row.code, row.answer]);
      await where.sandbox.close();
    });
  }

  it("lists every error of the sign-in service", () => {
    assert.deepEqual(
      signInErrors.map(({ code }) => code),
      Object.keys(oauthErrors).map((code) => `AADSTS${code}`),
    );
  });

  // `UPDATE_README=1` writes it.
  it("is in the README", () => {
    const file = join(__dirname, "..", "README.md");
    const readme = readFileSync(file, "utf8");
    const sections: readonly [string, string][] = [
      ["sign-in errors", markdown(signInErrors)],
      ["graph errors", markdown(graphErrorRows)],
    ];
    const updated = sections.reduce((text, [name, table]) => withSection(text, name, table), readme);
    if (process.env["UPDATE_README"]) writeFileSync(file, updated);
    else assert.equal(unaligned(readme), unaligned(updated));
  });
});

/** What stands between `<!-- name -->` and `<!-- /name -->`, replaced. */
function withSection(text: string, name: string, table: string): string {
  const [before, rest = ""] = text.split(`<!-- ${name} -->`);
  const [, after = ""] = rest.split(`<!-- /${name} -->`);
  return `${before}<!-- ${name} -->\n\n${table}\n\n<!-- /${name} -->${after}`;
}

/** Without the spaces and dashes that align the columns of a table. */
function unaligned(text: string): string {
  return text.replace(/ +(?=\|)/g, " ").replace(/-{3,}/g, "---");
}
