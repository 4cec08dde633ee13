import { copyAndShow } from "./buttons";
import { mergeInPage } from "./mergeInPage";

// What needs a script is shown only where scripts run, and secrets are hidden only there.
document.documentElement.classList.add("js");
copyAndShow();
mergeInPage();
