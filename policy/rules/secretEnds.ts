import type { ResourceValidationPolicy } from "@pulumi/policy";
import { dayMs, parseInstant } from "../../model/instant";
import { isKnown, known, knownText } from "../known";
import { application, applicationPassword, servicePrincipalPassword } from "../../model/resourceTypes";

interface Config {
  /** Days a secret may be valid. */
  readonly mostDays: number;
}

/** Where each resource describes a secret. */
const secrets: Readonly<Record<string, readonly string[]>> = {
  [applicationPassword]: [],
  [servicePrincipalPassword]: [],
  [application]: ["password"],
};

/** Without an end Entra ID gives a secret two years, long after those who knew of it have gone. */
export const secretEnds: ResourceValidationPolicy = {
  name: "secret-ends",
  description: "A client secret ends, within the configured number of days.",
  configSchema: {
    properties: {
      mostDays: {
        type: "integer",
        minimum: 1,
        maximum: 730,
        default: 365,
        description: "Days a secret may be valid, from its start or, where none is given, from now",
      },
    },
  },
  validateResource(args, report) {
    const { type, props } = args;
    const at = secrets[type];
    if (!at || known(props, ...at) === undefined || !isKnown(props, ...at, "endDate")) return;
    const setting = [...at, "endDate"].join(".");
    const end = knownText(props, ...at, "endDate");
    if (end === undefined) {
      // hashicorp/terraform-provider-azuread #1424
      report(`${setting} is missing, so the secret gets two years; set it (endDateRelative has no effect)`);
      return;
    }
    const ends = parseInstant(end);
    if (ends === undefined) {
      report(`${setting} is no instant; write it as 2027-11-23T00:00:00Z`);
      return;
    }
    const starts = parseInstant(knownText(props, ...at, "startDate") ?? "") ?? Date.now();
    const days = Math.floor((ends - starts) / dayMs);
    const { mostDays } = args.getConfig<Config>();
    if (days > mostDays) report(`${setting} gives the secret ${days} days; the most is ${mostDays}`);
  },
};
