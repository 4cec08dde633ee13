import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";

/** The pack's name is a part of every message it makes. */
new PolicyPack("icertis-access", { policies: rules, enforcementLevel: "mandatory" });
