import { fileName, readsOutputs, type Verb, type VerbGroup } from "../verb";

const place = "JSON pointer of the object or list the keys belong in, where there is a choice; / for the document";

const render: Verb = {
  name: "render",
  description: "print the four keys as the stack wants them",
  declare: (command) =>
    readsOutputs(command)
      .option("--list", "as a list of objects with a Name, instead of an object keyed by name", false)
      .option("--out <file>", "write them to this file instead", fileName)
      .option("--force", "overwrite a file that holds something else; it is kept beside", false),
  load: async () => (await import("./render")).render,
};

const merge: Verb = {
  name: "merge",
  description: "add the four keys to an administrator's file; everything else in it stays byte for byte",
  declare: (command) =>
    readsOutputs(command)
      .argument("<file>", "the tenant.json to change")
      .option("--dry-run", "print the diff and write nothing", false)
      .option("--replace", "replace what other integrations have in the four keys", false)
      .option("--at <pointer>", place),
  load: async () => (await import("./merge")).merge,
};

const unmerge: Verb = {
  name: "unmerge",
  description: "take the stack's audiences out of an administrator's file again",
  declare: (command) =>
    readsOutputs(command)
      .argument("<file>", "the tenant.json to change")
      .option("--dry-run", "print the diff and write nothing", false)
      .option("--at <pointer>", place),
  load: async () => (await import("./merge")).unmerge,
};

const check: Verb = {
  name: "check",
  description: "say whether ICI, with this file, would accept the stack's tokens; exit code 0 only then",
  declare: (command) =>
    readsOutputs(command)
      .argument("<file>", "the tenant.json to check, - for standard input")
      .option("--offline", "do not ask the discovery endpoint", false)
      .option("--at <pointer>", place),
  load: async () => (await import("./check")).check,
};

export const tenantJsonVerbs: VerbGroup = {
  name: "tenant-json",
  description: "the four Core.API.OAuth keys of ICI's tenant.json: print, merge into a file, check",
  verbs: [render, merge, unmerge, check],
};
