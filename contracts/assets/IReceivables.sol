// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";
import {IClaims} from "./IClaims.sol";

/// @title Accounts receivable that pass down the tiers
/// @notice A creditor registers an invoice; once the debtor accepts it, it is a claim of as many units as it has minor
/// units of money. Units are split, passed on and pledged (see `IClaims`) until the debtor has paid. Money comes in
/// through `pay` alone and every unit has the same share in it, so that a claim is paid when its money is here, and never
/// by a word.
/// @dev Who may do what:
/// - the creditor: register, withdraw before acceptance, issue a credit note, honour recourse;
/// - the debtor: accept, reject; anyone who delivers its signature: accept;
/// - the contract that the directory names `orderBook`: issue a claim that the debtor accepted with the order;
/// - any account that may act: pay;
/// - anyone: have a holder paid what is due to it;
/// - a holder: what `IClaims` says, give up units by a credit note, demand recourse.
///
/// **Money.** A unit stands for one minor unit. Of what came in, a holding of `u` units out of `face` is due
/// ⌊u × paid ÷ face⌋, less what it received before. The odd units that floors leave wait here and are paid with the
/// last payment, when every unit is due exactly one. Money that came in before a transfer and was not redeemed goes with
/// the units. Money for pledged or frozen units waits until they come free.
///
/// **Time.** A claim is overdue from `dueAt` on, and in default `graceSeconds` later. `dueAt` is the end of the last day
/// of payment, computed off chain in a stated zone.
interface IReceivables is IClaims {
    /// @notice How a claim stands, derived from facts and the clock.
    enum Status {
        None,
        Registered,
        Rejected,
        Withdrawn,
        Accepted,
        Overdue,
        Defaulted,
        Paid,
        Credited
    }

    /// @notice What creditor and debtor agree to. Its EIP-712 digest, bound to chain and contract, is the id of the claim.
    /// @param classId The class under which it is issued; it names money, grace and who may hold.
    /// @param debtor Owes the money.
    /// @param creditor Issued the invoice.
    /// @param holder The creditor's account that gets the units.
    /// @param amountMinor The payable amount of the invoice, above zero.
    /// @param dueAt End of the last day of payment, seconds UTC.
    /// @param tierLimit Greatest tier to which units may pass; at most what the class allows.
    /// @param recourse Whether the creditor answers to later holders when the debtor defaults.
    /// @param invoiceNumber Number of the invoice in normal form, see `IClaimRegistry`.
    /// @param invoiceDigest Digest of the invoice.
    /// @param evidenceDigest Salted digest of what proves delivery; zero if none.
    /// @param orderReference What it belongs to, such as the id of an order; zero if nothing.
    struct Terms {
        uint32 classId;
        OrgId debtor;
        OrgId creditor;
        address holder;
        uint96 amountMinor;
        uint40 dueAt;
        uint8 tierLimit;
        bool recourse;
        string invoiceNumber;
        bytes32 invoiceDigest;
        bytes32 evidenceDigest;
        bytes32 orderReference;
    }

    /// @notice A claim as it stands.
    /// @param status Derived now.
    /// @param debtor Owes the money.
    /// @param creditor Issued the invoice.
    /// @param classId Its class.
    /// @param token The money that pays it.
    /// @param faceMinor Units that exist: the amount accepted, less credit notes and units that were paid in full.
    /// @param paidMinor What came in for these units.
    /// @param paidOutMinor Thereof paid out to their holders.
    /// @param dueAt When it is overdue, seconds UTC.
    /// @param defaultsAt When it is in default, seconds UTC.
    /// @param tierLimit Greatest tier to which units may pass.
    /// @param recourse Whether the creditor answers to later holders.
    struct Receivable {
        Status status;
        OrgId debtor;
        OrgId creditor;
        uint32 classId;
        address token;
        uint96 faceMinor;
        uint96 paidMinor;
        uint96 paidOutMinor;
        uint40 dueAt;
        uint40 defaultsAt;
        uint8 tierLimit;
        bool recourse;
    }

    /// @notice An invoice was registered. It is no claim before the debtor accepts it.
    event ReceivableRegistered(
        uint256 indexed id,
        OrgId indexed creditor,
        OrgId indexed debtor,
        bytes32 documentKey,
        Terms terms
    );
    /// @notice The debtor accepted, through `account`; its units exist from now on.
    event ReceivableAccepted(uint256 indexed id, OrgId indexed debtor, address indexed account);
    /// @notice The debtor refused. The invoice can never be registered again.
    event ReceivableRejected(
        uint256 indexed id,
        OrgId indexed debtor,
        address indexed account,
        bytes32 reason
    );
    /// @notice The creditor withdrew before acceptance. The invoice can never be registered again.
    event ReceivableWithdrawn(uint256 indexed id, OrgId indexed creditor, address indexed account);
    /// @notice Money came in. `openMinor` is still owed.
    event ReceivablePaid(uint256 indexed id, address indexed payer, uint256 amountMinor, uint256 openMinor);
    /// @notice All money is here.
    event ReceivablePaidInFull(uint256 indexed id);
    /// @notice A holder was paid what was due to it; `retired` of its units are settled for good.
    event Redeemed(uint256 indexed id, address indexed holder, uint256 amountMinor, uint256 retired);
    /// @notice A holder could not be paid now; what is due to it waits. `reason` is the error.
    event PayoutSkipped(uint256 indexed id, address indexed holder, bytes reason);
    /// @notice A holder gave up `amountMinor` of what the debtor owed on its units; `retired` units are gone.
    event CreditNoted(
        uint256 indexed id,
        address indexed holder,
        bytes32 indexed noteDigest,
        uint256 amountMinor,
        uint256 retired
    );
    /// @notice A holder calls on the creditor to pay in the debtor's place.
    event RecourseDemanded(
        uint256 indexed id,
        address indexed holder,
        OrgId indexed creditor,
        uint256 unpaidMinor
    );
    /// @notice The creditor paid a holder and took the units back.
    event RecourseHonoured(
        uint256 indexed id,
        address indexed holder,
        address indexed account,
        uint256 units,
        uint256 amountMinor
    );

    /// @notice A receivable is paid in money, so its class names a token.
    /// @custom:remedy Use a class with a token.
    error Receivables_ClassWithoutMoney(uint32 classId);
    /// @notice Only the creditor does this.
    /// @custom:remedy Sign with an account of the creditor.
    error Receivables_NotCreditor(OrgId caller, OrgId creditor);
    /// @notice Only the debtor does this.
    /// @custom:remedy Sign with an account of the debtor.
    error Receivables_NotDebtor(OrgId caller, OrgId debtor);
    /// @notice Only the contract that the directory names `orderBook` issues from orders.
    /// @custom:remedy Register the invoice directly and have the debtor accept it.
    error Receivables_OnlyOrderBook(address caller);
    /// @notice The account that gets the units is not the creditor's.
    /// @custom:remedy Name an account of the creditor.
    error Receivables_HolderNotCreditor(address holder, OrgId actual, OrgId creditor);
    /// @notice A claim is due in the future.
    /// @custom:remedy Claims that are overdue already are collected, not financed.
    error Receivables_DueInThePast(uint40 dueAt, uint40 time);
    /// @notice The class does not let its claims pass that far.
    /// @custom:remedy Give at most the tier limit of the class.
    error Receivables_TierLimitAboveClass(uint8 tierLimit, uint8 classLimit);
    /// @notice The claim is not in a state for this.
    /// @custom:remedy `asset show` tells how it stands.
    error Receivables_WrongStatus(uint256 id, Status status);
    /// @notice The debtor does not hold its own debt: it pays it.
    /// @custom:remedy Pay (`asset pay`), or name another receiver.
    error Receivables_DebtorCannotHold(uint256 id, OrgId debtor);
    /// @notice The signature is past its deadline.
    /// @custom:remedy Have the debtor sign again.
    error Receivables_SignatureExpired(uint256 deadline);
    /// @notice This account did not sign these terms.
    /// @custom:remedy Have the debtor sign the terms as registered (`asset accept --sign`).
    error Receivables_BadSignature(address signer);
    /// @notice More than is owed is not taken.
    /// @custom:remedy Pay at most `openMinor`.
    error Receivables_MoreThanOwed(uint256 id, uint256 openMinor, uint256 amountMinor);
    /// @notice Nothing is due to this holder now.
    /// @custom:remedy Wait until the debtor has paid, or have pledged units released.
    error Receivables_NothingDue(uint256 id, address holder);
    /// @notice A credit note takes from what the debtor still owes on the caller's own free units.
    /// @custom:remedy Credit at most `unpaidMinor`; other holders give up their share by notes of their own.
    error Receivables_MoreThanUnpaid(uint256 id, address holder, uint256 unpaidMinor, uint256 amountMinor);
    /// @notice There is no recourse: it was not agreed, or the holder is the creditor itself.
    /// @custom:remedy Claim from the debtor; `asset show` tells what was agreed.
    error Receivables_NoRecourse(uint256 id, address holder);
    /// @notice The holder did not demand recourse.
    /// @custom:remedy Wait for its demand (`asset demand-recourse`).
    error Receivables_NotDemanded(uint256 id, address holder);

    /// @notice Registers an invoice. The creditor.
    /// @return id Names the claim; see `Terms`.
    function register(Terms calldata terms) external returns (uint256 id);

    /// @notice Registers an invoice that the debtor accepted with its order. Only the `orderBook` of the directory, which
    /// answers for both parties' consent.
    function issueFromOrder(Terms calldata terms) external returns (uint256 id);

    /// @notice Accepts a registered invoice: its units come into being on `terms.holder`. The debtor.
    /// @param terms As registered.
    function accept(Terms calldata terms) external returns (uint256 id);

    /// @notice As `accept`, by signature, delivered by anyone: EIP-712 `Acceptance(Receivable receivable,address
    /// signer,uint256 deadline)`.
    /// @param signer An account of the debtor that may act; an EOA, or a contract that speaks EIP-1271.
    /// @param deadline The signature is good up to this second.
    function acceptBySignature(
        Terms calldata terms,
        address signer,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256 id);

    /// @notice Refuses a registered invoice for good. The debtor.
    /// @param reason Digest of the grounds; zero for none.
    function reject(uint256 id, bytes32 reason) external;

    /// @notice Withdraws a registered invoice for good, before acceptance. The creditor.
    function withdraw(uint256 id) external;

    /// @notice Pays on a claim, in parts or whole, from the caller's money, under an allowance given to this contract.
    /// Any account that may act: the debtor, or whoever pays for it.
    function pay(uint256 id, uint256 amountMinor) external;

    /// @notice Pays a holder what is due to it. Anyone; the money goes to the holder.
    /// @return amountMinor What was paid.
    function redeem(uint256 id, address holder) external returns (uint256 amountMinor);

    /// @notice Pays several holders, skipping those that cannot be paid now. Anyone.
    function payOut(uint256 id, address[] calldata holders) external;

    /// @notice Lowers the debt by `amountMinor`, at the cost of the caller's own free units: the creditor's credit note, or
    /// the consent of a later holder to one. What is due to the caller is paid to it first.
    /// @param noteDigest Digest of the credit note.
    function creditNote(uint256 id, uint256 amountMinor, bytes32 noteDigest) external;

    /// @notice Calls on the creditor to pay in the debtor's place for the caller's units. A holder, after default.
    function demandRecourse(uint256 id) external;

    /// @notice Pays a holder that demanded recourse for some of its units and takes them back. The creditor; the money
    /// moves from the caller under an allowance given to this contract.
    /// @param units At most the holder's free units.
    /// @return amountMinor What was paid: what these units had not yet received.
    function honourRecourse(uint256 id, address holder, uint256 units) external returns (uint256 amountMinor);

    /// @notice A claim; reverts when there is none.
    function receivableOf(uint256 id) external view returns (Receivable memory);

    /// @notice How a claim stands.
    function statusOf(uint256 id) external view returns (Status);

    /// @notice What a holder's unpledged units have not received yet, whether it is here or not.
    function unpaidOf(uint256 id, address holder) external view returns (uint256);

    /// @notice What `redeem` would pay a holder now.
    function dueTo(uint256 id, address holder) external view returns (uint256);

    /// @notice When a holder demanded recourse, seconds UTC; zero if it did not.
    function recourseDemandedAt(uint256 id, address holder) external view returns (uint40);

    /// @notice The id that a claim on these terms has.
    function idOf(Terms calldata terms) external view returns (uint256);

    /// @notice What the debtor signs for `acceptBySignature`.
    function acceptanceDigest(
        Terms calldata terms,
        address signer,
        uint256 deadline
    ) external view returns (bytes32);
}
