// npx tsx scripts/sample-payroll.ts: writes data/payroll.pain001.xml, the same to the byte at every run.
import { writeFile } from "node:fs/promises";
import { writeMessage } from "../payments/iso20022/write.ts";
import { payroll } from "./sample/payroll.ts";

await writeFile("data/payroll.pain001.xml", writeMessage(payroll()));
