import { expect } from "chai";
import { readMessage } from "../../../payments/iso20022/read.ts";
import { writeMessage } from "../../../payments/iso20022/write.ts";
import { Messages } from "./draws.ts";

const SEED = 20_022;
const MESSAGES = 600;

describe("ISO 20022: any message", function () {
  this.timeout(60_000);

  it("is read as it was written, and written again byte for byte", () => {
    const messages = new Messages(SEED);
    for (let index = 0; index < MESSAGES; ++index) {
      const message = messages.next();
      const xml = writeMessage(message);
      const { message: again } = readMessage(Buffer.from(xml), `${message.kind} ${index} of seed ${SEED}`);
      expect(again).to.deep.equal(message);
      expect(writeMessage(again)).to.equal(xml);
    }
  });
});
