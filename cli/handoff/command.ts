import { Option } from "commander";
import { fileName, readsOutputs, type Verb } from "../verb";

const notes = `
Secrets are read only with --reveal, and appear in UiPath's part only, never in the Icertis part. A file with a secret can be
read by you alone (0600).`;

export const handoffVerb: Verb = {
  name: "handoff",
  description: "what to send to Icertis and what to type into UiPath, for one or more stacks side by side",
  declare: (command) =>
    readsOutputs(command, true)
      .addOption(new Option("--format <format>", "how it is written").choices(["markdown", "json", "html", "calendar"]))
      .option("--calendar", "the deadlines as a calendar file (iCalendar), the same as --format calendar", false)
      .option("--out <file>", "write it to this file; .md, .json, .html and .ics choose the format", fileName)
      .addOption(new Option("--part <part>", "for whom").choices(["icertis", "uipath", "both"]).default("both"))
      .option("--contact <text>", "whom the reader can ask: a name, an address")
      .option("--docs <address>", "address of the folder docs/ in your repository, for the links of the page")
      .option("--entered <key id>", "key id of the secret UiPath is known to have: the page does not ask to enter it")
      .option("--reveal", "show the secrets in UiPath's part", false)
      .addHelpText("after", notes),
  load: async () => (await import("./handoff")).handoff,
};
