import assert from "node:assert/strict";
import { check } from "prettier";
import { reportText, sectionText } from "../../workbench/bench/report";
import { atMost, type Section } from "../../workbench/bench/section";
import { markdownTable } from "../../workbench/bench/table";

const section: Section = {
  title: "Previews",
  method: ["Taken in turn."],
  tables: [
    {
      title: "Seconds",
      columns: ["preview of", "median", "range"],
      rows: [
        ["an empty program", "1.90", "1.85–2.00"],
        ["this program", "12.30", "2.20–13.00"],
      ],
      notes: ["Without a vault.", "On loopback."],
    },
  ],
  bounds: [atMost("ours / empty", 1.25, 1.3), atMost("calls", 12, 10, "", 0), atMost("merge", 0.5, 2, "s")],
};

describe("bench: tables", () => {
  it("set numbers to the right", () => {
    assert.equal(
      markdownTable({
        title: "",
        columns: ["a", "seconds", "b"],
        rows: [
          ["x", "1.5", "≤ 2"],
          ["y", "10.5", "none"],
        ],
      }),
      [
        "| a   | seconds | b    |",
        "| --- | ------: | ---- |",
        "| x   |     1.5 | ≤ 2  |",
        "| y   |    10.5 | none |",
      ].join("\n"),
    );
  });

  it("show each bound with its measured value and whether it is kept", () => {
    const text = sectionText(section);
    assert.match(text, /\| ours \/ empty +\| +≤ 1\.3 \| +1\.25 \| ✓ +\|/);
    assert.match(text, /\| calls +\| +≤ 10 \| +12 \| ✗ +\|/);
    assert.match(text, /\| merge +\| +≤ 2 s \| +0\.50 s \| ✓ +\|/);
  });

  it("make a report that says how many bounds are missed, and that prettier leaves alone", async () => {
    const text = reportText({ processor: "2 cores", "Node.js": "20.19.0" }, [section]);
    assert.match(text, /1 of 3 bounds are missed/);
    assert.match(text, /\| Node\.js +\| 20\.19\.0 \|/);
    assert.equal(await check(text, { parser: "markdown", printWidth: 120 }), true);
    assert.match(reportText({}, [{ ...section, bounds: [] }]), /Every bound is kept/);
  });
});
