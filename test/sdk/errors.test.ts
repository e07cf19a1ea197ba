import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import {
  ConsortiumGovernor__factory,
  ConsortiumRegistry__factory,
  explainError,
  NodeUnusable,
  openNode,
  ValidatorSet__factory,
  WrongChain,
} from "@guildhall/sdk";
import { errorCatalogue } from "@guildhall/sdk/errors";
import { expect } from "chai";
import {
  AbiCoder,
  BrowserProvider,
  concat,
  ErrorFragment,
  Interface,
  JsonRpcProvider,
  Network,
} from "ethers";
import { network } from "hardhat";
import { RECORDED_REFUSALS } from "./recorded-refusals.ts";
import { type Answer, type StubNode, stubNode } from "./stub-node.ts";

const registry = ConsortiumRegistry__factory.createInterface();
const governor = ConsortiumGovernor__factory.createInterface();
const TARGET = `0x${"11".repeat(20)}`;
const SUSPENDED = registry.encodeErrorResult("Registry_WrongStatus", [3, 3]);

/** What a node that is killed, or the proxy before one that starts, makes of a request. */
const CUT_OFF: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  "hangs up": (response) => response.destroy(),
  "hangs up in the middle of its answer": (response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write('{"jsonrpc"', () => response.destroy());
  },
  "ends in the middle of its answer": (response) => response.end('{"jsonrpc"'),
  "answers with nothing": (response) => response.end(),
  "answers 503": (response) => response.writeHead(503).end("starting"),
};

interface Fixture {
  request: { method: string; params?: unknown[] };
  response: Answer;
  http: number;
}

describe("SDK: explained errors", () => {
  const nodes: StubNode[] = [];
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.close();
  });

  describe("reverts", () => {
    it("names a custom error of the contracts, its arguments, why and what to do", () => {
      const explained = explainError({ code: 3, message: "Execution reverted", data: SUSPENDED });
      expect(explained.text).to.equal("Registry_WrongStatus(orgId: 3, status: suspended)");
      expect(explained.contract).to.equal("IConsortiumRegistry");
      expect(explained.args.map(({ value }) => value)).to.deep.equal([3n, 3n]);
      expect(explained.why).to.equal("The organisation's standing does not allow this act.");
      expect(explained.remedy).to.match(/^`member show` tells its standing/);
      expect(explained.raw).to.equal(SUSPENDED);
    });

    it("writes ids as tasks take them, and states by their names", () => {
      const wrong = Interface.from(["error Receivables_WrongStatus(uint256 id, uint8 status)"]);
      const data = wrong.encodeErrorResult("Receivables_WrongStatus", [2n ** 255n, 4]);
      const { text } = explainError({ code: 3, message: "Execution reverted", data });
      expect(text).to.equal(`Receivables_WrongStatus(id: 0x8${"0".repeat(63)}, status: accepted)`);
      const paid = Interface.from(["error Bills_Paid(uint256 lotId)"]).encodeErrorResult("Bills_Paid", [
        (3n << 32n) | 2n,
      ]);
      expect(explainError({ code: 3, message: "", data: paid }).text).to.equal("Bills_Paid(lotId: 3/2)");
    });

    it("finds the data in every shape in which nodes and libraries wrap it", () => {
      const shapes: Record<string, unknown> = {
        "anvil and geth": { code: 3, message: "execution reverted", data: SUSPENDED },
        "nested by Hardhat": {
          code: -32603,
          message: "Error: VM Exception while processing transaction: reverted with custom error",
          data: { message: "reverted", txHash: `0x${"22".repeat(32)}`, data: SUSPENDED },
        },
        ethers: Object.assign(new Error("execution reverted"), {
          code: "CALL_EXCEPTION",
          data: SUSPENDED,
          transaction: { to: TARGET, data: "0xdeadbeef" },
        }),
        "ethers, as the node's own answer": Object.assign(new Error("missing revert data"), {
          code: "CALL_EXCEPTION",
          data: null,
          info: {
            error: { code: 3, message: "Execution reverted", data: SUSPENDED },
            payload: { params: [{ data: "0x01" }] },
          },
        }),
        viem: new Error("reverted", {
          cause: Object.assign(new Error("reverted"), { raw: SUSPENDED, data: { args: [] } }),
        }),
        "a wallet": {
          code: -32603,
          message: "Internal JSON-RPC error.",
          data: { originalError: { data: SUSPENDED } },
        },
        "an answer as text": { responseBody: JSON.stringify({ error: { code: 3, data: SUSPENDED } }) },
      };
      for (const [shape, error] of Object.entries(shapes)) {
        expect(explainError(error).name, shape).to.equal("Registry_WrongStatus");
      }
    });

    it("does not take what was sent for what was answered", () => {
      const sent = { transaction: { data: SUSPENDED }, payload: { params: [{ data: SUSPENDED }] } };
      expect(explainError({ message: "reverted", data: "0x", ...sent }).name).to.equal("RevertWithoutReason");
    });

    it("explains OpenZeppelin's errors and lists the states that would have been right", () => {
      const expected = `0x${(1n << 5n).toString(16).padStart(64, "0")}`;
      const data = governor.encodeErrorResult("GovernorUnexpectedProposalState", [7, 1, expected]);
      const { text, contract } = explainError({ data, message: "revert" });
      expect(text).to.equal(
        "GovernorUnexpectedProposalState(proposalId: 7, current: active, expectedStates: queued)",
      );
      expect(contract).to.equal("IGovernor");
    });

    it("spells out structs", () => {
      const data = ValidatorSet__factory.createInterface().encodeErrorResult("ValidatorSet_BadBounds", [
        { floor: 9, changeInterval: 20, livenessWindow: 1000, probation: 1000 },
        4,
      ]);
      expect(explainError({ data }).text).to.equal(
        "ValidatorSet_BadBounds(bounds: [9, 20, 1000, 1000], founders: 4)",
      );
    });

    it("writes times as dates", () => {
      const data = registry.encodeErrorResult("Registry_SignatureExpired", [1_956_528_000, 1_956_528_001]);
      expect(explainError({ data, message: "revert" }).text).to.equal(
        "Registry_SignatureExpired(deadline: 2032-01-01T00:00:00Z, timestamp: 2032-01-01T00:00:01Z)",
      );
    });

    it("explains reasons as text and panics", () => {
      const coder = AbiCoder.defaultAbiCoder();
      const text = concat(["0x08c379a0", coder.encode(["string"], ["not today"])]);
      expect(explainError({ data: text }).why).to.equal("not today");
      const panic = concat(["0x4e487b71", coder.encode(["uint256"], [0x11])]);
      expect(explainError({ data: panic }).text).to.equal("Panic(code: 0x11)");
      expect(explainError({ data: panic }).why).to.match(/leaves the range of its type/);
    });

    it("opens an error that carries another", () => {
      const outer = new Interface(["error CallFailed(address target, bytes reason)"]);
      const data = outer.encodeErrorResult("CallFailed", [TARGET, SUSPENDED]);
      const catalogued = {
        selector: outer.getError("CallFailed")?.selector ?? "",
        name: "CallFailed",
        signature: "CallFailed(address,bytes)",
        inputs: [
          { name: "target", type: "address", internalType: "address" },
          { name: "reason", type: "bytes", internalType: "bytes" },
        ],
        contract: "Elsewhere",
        why: "A call failed.",
        remedy: "See within.",
      };
      expect(explainError({ data }).name).to.equal("UnknownError");
      const explained = explainError({ data }, [catalogued]);
      expect(explained.name).to.equal("CallFailed");
      expect(explained.inner?.name).to.equal("Registry_WrongStatus");
    });

    it("admits what it does not know", () => {
      expect(explainError({ data: "0x12345678", message: "revert" }).text).to.equal(
        "UnknownError(0x12345678)",
      );
      expect(explainError({ data: SUSPENDED.slice(0, 20), message: "revert" }).name).to.equal("UnknownError");
      expect(explainError(new Error("the moon is full"))).to.include({
        name: "Error",
        why: "the moon is full",
      });
      const refused = Object.assign(new Error("could not coalesce error"), {
        code: "UNKNOWN_ERROR",
        error: { code: -32_099, message: "the tide is out" },
      });
      expect(explainError(refused)).to.include({
        name: "NodeRefused",
        why: "The node refuses: the tide is out",
      });
      expect(explainError("just text").why).to.equal("just text");
      expect(explainError(undefined).why).to.equal("undefined");
    });

    it("survives errors that refer to themselves or refuse to be read", () => {
      const loop: Record<string, unknown> = { message: "revert" };
      loop.cause = loop;
      Object.defineProperty(loop, "trap", { enumerable: true, get: () => expect.fail("trap") });
      expect(explainError(loop).name).to.equal("Error");
    });

    it("knows every error of the catalogue by its selector", () => {
      for (const { selector, signature, inputs, name } of errorCatalogue) {
        const declaration = `error ${name}(${inputs.map(({ type }) => type).join(", ")})`;
        expect(new Interface([declaration]).getError(name)?.selector, signature).to.equal(selector);
      }
    });

    it("explains what Hardhat's chain answers within this process", async () => {
      const { ethers } = await network.create();
      const contract = ConsortiumRegistry__factory.connect(
        "0x0000000000000000000000000000000000007771",
        ethers.provider,
      );
      const signer = await ethers.provider.getSigner(0);
      const free = { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
      const attempts = [
        () => contract.suspend.staticCall(1, `0x${"00".repeat(32)}`),
        () => contract.suspend.estimateGas(1, `0x${"00".repeat(32)}`),
        () => contract.connect(signer).suspend(1, `0x${"00".repeat(32)}`, { gasLimit: 100_000, ...free }),
      ];
      for (const attempt of attempts) {
        const error = await attempt().then(
          () => expect.fail("was not refused"),
          (refusal: unknown) => refusal,
        );
        expect(explainError(error).name).to.equal("Registry_OnlyTimelock");
      }
    });
  });

  describe("recorded answers", () => {
    for (const [recorded, expected] of Object.entries(RECORDED_REFUSALS)) {
      it(`of ${recorded}: every refusal is explained, as it comes and through ethers`, async () => {
        const refused: string[] = [];
        for (const file of (await readdir(`test/fixtures/${recorded}`)).sort()) {
          const fixture = basename(file, ".json");
          const { request, response, http } = await readFixture(fixture, recorded);
          if (response === undefined || !("error" in response)) continue;
          refused.push(fixture);
          const node = await stubNode({ [request.method]: response }, http);
          nodes.push(node);
          const provider = new JsonRpcProvider(node.url, 20260, { staticNetwork: true, batchMaxCount: 1 });
          const wrapped = await ask(provider, request).then(
            () => expect.fail(`${fixture} was answered`),
            (refusal: unknown) => refusal,
          );
          for (const error of [response.error, wrapped]) {
            const { name, why, remedy } = explainError(error, ERRORS_OF_FIXTURES);
            expect(name, fixture).to.equal(expected[fixture]);
            expect([why, remedy], fixture).not.to.include("");
          }
          provider.destroy();
        }
        expect(refused).to.deep.equal(Object.keys(expected).sort());
      });
    }

    it("names the option of a node that weighs balances although gas is free", async () => {
      const { response } = await readFixture("estimateGas_priced_zero_balance");
      expect(explainError((response as { error: unknown }).error).remedy).to.match(
        /--tx-pool-enable-balance-check=false/,
      );
    });

    it("reads refusals that carry only their code", () => {
      const names = {
        "-32001": "NonceTooLow",
        "-32009": "GasPriceBelowMinimum",
        "-39001": "UnknownBlock",
        "-32602": "InvalidParameters",
      };
      for (const [code, name] of Object.entries(names)) {
        expect(explainError({ code: Number(code), message: "x" }).name).to.equal(name);
      }
      expect(
        explainError({ code: -32000, message: "Transaction nonce is too distant from current sender nonce" })
          .name,
      ).to.equal("NonceTooDistant");
    });
  });

  describe("the way to the node", () => {
    it("fails at once when nothing listens, and says so", async () => {
      const error = await openNode("http://127.0.0.1:9").then(
        () => expect.fail("opened"),
        (refusal: unknown) => refusal,
      );
      expect(error).to.be.instanceOf(NodeUnusable);
      expect(explainError(error).why).to.equal("Nothing answers at the node's address. (http://127.0.0.1:9)");
    });

    for (const [how, reply] of Object.entries(CUT_OFF)) {
      it(`takes a node that ${how} for one to ask again, through ethers and through Hardhat`, async () => {
        const server = createServer((_, response) => reply(response)).listen(0, "127.0.0.1");
        await once(server, "listening");
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const hardhat = await network.create({ network: "localhost", override: { url } });
        const staticNetwork = Network.from(20260);
        const providers = [
          new JsonRpcProvider(url, staticNetwork, { staticNetwork }),
          new BrowserProvider(hardhat.provider, staticNetwork, { staticNetwork }),
        ];
        const errors = await Promise.all(
          providers.map((provider) => provider.send("eth_gasPrice", []).catch((refusal: unknown) => refusal)),
        );
        for (const provider of providers) provider.destroy();
        await hardhat.close();
        server.close();
        server.closeAllConnections();
        for (const error of errors) {
          expect(explainError(error).name).to.be.oneOf(["NodeUnavailable", "NodeUnreachable"]);
        }
      });
    }

    it("refuses the node of another chain", async () => {
      const node = await stubNode({ eth_chainId: { result: "0x1" } });
      nodes.push(node);
      const error = await openNode(node.url, { chainId: 20260n }).catch((refusal: unknown) => refusal);
      expect(error).to.be.instanceOf(WrongChain);
      expect(explainError(error)).to.include({ name: "WrongChain", remedy: (error as WrongChain).remedy });
    });

    it("asks with the token that a node demands", async () => {
      const node = await stubNode(
        { eth_chainId: { error: { code: -40_100, message: "Unauthorized" } } },
        401,
      );
      nodes.push(node);
      const error = await openNode(node.url).catch((refusal: unknown) => refusal);
      expect((error as NodeUnusable).why).to.match(/asks for a sign-in/);
    });

    it("opens a node of the right chain", async () => {
      const node = await stubNode({ eth_chainId: { result: "0x4f24" }, eth_blockNumber: { result: "0x2a" } });
      nodes.push(node);
      const provider = await openNode(node.url, { chainId: 20260n, token: "secret" });
      expect(await provider.getBlockNumber()).to.equal(42);
      provider.destroy();
    });
  });
});

async function readFixture(name: string, recorded = "besu-26.8.0"): Promise<Fixture> {
  return JSON.parse(await readFile(`test/fixtures/${recorded}/${name}.json`, "utf8")) as Fixture;
}

/** The errors of the contract that the recorded calls went to. */
const ERRORS_OF_FIXTURES = ["error Denied(address,uint256,string)", "error Empty()"].map((declaration) => {
  const fragment = ErrorFragment.from(declaration);
  return {
    selector: fragment.selector,
    name: fragment.name,
    signature: fragment.format(),
    inputs: fragment.inputs.map(({ name, type }) => ({ name, type, internalType: type })),
    contract: "Elsewhere",
    why: "It is denied.",
    remedy: "Ask otherwise.",
  };
});

/** Asks the way an application does, so that ethers wraps the answer. */
async function ask(provider: JsonRpcProvider, { method, params = [] }: Fixture["request"]): Promise<unknown> {
  const [first = {}] = params as [Record<string, string>?];
  if (method === "eth_call") return provider.call({ to: first.to ?? null, data: first.data ?? "0x" });
  if (method === "eth_estimateGas")
    return provider.estimateGas({ to: first.to ?? null, data: first.data ?? "0x" });
  return provider.send(method, params);
}
