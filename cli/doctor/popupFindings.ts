import type { Facts } from "./facts";
import type { Finding } from "./finding";

/**
 * Sign-in windows that stay linked to the window that opened them. Entra ID cuts that link for applications created
 * after 2027-01-31, and an administrator may have taken that off this one, so that a connection dialog worked
 * (https://learn.microsoft.com/graph/api/resources/authenticationbehaviors).
 */
export function popupFindings({ known }: Facts): Finding[] {
  return known.flatMap(({ found, coopEnforcement }): Finding[] => {
    if (!found || coopEnforcement !== false) return [];
    return [
      {
        level: "warning",
        code: "popup-protection-off",
        what: `"${found.displayName}": the Cross-Origin-Opener-Policy of its sign-in pages is taken off, so a page that opens them keeps a hold of them`,
        hint: `once UiPath's dialog works without: az rest --method PATCH --url https://graph.microsoft.com/v1.0/applications/${found.id}/authenticationBehaviors --headers Content-Type=application/json --body '{"coopEnforcement": null}'`,
      },
    ];
  });
}
