import { cloudNames } from "./cloud";
import { displayNameProblems } from "./displayName";
import type { Problem } from "./problem";
import { redirectUrisProblems } from "./redirectUris";
import { readRotation, type RotationSettings } from "./rotationSettings";
import { scopesProblems, type ScopeSettings } from "./scopes";

/** What one application registration is made from: the settings that need no call to check. */
export interface RegistrationSettings {
  readonly displayName: string;
  readonly redirectUris: string[];
  readonly scopes: ScopeSettings[];
  readonly rotation: RotationSettings;
  readonly cloud: string;
  readonly clientApplication: string;
}

/**
 * Every problem with the settings at the instant `now`; none means that Entra ID's documented limits hold. A setting
 * that is left out, because its shape has been refused already, has none.
 */
export function registrationProblems(settings: Partial<RegistrationSettings>, now: number): Problem[] {
  const { displayName, redirectUris, scopes, cloud, rotation, clientApplication } = settings;
  return [
    ...(displayName === undefined ? [] : displayNameProblems(displayName, clientApplication === "separate")),
    ...(redirectUris === undefined ? [] : redirectUrisProblems(redirectUris)),
    ...(scopes === undefined ? [] : scopesProblems(scopes)),
    ...(cloud === undefined ? [] : cloudProblems(cloud)),
    ...(rotation === undefined ? [] : rotationProblems(rotation, now)),
  ];
}

function rotationProblems(settings: RotationSettings, now: number): Problem[] {
  const rotation = readRotation(settings, now);
  return Array.isArray(rotation) ? rotation : [];
}

function cloudProblems(cloud: string): Problem[] {
  if (cloudNames.includes(cloud)) return [];
  const rule = `must be one of ${cloudNames.join(", ")}`;
  return [{ key: "cloud", got: cloud, rule, remedy: "public is right for commercial tenants and GCC" }];
}
