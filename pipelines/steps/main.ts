import { processJob } from "./processJob";
import { runStep } from "./runStep";
import { withPinnedPulumi } from "./pinnedPulumi";

void runStep(process.argv.slice(2), processJob(withPinnedPulumi(process.env))).then((code) => {
  process.exitCode = code;
});
