import type { Verb } from "./engineRun";
import type { StackResult } from "./runFleet";

/** A Markdown table of every stack, the failed ones first, with what to do about each. */
export function summary(verb: Verb, results: readonly StackResult[], seconds: number): string {
  const failed = results.filter(({ failure }) => failure !== undefined);
  const good = results.filter(({ failure }) => failure === undefined);
  const heading = `### ${verb} of ${results.length} stacks in ${seconds.toFixed(0)} s: ${good.length} done, ${failed.length} failed`;
  const rows = [...failed, ...good].map((result) =>
    [result.stack, state(result), result.attempts, result.seconds.toFixed(1), toDo(result)].map(cell).join(""),
  );
  return [heading, "", "| stack | came to | runs | s | what to do |", "| --- | --- | --- | --- | --- |"]
    .concat(rows.map((row) => `${row}|`))
    .concat("")
    .join("\n");
}

/** What a person has to do: about a failure, or with a secret that changed. */
function toDo({ outcome, failure }: StackResult): string {
  if (failure) return failure.remedy;
  if (!outcome?.handedOff) return "";
  const { page, before } = outcome.handedOff;
  return `a person has to enter the new client secret in UiPath ${before === undefined ? "now" : `before ${before}`}: ${page}`;
}

function state({ outcome, failure }: StackResult): string {
  if (failure) return `failed: ${failure.error}`;
  const changes = Object.entries(outcome?.changes ?? {}).filter(([kind]) => kind !== "same");
  const counted = changes.map(([kind, count]) => `${kind} ${count}`);
  return [...counted, ...(outcome?.handedOff ? ["secret changed"] : [])].join(", ") || "nothing to change";
}

function cell(value: string | number): string {
  return `| ${String(value).replaceAll("|", "\\|").replace(/\s+/g, " ")} `;
}

/** The last line of a run in which stacks failed. */
export function closingRemedy(results: readonly StackResult[]): string | undefined {
  const failed = results.flatMap(({ stack, failure }) => (failure ? [{ stack, ...failure }] : []));
  const [first] = failed;
  if (first === undefined) return undefined;
  if (failed.length === 1) return `${first.stack}: ${first.remedy}`;
  const again = `--only ${failed.map(({ stack }) => stack).join(",")}`;
  return `do what the table says for each of the ${failed.length} failed stacks, then run them again with ${again}`;
}
