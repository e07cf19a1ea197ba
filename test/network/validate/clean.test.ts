import { expect } from "chai";
import { validateBundle } from "../../../network/validate/validate.ts";
import { trialBundle } from "../../lib/trial-bundle.ts";

describe("Validation of a fresh bundle", () => {
  for (const validators of [4, 7]) {
    for (const loopback of [true, false]) {
      it(`finds no fault with ${validators} validators${loopback ? " on loopback" : ""}`, async () => {
        const bundle = await trialBundle({ validators, rpcNodes: 1, loopback });
        const { findings, files } = await validateBundle(bundle.folder);
        expect(findings).to.deep.equal([]);
        expect(files).to.be.at.least(6 + validators);
        await bundle.remove();
      });
    }
  }
});
