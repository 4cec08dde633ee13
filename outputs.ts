export { contractVersion } from "./model/outputsContract";
