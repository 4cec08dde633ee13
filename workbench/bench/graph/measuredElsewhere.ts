import type { Table } from "../table";

/** OpenTofu's destroy of the same resources, where it was found; seconds, mostly the provider's own waits. */
export const tofuDestroyElsewhere = 40;

/** What stands in for OpenTofu where it is not found. */
export const tofuElsewhere: Table = {
  title: "OpenTofu, measured elsewhere",
  columns: ["step", "ms per call", "seconds", "Graph calls"],
  rows: [
    ["destroy", "200", String(tofuDestroyElsewhere), "34"],
    ["plan", "0", "0.32", "–"],
    ["plan", "100", "1.09", "–"],
  ],
  notes: ["On another machine, with the same provider; only orders of magnitude compare."],
};
