import { formatInstant } from "../../model/instant";
import type { Environment, Field, Handoff } from "./content";

/** The hand-off for programs; a secret that is not shown is null. */
export function json({ environments, part, preparedOn }: Handoff): string {
  const object = {
    preparedOn: formatInstant(preparedOn),
    environments: environments.map((environment) => ({
      title: environment.title,
      authentication: environment.authentication,
      ...(part !== "uipath" && environment.tenantJson !== undefined && { icertis: icertisOf(environment) }),
      ...(part !== "icertis" && {
        uipath: membersOf(environment.uipath),
        [pageName(environment)]: environment.page.url,
      }),
      ...(part !== "icertis" && environment.validity && { clientSecret: validityOf(environment.validity) }),
    })),
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}

function icertisOf({ icertis, tenantJson }: Environment): object {
  return { ...membersOf(icertis), tenantJson: JSON.parse(tenantJson ?? "{}") as object };
}

function pageName({ authentication }: Environment): string {
  return authentication === "oauth" ? "adminConsentUrl" : "apiKeyUrl";
}

function membersOf(fields: readonly Field[]): Record<string, string | null> {
  return Object.fromEntries(fields.map(({ name, value }) => [name, value ?? null]));
}

function validityOf({ issued, expires, next, previousExpires }: NonNullable<Environment["validity"]>): object {
  return {
    issuedOn: formatInstant(issued),
    expiresOn: formatInstant(expires),
    nextRotationOn: formatInstant(next),
    previousExpiresOn: previousExpires === undefined ? null : formatInstant(previousExpires),
  };
}
