import { Document, isMap, isScalar, isSeq, visit } from "yaml";
import { yamlDocument, yamlText } from "../../entra/yamlDocument";
import { UserError } from "../../entra/userError";
import { type Mask, maskedText } from "./redactedState";

/** A stack's file without anything that needs its key. */
interface RedactedStackFile {
  readonly text: string;
  /** Paths of the secret values that were taken out, as `pulumi config set --path` wants them. */
  readonly secretPaths: readonly string[];
}

/** How messages name it, and the code of an error. */
const named = ["the stack's file", "configuration-invalid"] as const;
const ownersKey = "icertis-access:owners";
/** Members that say how, and by whom, secrets are encrypted, or that fetch more from elsewhere. */
const keyMembers = ["secretsprovider", "encryptedkey", "encryptionsalt", "environment"];

/** Takes the secret values and the key's description out of a stack's file, and masks its owners. */
export function redactedStackFile(text: string, mask: Mask): RedactedStackFile {
  const document = parsed(text);
  for (const member of keyMembers) document.delete(member);
  for (const owner of ownerNodes(document)) {
    if (isScalar(owner)) owner.value = maskedText("owners", String(owner.value), mask);
  }
  const paths: (string | number)[][] = [];
  visit(document, {
    Map(_, node, ancestors) {
      if (node.items.length === 1 && node.has("secure")) paths.push(pathOf(ancestors));
    },
  });
  const secrets = paths.filter(([root]) => root === "config").map((path) => path.slice(1));
  for (const path of secrets) document.deleteIn(["config", ...path]);
  return { text: yamlText(document, ...named), secretPaths: secrets.map((path) => path.join(".")) };
}

/** The owners that a stack's file lists, by object id. */
export function configuredOwners(text: string): readonly string[] {
  return ownerNodes(parsed(text)).map((node) => (isScalar(node) ? String(node.value) : ""));
}

/** An empty file is one without settings. */
function parsed(text: string): Document {
  const document = yamlDocument(text, ...named);
  if (document.contents === null) return new Document({});
  if (isMap(document.contents)) return document;
  throw new UserError("configuration-invalid", "the stack's file holds no settings but something else");
}

function ownerNodes(document: Document): readonly unknown[] {
  const owners = document.getIn(["config", ownersKey]);
  return isSeq(owners) ? owners.items : [];
}

/** Keys from the root of the document to a node, from the pairs and sequences around it. */
function pathOf(ancestors: readonly unknown[]): (string | number)[] {
  return ancestors.flatMap((node) => {
    const key = (node as { readonly key?: unknown }).key;
    return !isMap(node) && isScalar(key) ? [String(key.value)] : [];
  });
}
