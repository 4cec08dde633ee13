import { asProcess } from "../../cli/commandProcess";
import { processContext } from "../../entra/processContext";
import { withPinnedPulumi } from "./installPulumi";
import { runStep } from "./steps";

asProcess("pipeline", () => runStep(process.argv.slice(2), processContext(withPinnedPulumi(process.env))));
