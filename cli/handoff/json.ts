import { formatInstant } from "../../model/instant";
import type { SecretDates } from "../secret/dueEntry";
import type { Environment, Field, Handoff } from "./content";

/** The hand-off for programs; a secret that is not shown is null. */
export function json({ environments, part, preparedOn, contact }: Handoff): string {
  const object = {
    preparedOn: formatInstant(preparedOn),
    ...(contact !== undefined && { contact }),
    environments: environments.map((environment) => ({
      title: environment.title,
      authentication: environment.authentication,
      ...(environment.registration && { registration: environment.registration }),
      ...(part !== "uipath" && environment.tenant && { icertis: icertisOf(environment) }),
      ...(part !== "icertis" && {
        uipath: membersOf(environment.uipath),
        [environment.authentication === "oauth" ? "adminConsentUrl" : "apiKeyUrl"]: environment.page,
      }),
      ...(part !== "icertis" && environment.validity && { clientSecret: validityOf(environment.validity) }),
    })),
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}

function icertisOf({ icertis, tenant }: Environment): object {
  return { ...membersOf(icertis), tenantJson: tenant?.settings };
}

function membersOf(fields: readonly Field[]): Record<string, string | null> {
  return Object.fromEntries(fields.map(({ name, value }) => [name, value ?? null]));
}

function validityOf({ issued, expires, next, previousExpires }: SecretDates): object {
  return {
    issuedOn: formatInstant(issued),
    expiresOn: formatInstant(expires),
    nextRotationOn: formatInstant(next),
    previousExpiresOn: previousExpires === undefined ? null : formatInstant(previousExpires),
  };
}
