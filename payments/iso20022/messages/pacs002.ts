import type { Cursor, Part } from "../cursor.ts";
import { max, uetr } from "../leaves.ts";
import { NOT_PROVIDED, type StatusReport, type TransactionStatus } from "../model.ts";
import { readReasons, writeReasons } from "../parts/amounts.ts";
import { readAgent, writeAgent } from "../parts/parties.ts";
import { element, type Node } from "../xml/write.ts";
import { readHeader, writeHeader } from "./header.ts";

export function readPacs002(body: Cursor, name: string): Part<StatusReport> {
  const header = body.needed("GrpHdr");
  const group = body.all("OrgnlGrpInfAndSts")[0];
  return {
    kind: "pacs.002",
    name,
    ...readHeader(header),
    sender: header?.child("InstgAgt") && readAgent(header.child("InstgAgt")),
    originalMessageId: group?.text("OrgnlMsgId", max(35)),
    originalMessageName: group?.text("OrgnlMsgNmId", max(35)),
    groupStatus: group?.text("GrpSts", max(4)),
    reasons: readReasons(group, "StsRsnInf"),
    transactions: body.all("TxInfAndSts").map(readTransaction),
  };
}

function readTransaction(cursor: Cursor): Part<TransactionStatus> {
  const endToEndId = cursor.text("OrgnlEndToEndId", max(35));
  return {
    instructionId: cursor.text("OrgnlInstrId", max(35)),
    endToEndId: endToEndId === NOT_PROVIDED ? undefined : endToEndId,
    transactionId: cursor.text("OrgnlTxId", max(35)),
    uetr: cursor.text("OrgnlUETR", uetr),
    status: cursor.text("TxSts", max(4)),
    reasons: readReasons(cursor, "StsRsnInf"),
  };
}

/** pacs.002.001.10 */
export function writePacs002(message: StatusReport): Node | undefined {
  return element("FIToFIPmtStsRpt", [
    element("GrpHdr", [...writeHeader(message), writeAgent("InstgAgt", message.sender)]),
    element("OrgnlGrpInfAndSts", [
      element("OrgnlMsgId", message.originalMessageId),
      element("OrgnlMsgNmId", message.originalMessageName),
      element("GrpSts", message.groupStatus),
      ...writeReasons(message.reasons, "StsRsnInf"),
    ]),
    ...message.transactions.map((each) =>
      element("TxInfAndSts", [
        element("OrgnlInstrId", each.instructionId),
        element("OrgnlEndToEndId", each.endToEndId),
        element("OrgnlTxId", each.transactionId),
        element("OrgnlUETR", each.uetr),
        element("TxSts", each.status),
        ...writeReasons(each.reasons, "StsRsnInf"),
      ]),
    ),
  ]);
}
