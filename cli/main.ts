#!/usr/bin/env node
import { runProcess } from "./commandProcess";

runProcess();
