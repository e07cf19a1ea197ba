import type { Cursor } from "../cursor.ts";
import { max } from "../leaves.ts";

/** Services of CBPR+, the rules for payments over SWIFT: swift.cbprplus.02, swift.cbprplus.stp.03. */
const SERVICE = /^swift\.cbprplus(\.[a-z]+)?\.\d{2}$/;

/** Checks what a business application header (head.001) says of the message beside it. */
export function checkBusinessHeader(header: Cursor, name: string): void {
  if (!header.element.namespace.startsWith("urn:iso:std:iso:20022:tech:xsd:head.001.001.")) {
    header.remark(`is of another kind (${header.element.namespace}) and was not read`);
    return;
  }
  const said = header.child("MsgDefIdr");
  const definition = said?.value(max(35));
  if (definition !== undefined && definition !== name)
    said?.fault(`says ${definition}, the message is a ${name}`, "FF01");
  const service = header.child("BizSvc");
  const text = service?.value(max(35));
  if (text?.startsWith("swift.") && !SERVICE.test(text))
    service?.fault(`"${text}" is no service of CBPR+`, "FF01");
}
