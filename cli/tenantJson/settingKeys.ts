import { tenantSettings } from "../../model/tenantJson";

/** The four keys of tenant.json, in the order of the source document. */
export const settingKeys: readonly string[] = Object.keys(
  tenantSettings({ issuer: "", audiences: [], metadataUrl: "", v1MetadataUrl: "" }),
);
