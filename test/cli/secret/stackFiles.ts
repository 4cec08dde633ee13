import { ToolFolder } from "../runTool";

/** The part of `Pulumi.yaml` that fills in a rotation. */
export const projectFile = `name: icertis-access
runtime: nodejs
config:
  rotation.lifetimeDays:
    type: integer
    default: 365
  rotation.overlapDays:
    type: integer
    default: 60
  rotation.description:
    type: string
    default: API secret
`;

/** A folder with a Pulumi project and the file of its stack `dev`. */
export function projectFolder(stackFile: string): ToolFolder {
  const folder = new ToolFolder();
  folder.write("Pulumi.yaml", projectFile);
  folder.write("Pulumi.dev.yaml", stackFile);
  return folder;
}
