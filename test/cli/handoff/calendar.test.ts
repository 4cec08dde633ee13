import assert from "node:assert/strict";
import ICAL from "ical.js";
import { ToolFolder } from "../runTool";
import { maskedOutputs, sampleApiKeyOutputs } from "../sampleOutputs";

interface ReadEvent {
  readonly uid: string;
  readonly summary: string;
  readonly start: string;
  readonly allDay: boolean;
  readonly reminders: string[];
}

/** The events of a calendar, as a library that is not ours reads them; strict about the grammar. */
function eventsOf(text: string): ReadEvent[] {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      start: event.startDate.toString(),
      allDay: event.startDate.isDate && event.duration.toSeconds() === 86_400,
      reminders: component
        .getAllSubcomponents("valarm")
        .map((alarm) => (alarm.getFirstPropertyValue("trigger") as ICAL.Duration).toString()),
    };
  });
}

describe("handoff --calendar", () => {
  const folder = new ToolFolder();
  const keyId = "4e710000-0000-4000-8000-000000000001";
  before(() => {
    folder.write("dev.json", maskedOutputs());
    folder.write("prod.json", maskedOutputs({ keyId: "other", previousExpires: "2026-12-24T10:00:00Z" }));
    folder.write("key.json", sampleApiKeyOutputs);
    folder.write("A; B, Cü.json", maskedOutputs());
  });
  const calendar = async (...files: string[]) => {
    const run = await folder.run(["handoff", "--calendar", ...files.flatMap((file) => ["--outputs", file])]);
    assert.equal(run.code, 0, run.notes);
    return run.out;
  };

  it("carries every deadline of every environment", async () => {
    const day = { allDay: true };
    assert.deepEqual(eventsOf(await calendar("dev.json", "prod.json", "key.json")), [
      {
        ...day,
        uid: `${keyId}-next@icertis-access`,
        summary: "Icertis Dev: the next secret is issued on 2027-09-24",
        start: "2027-09-24",
        reminders: [],
      },
      {
        ...day,
        uid: `${keyId}-enter-next@icertis-access`,
        summary: "Icertis Dev: enter the next secret in UiPath before 2027-11-23",
        start: "2027-11-22",
        reminders: ["-P14D", "-P3D"],
      },
      {
        ...day,
        uid: "other-enter@icertis-access",
        summary: "Icertis Production: enter the current secret in UiPath before 2026-12-24T10:00:00Z",
        start: "2026-12-23",
        reminders: ["-P14D", "-P3D"],
      },
      {
        ...day,
        uid: "other-next@icertis-access",
        summary: "Icertis Production: the next secret is issued on 2027-09-24",
        start: "2027-09-24",
        reminders: [],
      },
      {
        ...day,
        uid: "other-enter-next@icertis-access",
        summary: "Icertis Production: enter the next secret in UiPath before 2027-11-23",
        start: "2027-11-22",
        reminders: ["-P14D", "-P3D"],
      },
    ]);
  });

  it("is a calendar without events where nothing ends", async () => {
    assert.deepEqual(eventsOf(await calendar("key.json")), []);
  });

  it("has the end of an API key, where it is known", async () => {
    folder.write("ends.json", { ...sampleApiKeyOutputs, apiKeyExpiresOn: "2027-03-01T00:00:00Z" });
    const [event, ...others] = eventsOf(await calendar("ends.json"));
    assert.deepEqual(others, []);
    assert.equal(event?.summary, "Icertis Ends: enter a new API key in UiPath before 2027-03-01");
  });

  it("keeps to the line length and the line ends of RFC 5545, and escapes what others chose", async () => {
    const text = await calendar("A; B, Cü.json");
    const lines = text.split("\r\n");
    assert.equal(lines.pop(), "");
    assert.ok(lines.every((line) => !/[\r\n]/.test(line) && Buffer.byteLength(line) <= 75));
    assert.equal(eventsOf(text)[0]?.summary, "Icertis A; B, Cü: the next secret is issued on 2027-09-24");
    const plain = await folder.run(["handoff", "--outputs", "dev.json", "--out", "secrets.ics"]);
    assert.equal(plain.code, 0);
    assert.equal(folder.read("secrets.ics"), await calendar("dev.json"));
  });

  it("holds no secret, and says so where one is asked for", async () => {
    assert.equal((await folder.run(["handoff", "--calendar", "--outputs", "dev.json", "--reveal"])).code, 2);
  });
});
