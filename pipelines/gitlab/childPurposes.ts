/** What a child pipeline can do. */
export const childPurposes = ["preview", "release", "nightly", "revoke"] as const;

export type ChildPurpose = (typeof childPurposes)[number];
