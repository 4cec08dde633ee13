import { processContext } from "../../entra/processContext";
import { withPinnedPulumi } from "./installPulumi";
import { runStep } from "./steps";

void runStep(process.argv.slice(2), processContext(withPinnedPulumi(process.env))).then((code) => {
  process.exitCode = code;
});
