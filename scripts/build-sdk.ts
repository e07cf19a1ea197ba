/** Builds the SDK's package to sdk/dist. Publish it with: npm publish ./sdk/dist */
import path from "node:path";
import { buildPackage } from "./sdk/package.ts";

await buildPackage(path.join(import.meta.dirname, ".."));
