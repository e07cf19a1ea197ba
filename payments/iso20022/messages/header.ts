import type { Cursor } from "../cursor.ts";
import { max, time } from "../leaves.ts";
import type { Message } from "../model.ts";
import { element, type Node } from "../xml/write.ts";

/** What every message begins with. */
export function readHeader(header: Cursor | undefined) {
  return {
    messageId: header?.need("MsgId", max(35)),
    createdAt: header?.need("CreDtTm", time, "DT01"),
  };
}

export function writeHeader({ messageId, createdAt }: Message): (Node | undefined)[] {
  return [element("MsgId", messageId), element("CreDtTm", createdAt)];
}
