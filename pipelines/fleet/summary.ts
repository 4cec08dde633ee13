import type { Verb } from "./engineRun";
import type { StackResult } from "./runFleet";

/** A Markdown table of every stack, the failed ones first, with what to do about each. */
export function summary(verb: Verb, results: readonly StackResult[], seconds: number): string {
  const failed = results.filter(({ failure }) => failure !== undefined);
  const good = results.filter(({ failure }) => failure === undefined);
  const heading = `### ${verb} of ${results.length} stacks in ${seconds.toFixed(0)} s: ${good.length} done, ${failed.length} failed`;
  const rows = [...failed, ...good].map((result) =>
    [result.stack, state(result), result.attempts, result.seconds.toFixed(1), result.failure?.remedy ?? ""]
      .map(cell)
      .join(""),
  );
  return [heading, "", "| stack | came to | runs | s | what to do |", "| --- | --- | --- | --- | --- |"]
    .concat(rows.map((row) => `${row}|`))
    .concat("")
    .join("\n");
}

function state({ outcome, failure }: StackResult): string {
  if (failure) return `failed: ${failure.error}`;
  const changes = Object.entries(outcome?.changes ?? {}).filter(([kind]) => kind !== "same");
  return changes.map(([kind, count]) => `${kind} ${count}`).join(", ") || "nothing to change";
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
