// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";
import {ICurrencyExchange} from "./ICurrencyExchange.sol";
import {ISettlementToken} from "./ISettlementToken.sol";

/// @title Money set aside for a payee until it has delivered
/// @notice The payer authorises: the whole amount leaves its account and is held here. The payee captures, whole or
/// in parts, or voids; whatever is not captured in time goes back to the payer. What was captured may be refunded. A
/// payment is named by the digest of its terms, which every call carries; the contract keeps one word per payment.
/// @dev Who may do what:
/// - the payer's organisation: authorise (the account that pays), revoke terms it signed, capture (in the payee's
///   favour, at the least fee), release milestones, open a dispute;
/// - the payee's side, that is the payee's organisation and the agent: capture, void, refund; the payee's
///   organisation also opens a dispute;
/// - the attester of a milestone: release it on evidence;
/// - the arbiter: divide what is held in a dispute;
/// - anyone: deliver signed terms and releases, expire, end a dispute that the arbiter left undecided.
///
/// Accounts stand for their organisations: whoever acts for the organisation of the account that the terms name has
/// its say, also after that account was rotated. Money goes to the accounts that the terms name and to nobody else;
/// one that cannot be paid has its money quarantined by the token and stops nobody. Amounts are minor units below
/// 2^96.
///
/// The token is the parties' choice. The escrow calls the tokens that the terms name and no other address of a
/// caller's choosing, so a token that is none harms those alone who agreed on it.
interface IPaymentEscrow {
    /// @notice One of several beneficiaries. A capture is divided in proportion to `parts`: basis points that add up
    /// to 10,000, or the very amounts, in minor units, that add up to the payment.
    /// @param beneficiary An account that may act when the payment is authorised.
    /// @param parts More than 0.
    struct Share {
        address beneficiary;
        uint96 parts;
    }

    /// @notice A part of the payment that can be captured once it is released.
    /// @param amountMinor More than 0; the milestones of a payment add up to its amount.
    /// @param attester The organisation whose report of the evidence releases it; none if only the payer's may.
    /// @param evidence Digest that the attester must report; zero if any will do.
    struct Milestone {
        uint96 amountMinor;
        OrgId attester;
        bytes32 evidence;
    }

    /// @notice All that was agreed on. Signed as EIP-712 type `PaymentTerms` of domain "Guildhall PaymentEscrow",
    /// version 1; the digest is the payment's id.
    /// @param payer The account that pays, and that gets back what is voided or refunded.
    /// @param payee The account that is paid, unless there are shares; its organisation captures.
    /// @param agent An organisation that captures, voids and refunds beside the payee's (a marketplace); none if no
    /// one. Not the payer's.
    /// @param token The money.
    /// @param amountMinor What is held; more than 0.
    /// @param authoriseBefore The terms can be authorised earlier than this, seconds UTC.
    /// @param captureBefore From then on anyone may have what is not captured returned; not before
    /// `authoriseBefore`, and within ten years.
    /// @param refundBefore Refunds are accepted earlier than this; not before `captureBefore`.
    /// @param arbiter Decides disputes: has the capability and is none of the parties. None if there can be no
    /// dispute.
    /// @param disputeSeconds How long the arbiter has: an hour to a year; 0 without an arbiter.
    /// @param disputeDefaultsToPayee Who gets what is held if the arbiter does not decide in time.
    /// @param feeReceiver Gets the fee of each capture; zero if the payee's side names it when it captures.
    /// @param minFeeBps Least fee, in basis points of what is captured. More than 0 only with a `feeReceiver`.
    /// @param maxFeeBps Most, up to 10,000.
    /// @param payoutToken Other money in which the payee is paid, bought when it captures; zero if none.
    /// @param minPayoutMinor Least that the whole amount, before fees, must buy; a capture of a part must buy as
    /// much in proportion, rounded up. 0 without a `payoutToken`.
    /// @param orderId The order that is paid; zero if none.
    /// @param paymentReference Handed on with every payout. Makes payments different that are otherwise the same.
    /// @param shares The beneficiaries, at most 32; none if the payee gets everything.
    /// @param milestones At most 16; none if everything can be captured at once.
    struct PaymentTerms {
        address payer;
        address payee;
        OrgId agent;
        ISettlementToken token;
        uint96 amountMinor;
        uint40 authoriseBefore;
        uint40 captureBefore;
        uint40 refundBefore;
        OrgId arbiter;
        uint32 disputeSeconds;
        bool disputeDefaultsToPayee;
        address feeReceiver;
        uint16 minFeeBps;
        uint16 maxFeeBps;
        ISettlementToken payoutToken;
        uint96 minPayoutMinor;
        bytes32 orderId;
        PaymentReference paymentReference;
        Share[] shares;
        Milestone[] milestones;
    }

    /// @notice One capture. A capture that was sent twice is refused the second time, since it names what came
    /// before it.
    /// @param capturedBeforeMinor What was captured of this payment so far.
    /// @param amountMinor What is captured now; more than 0.
    /// @param feeBps Fee in basis points of `amountMinor`, rounded down; the payer's organisation must take the
    /// least.
    /// @param feeReceiver Who gets it where the terms leave that open; zero otherwise.
    struct Capture {
        uint96 capturedBeforeMinor;
        uint96 amountMinor;
        uint16 feeBps;
        address feeReceiver;
    }

    /// @notice One capture of a batch.
    struct CaptureItem {
        PaymentTerms terms;
        Capture capture;
    }

    /// @notice Where a payment stands, apart from amounts and the clock.
    /// @custom:value0 None Never authorised.
    /// @custom:value1 Revoked Never to be authorised.
    /// @custom:value2 Open Not in dispute, and no dispute was withdrawn.
    /// @custom:value3 DisputedByPayer The payer may withdraw the dispute.
    /// @custom:value4 DisputedByPayee The payee may withdraw the dispute.
    /// @custom:value5 WithdrawnByPayer As Open; the payee may still open a dispute.
    /// @custom:value6 WithdrawnByPayee As Open; the payer may still open a dispute.
    /// @custom:value7 DisputedForGood The other party's dispute after one was withdrawn; nobody withdraws it.
    /// @custom:value8 Voided What was left went back to the payer.
    enum Stage {
        None,
        Revoked,
        Open,
        DisputedByPayer,
        DisputedByPayee,
        WithdrawnByPayer,
        WithdrawnByPayee,
        DisputedForGood,
        Voided
    }

    /// @notice What the contract keeps of a payment: one word.
    /// @param capturableMinor Held here.
    /// @param refundableMinor Captured and not refunded.
    /// @param until While disputed: when the arbiter's time ends. Once the dispute was withdrawn: the capture
    /// deadline, later by as long as the dispute lasted, and it stays unless another follows. Otherwise 0.
    /// @param releasedMilestones One bit per milestone.
    struct Payment {
        uint96 capturableMinor;
        uint96 refundableMinor;
        uint40 until;
        uint16 releasedMilestones;
        Stage stage;
    }

    /// @notice Where a payment stands now.
    /// - Unknown: never authorised.
    /// - Revoked: its terms were withdrawn before they were authorised.
    /// - Open: money is held and can be captured.
    /// - Lapsed: money is held and can only go back; anyone may `expire`.
    /// - Disputed: money is held and the arbiter's time runs.
    /// - Undecided: the arbiter's time is over; anyone may `endDispute`.
    /// - Captured: nothing is held; something can be refunded.
    /// - Voided: nothing is held, the rest went back to the payer, and nothing is left to refund.
    /// - Refunded: everything was captured and refunded.
    enum Status {
        Unknown,
        Revoked,
        Open,
        Lapsed,
        Disputed,
        Undecided,
        Captured,
        Voided,
        Refunded
    }

    /// @notice Why held money went back to the payer.
    enum VoidCause {
        ByPayee,
        Expired,
        ByArbiter,
        ByDefault
    }

    /// @notice The payer's money is held. The terms are all that later calls need.
    event PaymentAuthorised(
        bytes32 indexed paymentId,
        OrgId indexed payerOrg,
        OrgId indexed payeeOrg,
        PaymentTerms terms
    );
    /// @notice The payment that was authorised in the same transaction is for an order.
    event OrderEscrowed(bytes32 indexed orderId, bytes32 indexed paymentId);
    /// @notice Terms can never be authorised.
    event TermsRevoked(bytes32 indexed paymentId, OrgId indexed payerOrg);
    /// @notice Held money was paid out to the beneficiaries, less the fee. `by` is the organisation that captured,
    /// the arbiter that awarded it, or none if a dispute ended by default.
    event PaymentCaptured(bytes32 indexed paymentId, OrgId indexed by, uint96 amountMinor, uint96 feeMinor);
    /// @notice What was captured, less the fee, was sold for the money in which the payee is paid.
    event PayoutConverted(
        bytes32 indexed paymentId,
        address indexed maker,
        uint96 soldMinor,
        uint96 boughtMinor
    );
    /// @notice A payout could not reach its beneficiary; the token keeps it under `quarantineId`.
    event PayoutQuarantined(
        bytes32 indexed paymentId,
        address indexed beneficiary,
        uint256 quarantineId,
        uint256 amountMinor
    );
    /// @notice Held money went back to the payer.
    event PaymentVoided(bytes32 indexed paymentId, VoidCause indexed cause, uint96 amountMinor);
    /// @notice Captured money was paid back to the payer by `account` of the payee's side.
    event PaymentRefunded(bytes32 indexed paymentId, address indexed account, uint96 amountMinor);
    /// @notice A milestone can be captured. `by` is the payer's organisation or the attester.
    event MilestoneReleased(
        bytes32 indexed paymentId,
        OrgId indexed by,
        uint8 milestone,
        uint96 amountMinor,
        bytes32 evidence
    );
    /// @notice Capture and void are stopped until the arbiter decides, or until `until`.
    event DisputeOpened(
        bytes32 indexed paymentId,
        OrgId indexed by,
        OrgId indexed arbiter,
        uint40 until,
        bytes32 grounds
    );
    /// @notice Whoever opened the dispute ended it; the payment can be captured earlier than `captureBefore`.
    event DisputeWithdrawn(bytes32 indexed paymentId, OrgId indexed by, uint40 captureBefore);
    /// @notice The arbiter divided what was held.
    event DisputeResolved(
        bytes32 indexed paymentId,
        OrgId indexed arbiter,
        uint96 payeeMinor,
        uint96 payerMinor,
        bytes32 decision
    );
    /// @notice The arbiter did not decide in time, and the agreed default was applied.
    event DisputeDefaulted(bytes32 indexed paymentId, bool toPayee, uint96 amountMinor);
    /// @notice A capture of a batch was not done; `reason` is what it reverted with.
    event CaptureSkipped(bytes32 indexed paymentId, bytes reason);

    /// @notice Only the account that the terms name as payer authorises directly.
    /// @custom:remedy Call with that account, or deliver the terms with its signature.
    error Escrow_NotPayer(address caller, address payer);
    /// @notice These terms were authorised or revoked before.
    /// @custom:remedy Give the payment another reference, so that the terms differ.
    error Escrow_TermsUsed(bytes32 paymentId);
    /// @notice The terms hold nothing.
    /// @custom:remedy Give an amount of one minor unit or more.
    error Escrow_NoAmount();
    /// @notice The terms can no longer be authorised.
    /// @custom:remedy Agree on new terms with a later `authoriseBefore`.
    error Escrow_AuthorisationExpired(uint40 authoriseBefore);
    /// @notice The deadlines are not in order, or money would be held for more than ten years.
    /// @custom:remedy authoriseBefore ≤ captureBefore ≤ refundBefore, and captureBefore ≤ `latest`.
    error Escrow_BadTimes(uint40 authoriseBefore, uint40 captureBefore, uint40 refundBefore, uint256 latest);
    /// @notice The bounds of the fee do not fit: the least is above the most, the most above 10,000, or there is a
    /// least fee and nobody who gets it.
    /// @custom:remedy minFeeBps ≤ maxFeeBps ≤ 10,000; name a feeReceiver if minFeeBps is more than 0.
    error Escrow_BadFees(uint16 minFeeBps, uint16 maxFeeBps, address feeReceiver);
    /// @notice The payer's organisation cannot be the agent: it would void what it is to pay.
    /// @custom:remedy Name another organisation, or none.
    error Escrow_BadAgent(OrgId agent);
    /// @notice The arbiter lacks the capability or is a party to the payment.
    /// @custom:remedy Name an organisation with the capability `arbiter` that is neither the payer's, the payee's
    /// nor the agent.
    error Escrow_BadArbiter(OrgId arbiter);
    /// @notice The arbiter's time is too short or too long, or there is no arbiter.
    /// @custom:remedy An hour to a year with an arbiter, 0 without.
    error Escrow_BadDisputePeriod(uint32 disputeSeconds, OrgId arbiter);
    /// @notice Other money to pay out, and the least of it, go together; it differs from the money that is held.
    /// @custom:remedy Give both `payoutToken` and `minPayoutMinor`, or neither.
    error Escrow_BadPayout(ISettlementToken payoutToken, uint96 minPayoutMinor);
    /// @notice There are more than 32 shares, one of no parts, or the parts add up to 2^96 or more.
    /// @custom:remedy Give each beneficiary parts, and fewer beneficiaries or smaller parts.
    error Escrow_BadShares(uint256 count, uint256 totalParts);
    /// @notice There are more than 16 milestones, one of no amount, or they do not add up to the payment.
    /// @custom:remedy Give each milestone an amount; together they are `amountMinor`.
    error Escrow_BadMilestones(uint256 count, uint256 totalMinor, uint96 amountMinor);
    /// @notice The token answers that it did not move the money.
    /// @custom:remedy Name a settlement token that the directory lists.
    error Escrow_TokenRefused(ISettlementToken token);
    /// @notice The signature is not one of the signer over this message, for this contract and chain.
    /// @custom:remedy Sign again; check the chain id and the address of the escrow.
    error Escrow_BadSignature(address signer);
    /// @notice The signature is no longer good.
    /// @custom:remedy Sign again with a later deadline.
    error Escrow_SignatureExpired(uint256 deadline);

    /// @notice No such terms were authorised here.
    /// @custom:remedy Give the terms exactly as they were authorised; `escrow show` prints them.
    error Escrow_UnknownPayment(bytes32 paymentId);
    /// @notice The caller's organisation has no say in this.
    /// @custom:remedy `escrow show` names the parties; sign for the one whose act it is.
    error Escrow_NotYours(bytes32 paymentId, OrgId orgId);
    /// @notice Not as much is held, released or captured, or nothing was asked for.
    /// @custom:remedy Ask for 1 to `availableMinor`.
    error Escrow_NotAvailable(bytes32 paymentId, uint96 amountMinor, uint256 availableMinor);
    /// @notice Something else was captured before than this capture supposes: it was done already, or another one
    /// came first.
    /// @custom:remedy Look at `escrow show`; if more is to be captured, begin with what was captured so far.
    error Escrow_CapturedOtherwise(bytes32 paymentId, uint256 capturedMinor, uint96 expectedMinor);
    /// @notice The fee is outside what was agreed; the payer's organisation may take the least only.
    /// @custom:remedy Choose a fee from `minFeeBps` to `maxFeeBps`.
    error Escrow_BadFee(uint16 feeBps, uint16 minFeeBps, uint16 maxFeeBps);
    /// @notice The terms say who gets the fee, or there is no fee to get, or nobody is named to get one.
    /// @custom:remedy Name a receiver only where the terms leave it open and there is a fee.
    error Escrow_BadFeeReceiver(address feeReceiver, address agreed);
    /// @notice The payment is paid out in other money, or is not.
    /// @custom:remedy Capture with a quote exactly if the terms name a `payoutToken`.
    error Escrow_WrongMoney(ISettlementToken payoutToken);
    /// @notice The quote was not made for this capture.
    /// @custom:remedy Ask for one with the escrow as taker, the payment's id as reference, the two moneys of the
    /// terms, and what is captured less the fee as `takerAmountMinor`.
    error Escrow_WrongQuote(bytes32 paymentId, uint256 soldMinor);
    /// @notice The quote sells less than the terms ask for.
    /// @custom:remedy Ask the bank, or another one, for a better quote.
    error Escrow_PayoutTooLow(uint256 payoutMinor, uint256 leastMinor);
    /// @notice Time to capture, to void or to open a dispute is over.
    /// @custom:remedy Anyone may return the money now: `escrow expire`.
    error Escrow_Lapsed(bytes32 paymentId, uint40 captureBefore);
    /// @notice The payment can still be captured.
    /// @custom:remedy Wait until `captureBefore`; the payee's side may void earlier.
    error Escrow_NotLapsed(bytes32 paymentId, uint40 captureBefore);
    /// @notice Time to refund through the escrow is over.
    /// @custom:remedy Pay the payer directly.
    error Escrow_RefundClosed(bytes32 paymentId, uint256 refundBefore);
    /// @notice The payment is in dispute.
    /// @custom:remedy Wait for the arbiter, or let whoever opened the dispute withdraw it; after `until` anyone ends
    /// it.
    error Escrow_Disputed(bytes32 paymentId, uint40 until);
    /// @notice The payment is not in dispute.
    /// @custom:remedy `escrow show` tells where it stands.
    error Escrow_NotDisputed(bytes32 paymentId);
    /// @notice There is no arbiter to decide a dispute, or this party withdrew one before: each has one at most.
    /// @custom:remedy Come to terms with the other party.
    error Escrow_NoDispute(bytes32 paymentId, OrgId arbiter);
    /// @notice A dispute that follows one which the other party withdrew is decided: time is given back once, so that
    /// money is not held without end.
    /// @custom:remedy Wait for the arbiter; after `until` anyone ends it.
    error Escrow_DisputeForGood(bytes32 paymentId, uint40 until);
    /// @notice The arbiter's time is over.
    /// @custom:remedy Anyone may apply what was agreed for this case: `escrow end-dispute`.
    error Escrow_Undecided(bytes32 paymentId, uint40 until);
    /// @notice The arbiter still has time.
    /// @custom:remedy Wait until `until`.
    error Escrow_ArbiterHasTime(bytes32 paymentId, uint40 until);
    /// @notice There is no such milestone, or it was released.
    /// @custom:remedy `escrow show` lists the milestones, counted from 0.
    error Escrow_NoMilestone(bytes32 paymentId, uint256 milestone);
    /// @notice The milestone asks for other evidence.
    /// @custom:remedy Report the digest that the terms name.
    error Escrow_WrongEvidence(bytes32 evidence, bytes32 expected);
    /// @notice What is left of the gas may not suffice for the next capture of the batch.
    /// @custom:remedy Send more gas or a smaller batch.
    error Escrow_TooLittleGas(uint256 gasLeft, uint256 needed);

    /// @notice Holds the payer's money under these terms. The payer's account itself; it has allowed the escrow to
    /// draw the amount from the token. Payer, payee, beneficiaries and the receiver of the fee must be able to act
    /// now.
    /// @return paymentId Names the payment.
    function authorise(PaymentTerms calldata terms) external returns (bytes32 paymentId);

    /// @notice As `authorise`, on the payer's signature over the terms: an EOA, or a contract that speaks EIP-1271.
    /// Anyone delivers it, earlier than `authoriseBefore`; who does makes no difference to what happens.
    function authoriseBySignature(
        PaymentTerms calldata terms,
        bytes calldata signature
    ) external returns (bytes32 paymentId);

    /// @notice Makes sure that terms, signed or not, are never authorised. Any account that acts for the payer's
    /// organisation.
    function revoke(PaymentTerms calldata terms) external returns (bytes32 paymentId);

    /// @notice Pays held money out to the beneficiaries, as far as it is released, earlier than the capture
    /// deadline. The payee's side, or the payer's organisation.
    function capture(PaymentTerms calldata terms, Capture calldata item) external;

    /// @notice As `capture`, where the terms name other money for the payout: what is captured, less the fee, is
    /// sold to the maker of a firm quote, and what that buys is divided; all of it or nothing. The fee is paid in
    /// the money that is held.
    /// @param quote Taker: this contract. Reference: the payment's id, so that no other payment takes it.
    function captureWithQuote(
        PaymentTerms calldata terms,
        Capture calldata item,
        ICurrencyExchange.Quote calldata quote,
        bytes calldata makerSignature
    ) external;

    /// @notice Captures many. One that cannot be captured is skipped and reported by `CaptureSkipped`.
    /// @return captured How many were captured.
    function captureBatch(CaptureItem[] calldata items) external returns (uint256 captured);

    /// @notice Gives back what is held. The payee's side, earlier than the capture deadline.
    function void(PaymentTerms calldata terms) external;

    /// @notice Returns what is held to the payer once the capture deadline has passed. Anyone.
    function expire(PaymentTerms calldata terms) external;

    /// @notice Pays captured money back to the payer, from the caller's account, which has allowed the escrow to
    /// draw it. The payee's side, earlier than `refundBefore` (or later by as long as a withdrawn dispute lasted, unless
    /// another followed).
    /// @param amountMinor 1 to what was captured and not refunded.
    function refund(PaymentTerms calldata terms, uint96 amountMinor) external;

    /// @notice Releases a milestone. The payer's organisation, or its attester with the evidence that it asks for.
    /// @param milestone Its place among the terms' milestones, from 0.
    /// @param evidence Digest of what shows that it was reached.
    function release(PaymentTerms calldata terms, uint256 milestone, bytes32 evidence) external;

    /// @notice As `release`, on a signature over `Release(bytes32 paymentId,uint8 milestone,uint96
    /// amountMinor,uint256 deadline)` by an account that acts for the payer's organisation. Anyone delivers it.
    /// @param deadline The signature is good up to then, seconds UTC.
    function releaseBySignature(
        PaymentTerms calldata terms,
        uint256 milestone,
        address signer,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice Stops capture and void until the arbiter decides. The payer's or the payee's organisation, earlier
    /// than the capture deadline, once each: whoever withdraws its dispute takes nothing from the other, whose
    /// dispute is then decided for good.
    /// @param grounds Digest of the complaint.
    function openDispute(PaymentTerms calldata terms, bytes32 grounds) external;

    /// @notice Ends a dispute as if it had not been: capture and refund get the time that it took. The organisation
    /// that opened it, unless the other party withdrew one before.
    function withdrawDispute(PaymentTerms calldata terms) external;

    /// @notice Divides what is held: to the payee's beneficiaries, less the least fee, and the rest to the payer.
    /// The arbiter, in its time and with its capability; in the money that is held.
    /// @param payeeMinor What the payee is awarded, 0 to all that is held.
    /// @param decision Digest of the decision.
    function resolve(PaymentTerms calldata terms, uint96 payeeMinor, bytes32 decision) external;

    /// @notice Gives what is held to whom the terms name for a dispute that the arbiter did not decide in time.
    /// Anyone, whatever became of the arbiter.
    function endDispute(PaymentTerms calldata terms) external;

    /// @notice The exchange that settles quotes; fixed at deployment.
    function exchange() external view returns (ICurrencyExchange);

    /// @notice The id of a payment under these terms: the digest that the payer signs.
    function paymentIdOf(PaymentTerms calldata terms) external view returns (bytes32);

    /// @notice What is kept of a payment; all zero if there is none.
    function paymentOf(bytes32 paymentId) external view returns (Payment memory);

    /// @notice Where a payment stands now.
    function statusOf(PaymentTerms calldata terms) external view returns (Status);

    /// @notice What can be captured now: held, released, not disputed, in time.
    function availableOf(PaymentTerms calldata terms) external view returns (uint256 amountMinor);

    /// @notice What each beneficiary gets of a capture, in the order of the shares, the payee alone if there are
    /// none.
    /// @param capturedBeforeMinor What was captured before.
    /// @param amountMinor What is captured.
    /// @param feeBps The fee in basis points.
    function payoutsOf(
        PaymentTerms calldata terms,
        uint96 capturedBeforeMinor,
        uint96 amountMinor,
        uint16 feeBps
    ) external pure returns (uint256[] memory payoutsMinor, uint256 feeMinor);
}
