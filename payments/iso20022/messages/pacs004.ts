import { formatMoney, type Money } from "../../money.ts";
import type { Cursor, Part } from "../cursor.ts";
import { day, max, uetr } from "../leaves.ts";
import { type Charge, NOT_PROVIDED, type PaymentReturn, type ReturnedPayment } from "../model.ts";
import {
  checkTotals,
  readCharges,
  readReasons,
  writeCharges,
  writeMoney,
  writeReasons,
} from "../parts/amounts.ts";
import { readAgent, writeAgent } from "../parts/parties.ts";
import { readPaid } from "../parts/transfers.ts";
import { element, type Node } from "../xml/write.ts";
import { readHeader, writeHeader } from "./header.ts";
import { readMethod } from "./pacs008.ts";
import { totals } from "./pain001.ts";

export function readPacs004(body: Cursor, name: string): Part<PaymentReturn> {
  const header = body.needed("GrpHdr");
  const group = readOriginal(body);
  const places = body.all("TxInf");
  if (places.length === 0) body.fault("TxInf is missing: returns of whole messages are not served", "CH21");
  const returns = places.map((place, index) => {
    place.notes.transaction = index + 1;
    const returned = readReturn(place, group);
    place.notes.transaction = undefined;
    return returned;
  });
  if (header !== undefined)
    checkTotals(header, returns.map(({ returned }) => returned) as (Money | undefined)[]);
  return {
    kind: "pacs.004",
    name,
    ...readHeader(header),
    sender: header?.child("InstgAgt") && readAgent(header.child("InstgAgt")),
    settlementMethod: readMethod(header),
    returns,
  };
}

function readReturn(cursor: Cursor, group: Original): Part<ReturnedPayment> {
  const endToEndId = cursor.text("OrgnlEndToEndId", max(35));
  const returned = readPaid(cursor.needed("RtrdIntrBkSttlmAmt"));
  const before = cursor.child("RtrdInstdAmt");
  const returnedBeforeCharges = readPaid(before);
  const charges = readCharges(cursor);
  const whole = returned && withCharges(returned, charges as Charge[]);
  if (
    whole !== undefined &&
    returnedBeforeCharges?.currency === whole.currency &&
    returnedBeforeCharges.amountMinor !== whole.amountMinor
  ) {
    before?.fault(
      `is not what comes back and the charges together: ${formatMoney(whole.amountMinor, whole.currency)}`,
      "AM09",
    );
  }
  return {
    returnId: cursor.text("RtrId", max(35)),
    ...(cursor.child("OrgnlGrpInf") === undefined ? group : readOriginal(cursor)),
    originalEndToEndId: endToEndId === NOT_PROVIDED ? undefined : endToEndId,
    originalTransactionId: cursor.text("OrgnlTxId", max(35)),
    originalUetr: cursor.text("OrgnlUETR", uetr),
    originalAmount: readPaid(cursor.child("OrgnlIntrBkSttlmAmt")),
    returned,
    returnedBeforeCharges,
    settlementDate: cursor.text("IntrBkSttlmDt", day, "DT01"),
    charges,
    reason: readReasons(cursor, "RtrRsnInf")[0],
  };
}

type Original = Pick<Part<ReturnedPayment>, "originalMessageId" | "originalMessageName">;

function readOriginal(cursor: Cursor): Original {
  const place = cursor.child("OrgnlGrpInf");
  return {
    originalMessageId: place?.text("OrgnlMsgId", max(35)),
    originalMessageName: place?.text("OrgnlMsgNmId", max(35)),
  };
}

/** What a return takes off the original: the money that comes back and the charges kept back in the same currency. */
export function withCharges({ currency, amountMinor }: Money, charges: readonly Charge[]): Money {
  const kept = charges.filter(({ amount }) => amount?.currency === currency);
  return { currency, amountMinor: kept.reduce((sum, { amount }) => sum + amount.amountMinor, amountMinor) };
}

/** pacs.004.001.09 */
export function writePacs004(message: PaymentReturn): Node | undefined {
  return element("PmtRtr", [
    element("GrpHdr", [
      ...writeHeader(message),
      ...totals(message.returns.map(({ returned }) => returned)),
      element("SttlmInf", [element("SttlmMtd", message.settlementMethod)]),
      writeAgent("InstgAgt", message.sender),
    ]),
    ...message.returns.map((each) =>
      element("TxInf", [
        element("RtrId", each.returnId),
        element("OrgnlGrpInf", [
          element("OrgnlMsgId", each.originalMessageId),
          element("OrgnlMsgNmId", each.originalMessageName),
        ]),
        element("OrgnlEndToEndId", each.originalEndToEndId),
        element("OrgnlTxId", each.originalTransactionId),
        element("OrgnlUETR", each.originalUetr),
        writeMoney("OrgnlIntrBkSttlmAmt", each.originalAmount),
        writeMoney("RtrdIntrBkSttlmAmt", each.returned),
        element("IntrBkSttlmDt", each.settlementDate),
        writeMoney("RtrdInstdAmt", each.returnedBeforeCharges),
        ...writeCharges(each.charges),
        ...writeReasons(each.reason === undefined ? [] : [each.reason], "RtrRsnInf"),
      ]),
    ),
  ]);
}
