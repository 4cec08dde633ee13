/** Where a verb gets the outputs of one stack from. */
export interface OutputSource {
  readonly kind: "stack" | "file";
  /** The stack's name, or the file's path; `-` is standard input. */
  readonly name: string;
}

/** How a message names the source. */
export function sourceName({ kind, name }: OutputSource): string {
  if (kind === "stack") return `stack ${name}`;
  return name === "-" ? "standard input" : name;
}

const titles: ReadonlyMap<string, string> = new Map([
  ["dev", "Dev"],
  ["development", "Dev"],
  ["prod", "Production"],
  ["production", "Production"],
]);

/** The environment's name for people: of the stack `acme/icertis-access/prod` or the file `prod.json`, "Production". */
export function environmentTitle({ kind, name }: OutputSource): string {
  if (name === "-") return "Environment";
  const last = name.split(/[/\\]/).at(-1) ?? name;
  const bare = kind === "file" ? last.replace(/\.[^.]*$/, "") || last : last;
  return titles.get(bare.toLowerCase()) ?? bare.charAt(0).toUpperCase() + bare.slice(1);
}
