import { Secret, type ResourceValidationPolicy } from "@pulumi/policy";
import { isKnown } from "../known";
import { isAzureNative } from "../../model/resourceTypes";

interface Config {
  /** Further names of properties that hold secrets. */
  readonly also: readonly string[];
  /** Names of properties that look like secrets and are none. */
  readonly except: readonly string[];
}

const secretName =
  /(?:password|passphrase|secret|credential|(?:api|access|account|private|shared|subscription)_?key|connection_?string|(?:access|auth|bearer|oidc|refresh|sas)_?token)$/i;

type Path = readonly (string | number)[];

/**
 * A secret that is not marked as one is written in clear to the state and to the console.
 *
 * Only remediations are shown which values are marked, so this rule is one that changes nothing: at another level than
 * `remediate` it would not be run, and it says so.
 */
export function noPlainTextSecrets(): ResourceValidationPolicy {
  /** What the remediation found in resources whose validation is still to come, by URN. */
  const found = new Map<string, readonly string[]>();
  let reported = false;
  return {
    name: "no-plain-text-secrets",
    description: "A property that holds a secret is marked as one, so that the state holds it encrypted.",
    enforcementLevel: "remediate",
    configSchema: {
      properties: {
        also: {
          type: "array",
          items: { type: "string" },
          default: [],
          description: "Further names of properties that hold secrets",
        },
        except: {
          type: "array",
          items: { type: "string" },
          default: [],
          description: "Names of properties that look like secrets and are none",
        },
      },
    },
    remediateResource(args) {
      const { urn, type, props } = args;
      const { also, except } = args.getConfig<Config>();
      const vaultValues = isAzureNative(type, "keyvault", "Secret") ? ["value"] : [];
      const isSecret = (name: string) =>
        !except.includes(name) && (secretName.test(name) || [...also, ...vaultValues].includes(name));
      const paths = plainTexts(props, isSecret, []).filter((path) => isKnown(props, ...path));
      found.set(urn, paths.map(written));
    },
    validateResource({ urn }, report) {
      const paths = found.get(urn);
      found.delete(urn);
      for (const path of paths ?? []) {
        report(`${path} holds a secret in plain text; wrap it in pulumi.secret, or set it with --secret`);
      }
      if (paths === undefined && !reported) {
        reported = true;
        report("nothing was checked at this enforcement level; set it to remediate, or to disabled");
      }
    },
  };
}

/** The paths of texts under secret names that are not marked as secrets. Reading a property would remove the mark. */
function plainTexts(value: object, isSecret: (name: string) => boolean, at: Path): Path[] {
  const members = Object.entries(Object.getOwnPropertyDescriptors(value) as Record<string, PropertyDescriptor>);
  return members.flatMap(([name, { value: member }]): Path[] => {
    const path = [...at, Array.isArray(value) ? Number(name) : name];
    if (typeof member === "string") return isSecret(name) && member !== "" ? [path] : [];
    if (typeof member !== "object" || member === null || member instanceof Secret) return [];
    return plainTexts(member as object, isSecret, path);
  });
}

function written(path: Path): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
}
