// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";
import {ISettlementToken} from "./ISettlementToken.sol";
import {Obligation} from "./Obligation.sol";

/// @title Obligations between members, netted and settled in cycles
/// @notice Members deposit money and submit what they owe each other. At the cut-off a cycle's queue is closed;
/// whoever wishes computes which of it can be settled with the money at hand, and the contract checks that and
/// settles it: nothing left out, order kept, nobody below its floor. What is not settled is carried over to the next
/// cycle, in order.
/// @dev Who may do what:
/// - an operator of a member, for that member: join, deposit, withdraw, submit, hold, release, cancel, keep a
/// reserve, propose;
/// - an operator of a bank: credit lines to members, backed by its own position;
/// - an operator of a currency's issuer: risk reserves, and paying out the position of an organisation that cannot
/// act;
/// - anyone: settle.
///
/// Organisations with numbers up to 255 take part. A currency is its index in the list that the contract was deployed
/// with. Amounts are minor units below 2^96. All contracts of the list admit this one as a custodian.
///
/// Order. In each currency the obligations of a debtor stand in a queue, the more important priority first, within a
/// priority the earlier first. What a cycle settles is a beginning of that queue; only obligations that the debtor
/// marked as `MAY_WAIT` may be passed over. Obligations that are held or concern an organisation that is not in good
/// standing count as absent. A part payment of one that is not marked `MAY_WAIT` ends the queue as well.
interface INettingCycle {
    /// @notice A currency that is netted.
    /// @param token Its money.
    /// @param weight What one minor unit counts when proposals are compared.
    struct Currency {
        ISettlementToken token;
        uint64 weight;
    }

    /// @notice When cycles close and how they are settled. All but the last in seconds.
    /// @param periodSeconds Cut-offs are this far apart.
    /// @param offsetSeconds The cut-offs are at multiples of the period plus this, UTC.
    /// @param proposalSeconds Proposals are taken for this long after the cut-off.
    /// @param turnSeconds Each proposal has this long to be proven, the best first.
    /// @param lifetimeCycles An obligation not settled within so many cycles after its own lapses.
    struct Schedule {
        uint32 periodSeconds;
        uint32 offsetSeconds;
        uint32 proposalSeconds;
        uint32 turnSeconds;
        uint16 lifetimeCycles;
    }

    /// @notice What an organisation has in one currency.
    /// @param balanceMinor Its money; below zero as far as it drew on credit lines.
    /// @param floorMinor Credit lines that it granted less those it was granted; the balance is never below.
    /// @param ownReserveBps Share of the balance, in 1/10,000, that it lets no cycle take.
    /// @param riskReserveBps Share of the balance that the issuer lets no cycle take. The larger of the two counts.
    struct Position {
        int104 balanceMinor;
        int104 floorMinor;
        uint16 ownReserveBps;
        uint16 riskReserveBps;
    }

    /// @notice The queue of one cycle.
    /// @param cutOffAt When it closes.
    /// @param readyAt When proposals for it began; zero until the cycle before is settled.
    /// @param firstId Number of the first obligation that was submitted to it.
    /// @param submittedCount Obligations that were submitted to it.
    /// @param carriedCount Obligations that were carried over to it; they come before the others.
    /// @param submitted Hash chain of the batches: link = keccak256(abi.encode(link before, debtor,
    /// keccak256(abi.encode(batchReference, keccak256(uetrs))), keccak256(obligations))).
    /// @param carried Hash chain of what was carried over, in lots of at most 256: link = keccak256(abi.encode(link
    /// before, keccak256(obligations))).
    struct Cycle {
        uint40 cutOffAt;
        uint40 readyAt;
        uint40 firstId;
        uint40 submittedCount;
        uint32 carriedCount;
        bytes32 submitted;
        bytes32 carried;
    }

    /// @notice What a member says can be settled.
    /// @param orgId Who says so.
    /// @param value Sum over all currencies of weight times amount settled.
    /// @param selection Digest of what is taken: keccak256(abi.encode(chain of `taken`, chain of `parts`)), each link
    /// = keccak256(abi.encode(link before, word)).
    struct Proposal {
        OrgId orgId;
        uint128 value;
        bytes32 selection;
    }

    /// @notice A stretch of the queue as it was chained: a batch, or a lot of what was carried over, and what is
    /// taken of it.
    /// @param debtor Whose batch it is; none for a lot carried over.
    /// @param annex Digest of reference and UETRs of a batch, see `Cycle`; zero for a lot carried over.
    /// @param obligations Words of `Obligation`, as submitted or as carried over, at most 256. Pairs are not cut.
    /// @param taken Bit i: the obligation at place i is settled.
    struct Lot {
        OrgId debtor;
        bytes32 annex;
        uint256[] obligations;
        uint256 taken;
    }

    /// @notice What its debtor said of an obligation after submitting it.
    /// @custom:value0 None Nothing; it is settled in its turn, unless it is a counter leg, which waits to be
    /// released.
    /// @custom:value1 Held It waits.
    /// @custom:value2 Cancelled It is dropped from the queue.
    /// @custom:value3 Released It is settled in its turn.
    enum Mark {
        None,
        Held,
        Cancelled,
        Released
    }

    /// @notice An organisation takes part from now on.
    event ParticipantJoined(OrgId indexed orgId);
    /// @notice Money came in.
    event Deposited(
        OrgId indexed orgId,
        uint8 indexed currency,
        uint256 amountMinor,
        address account,
        int256 balanceMinor
    );
    /// @notice Money went out. A `quarantineId` other than zero says that the token put it aside for the payee.
    event Withdrawn(
        OrgId indexed orgId,
        uint8 indexed currency,
        uint256 amountMinor,
        address payee,
        int256 balanceMinor,
        uint256 quarantineId,
        PaymentReference paymentReference
    );
    /// @notice A cycle may take less or more of a position from now on.
    event ReserveChanged(
        OrgId indexed orgId,
        uint8 indexed currency,
        uint16 ownReserveBps,
        uint16 riskReserveBps
    );
    /// @notice A credit line is now so large.
    event LineChanged(
        OrgId indexed guarantor,
        OrgId indexed member,
        uint8 indexed currency,
        uint256 lineMinor,
        uint256 previousMinor
    );
    /// @notice A guarantor paid into the position of the member, and the line shrank by as much.
    event LineHonoured(
        OrgId indexed guarantor,
        OrgId indexed member,
        uint8 indexed currency,
        uint256 amountMinor
    );
    /// @notice A cycle closes then.
    event CutOffSet(uint32 indexed cycle, uint40 cutOffAt, uint40 firstId);
    /// @notice Obligations joined the queue, numbered from `firstId` on.
    event ObligationsSubmitted(
        uint32 indexed cycle,
        OrgId indexed debtor,
        uint40 firstId,
        bytes32 batchReference,
        uint256[] obligations,
        bytes uetrs
    );
    /// @notice The debtor marked obligations of its own; numbers of others' are void.
    event ObligationsMarked(OrgId indexed debtor, Mark mark, uint256[] ids);
    /// @notice A member said what can be settled; `taken` and `parts` as `settle` takes them, so that anyone can
    /// carry it out.
    event SelectionProposed(
        uint32 indexed cycle,
        OrgId indexed orgId,
        uint128 value,
        bytes32 selection,
        uint256[] taken,
        uint256[] parts
    );
    /// @notice A page of the queue was read. Page 0 begins anew; only what `CycleSettled` of the same account closes
    /// counts.
    event PageRead(
        uint32 indexed cycle,
        address indexed account,
        uint32 page,
        uint256[] taken,
        uint256[] parts
    );
    /// @notice What a cycle did to one member in one currency. Final.
    event MemberSettled(
        uint32 indexed cycle,
        OrgId indexed orgId,
        uint8 currency,
        uint256 receivedMinor,
        uint256 paidMinor,
        int256 balanceMinor
    );
    /// @notice A cycle is settled, for good. `settledMinor` is the sum paid in each currency.
    event CycleSettled(
        uint32 indexed cycle,
        address indexed account,
        uint256 value,
        uint256[] settledMinor,
        uint32 carriedCount,
        bytes32 carried
    );
    /// @notice What a member proposed was not proven in its turn.
    event ProposalFailed(uint32 indexed cycle, OrgId indexed orgId, uint32 barredUntilCycle);

    /// @notice One to 16 different currencies can be netted.
    /// @custom:remedy Give between one and 16 tokens, each once.
    error Netting_BadCurrencies(uint256 count);
    /// @notice The schedule does not leave time for proposals and turns between two cut-offs, or is empty.
    /// @custom:remedy Proposals and four turns fit in a period; offset below the period; turn and lifetime above
    /// zero.
    error Netting_BadSchedule(Schedule schedule);
    /// @notice Only organisations with numbers up to 255 can take part here.
    /// @custom:remedy Deploy a netting cycle of its own for the organisations with larger numbers.
    error Netting_OrganisationOutOfRange(OrgId orgId, uint256 largest);
    /// @notice The organisation does not take part in netting.
    /// @custom:remedy Let it join (`netting join`); a deposit or a submission joins as well.
    error Netting_NotAParticipant(OrgId orgId);
    /// @notice There is no such currency in this cycle.
    /// @custom:remedy `netting status` lists the currencies.
    error Netting_UnknownCurrency(uint256 currency, uint256 count);
    /// @notice An amount is zero, or does not fit.
    /// @custom:remedy Give an amount of at least one minor unit, below 2^96.
    error Netting_BadAmount(uint256 amountMinor);
    /// @notice A balance would fall below what it must not fall below: its credit lines in `withdraw`; in a cycle,
    /// the share kept in reserve as well.
    /// @custom:remedy Take less, deposit more, or ask a bank for a line.
    error Netting_BelowFloor(OrgId orgId, uint256 currency, int256 balanceMinor, int256 floorMinor);
    /// @notice A closed cycle waits to be settled; until then nothing may lower what members can pay.
    /// @custom:remedy Settle it (`netting settle`), or wait until someone does.
    error Netting_SettlementPending(uint32 cycle);
    /// @notice Money goes to accounts of the organisation that it belongs to.
    /// @custom:remedy Name an account of that organisation.
    error Netting_NotItsAccount(address payee, OrgId orgId);
    /// @notice Only the issuer of the currency may do this.
    /// @custom:remedy Ask an operator of the bank that issues the token.
    error Netting_NotTheIssuer(OrgId caller, OrgId issuer);
    /// @notice The organisation acts for itself as long as it is in good standing.
    /// @custom:remedy Let an operator of the organisation do it.
    error Netting_ActsForItself(OrgId orgId);
    /// @notice A reserve is a share of 10,000.
    /// @custom:remedy Give 0 to 10000.
    error Netting_BadReserve(uint256 reserveBps);
    /// @notice A credit line goes to another participant.
    /// @custom:remedy Name a participant other than the guarantor.
    error Netting_BadLine(OrgId guarantor, OrgId member);
    /// @notice The line is smaller than that.
    /// @custom:remedy `netting status` shows the lines.
    error Netting_LineExceeded(uint256 amountMinor, uint256 lineMinor);
    /// @notice A batch holds 1 to 256 obligations.
    /// @custom:remedy Split it.
    error Netting_BadBatchSize(uint256 count);
    /// @notice UETRs come for all obligations of a batch, 16 bytes each in the same order, or for none.
    /// @custom:remedy Give 16 bytes for each obligation, or none.
    error Netting_BadUetrs(uint256 length, uint256 expected);
    /// @notice An obligation sets bits that are the contract's, or flags or a priority that do not exist.
    /// @custom:remedy Build it with `encodeObligation` of the SDK.
    error Netting_BadObligation(uint256 place, Obligation obligation);
    /// @notice The creditor is the debtor itself.
    /// @custom:remedy Name the organisation that is to be paid.
    error Netting_OwnCreditor(uint256 place, OrgId orgId);
    /// @notice The legs of a payment versus payment stand next to each other: the counter leg is owed to the debtor
    /// of the first, in another currency, and neither is divisible.
    /// @custom:remedy Give the first leg with LINKED and the other right after it with COUNTER.
    error Netting_BadPair(uint256 place);
    /// @notice The signature is good until its deadline only.
    /// @custom:remedy Sign again with a later deadline.
    error Netting_SignatureExpired(uint256 deadline, uint256 time);
    /// @notice The signature is not the signer's over this batch, on this chain, with its next nonce.
    /// @custom:remedy Sign what is handed in, with the nonce of `nonces(signer)`.
    error Netting_BadSignature(address signer);
    /// @notice No obligation has this number.
    /// @custom:remedy `netting queue` lists the numbers.
    error Netting_UnknownObligation(uint256 id);
    /// @notice The obligation was cancelled; that is final.
    /// @custom:remedy Submit it anew.
    error Netting_AlreadyCancelled(uint256 id);

    /// @notice The cycle is not the one whose turn it is: settled already, or not closed, or an earlier one waits.
    /// @custom:remedy Settle `expected`; zero means that none is closed.
    error Netting_NotPending(uint32 cycle, uint32 expected);
    /// @notice Proposals are taken for a while after the cut-off, and pages only after that.
    /// @custom:remedy Wait until then.
    error Netting_TooEarly(uint256 time, uint256 from);
    /// @notice The time for proposals is over.
    /// @custom:remedy Settle what was proposed, or wait for the turns to end.
    error Netting_TooLate(uint256 time, uint256 until);
    /// @notice A proposal must be worth more than the organisation's own and than the least of the four best.
    /// @custom:remedy Propose a selection that settles more.
    error Netting_NotBetter(uint256 value, uint256 toExceed);
    /// @notice The organisation proposed what was not proven in its turn, and sits out.
    /// @custom:remedy Leave the proposal to others until then.
    error Netting_Barred(OrgId orgId, uint32 untilCycle);
    /// @notice It is the turn of another selection.
    /// @custom:remedy Settle what was proposed (`SelectionProposed` has it all), or wait until its turn is over.
    error Netting_NotItsTurn(bytes32 selection, bytes32 expected);
    /// @notice The selection settles less than its proposal said.
    /// @custom:remedy Wait until its turn is over and settle the next.
    error Netting_ProposalNotMet(uint256 value, uint256 proposed);
    /// @notice Pages follow each other; page 0 begins anew.
    /// @custom:remedy Send page `expected`, or begin with page 0.
    error Netting_WrongPage(uint32 page, uint32 expected);
    /// @notice The pages read are not the whole queue.
    /// @custom:remedy Read the queue again and send all of it.
    error Netting_QueueIncomplete(uint256 read, uint256 expected);
    /// @notice The pages read are not the queue: something was changed, left out, added or moved.
    /// @custom:remedy Read the queue again; lots go in as they were chained.
    error Netting_QueueDiffers(bytes32 found, bytes32 expected);
    /// @notice What was carried over comes before what was submitted.
    /// @custom:remedy Send the lots in the order of the queue.
    error Netting_LotOutOfPlace(uint256 place);
    /// @notice Bits are set beyond the end of a lot.
    /// @custom:remedy Set one bit for each obligation that is taken.
    error Netting_TakenBeyondLot(uint256 taken, uint256 count);
    /// @notice An obligation is taken that its debtor holds, has cancelled, or has not released.
    /// @custom:remedy Leave it out.
    error Netting_Stopped(uint256 id);
    /// @notice An obligation is taken whose debtor or creditor is not in good standing.
    /// @custom:remedy Leave it out.
    error Netting_MemberExcluded(uint256 id);
    /// @notice An obligation is taken although one that comes before it waits.
    /// @custom:remedy Take the other first, or neither; see Order above.
    error Netting_OutOfOrder(uint256 id);
    /// @notice One leg of a payment versus payment is taken without the other.
    /// @custom:remedy Take both or neither.
    error Netting_HalfAPair(uint256 id);
    /// @notice An obligation is paid in part that is not divisible, or the part is zero or all of it.
    /// @custom:remedy Pay whole what is not divisible; a part is less than the amount.
    error Netting_BadPart(uint256 id, uint256 partMinor, uint256 amountMinor);
    /// @notice A part is given for what is not in the page, not taken, or out of order.
    /// @custom:remedy Give parts in the order of the queue, each in its page.
    error Netting_StrayPart(uint256 part);
    /// @notice An organisation lost its good standing between two pages.
    /// @custom:remedy Begin with page 0, without it.
    error Netting_StandingChanged(OrgId orgId);

    /* Money */

    /// @notice Takes part from now on: may owe and be owed.
    function join() external;

    /// @notice Deposits money of the caller's account, by allowance, into its organisation's position.
    function deposit(uint8 currency, uint96 amountMinor) external;

    /// @notice Takes money out, to an account of the same organisation, as far as its credit lines allow. Not while a
    /// closed cycle waits to be settled. If the token cannot pay that account now, it puts the money aside for it.
    function withdraw(
        uint8 currency,
        uint96 amountMinor,
        address payee,
        PaymentReference paymentReference
    ) external;

    /// @notice As `withdraw`, by the issuer of the currency for an organisation that is not in good standing: the
    /// token puts the money aside for `payee`, an account of that organisation.
    function payOut(
        OrgId orgId,
        uint8 currency,
        uint96 amountMinor,
        address payee,
        PaymentReference paymentReference
    ) external;

    /// @notice Lets no cycle take more of the own balance than the rest of this share, in 1/10,000.
    function keepReserve(uint8 currency, uint16 reserveBps) external;

    /// @notice As `keepReserve`, by the issuer of the currency as a limit to the risk of one organisation.
    function requireReserve(OrgId orgId, uint8 currency, uint16 reserveBps) external;

    /// @notice Lets a member's balance fall below zero by so much more, and locks as much of the own balance. Banks
    /// only.
    function grantLine(OrgId member, uint8 currency, uint96 amountMinor) external;

    /// @notice Takes back as much of a line, as far as the member does not use it. By the guarantor; by the issuer of
    /// the currency if the guarantor is not in good standing.
    function revokeLine(OrgId guarantor, OrgId member, uint8 currency, uint96 amountMinor) external;

    /// @notice Pays so much of a line into the member's position; the line shrinks by as much. Who may: see
    /// `revokeLine`.
    function honourLine(OrgId guarantor, OrgId member, uint8 currency, uint96 amountMinor) external;

    /* Queue */

    /// @notice Submits obligations of the caller's organisation to the open cycle.
    /// @param batchReference What the batch is about, of the debtor's choosing; with the place in the batch it names
    /// each.
    /// @param obligations 1 to 256 words of `Obligation`, without debtor and number.
    /// @param uetrs 16 bytes for each obligation, ISO 20022's end-to-end reference, or none at all. They stand in the
    /// event only.
    /// @return firstId Number of the first; the others follow.
    function submit(
        bytes32 batchReference,
        uint256[] calldata obligations,
        bytes calldata uetrs
    ) external returns (uint40 firstId);

    /// @notice As `submit`, handed in by anyone for the organisation of `signer`, which signed
    /// ObligationBatch(bytes32 batchReference,uint256[] obligations,bytes uetrs,uint256 nonce,uint256 deadline).
    function submitSigned(
        address signer,
        bytes32 batchReference,
        uint256[] calldata obligations,
        bytes calldata uetrs,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint40 firstId);

    /// @notice Lets obligations of the caller's organisation wait. Not once their cycle has closed, until it is
    /// settled.
    function hold(uint256[] calldata ids) external;

    /// @notice Lets them be settled again, or agrees to the counter leg of a payment versus payment. Limits as for
    /// `hold`.
    function release(uint256[] calldata ids) external;

    /// @notice Takes them out of the queue for good, such as when they were paid elsewhere. Limits as for `hold`.
    function cancel(uint256[] calldata ids) external;

    /* Settlement */

    /// @notice Says, as a participant, what of the closed cycle can be settled. The four best proposals have a turn
    /// each.
    /// @param taken Bitmaps of the lots, in order.
    /// @param parts Parts paid of divisible obligations in the order of the queue: number << 96 | amount.
    /// @param value Sum over all currencies of weight times amount settled.
    function propose(
        uint32 cycle,
        uint256[] calldata taken,
        uint256[] calldata parts,
        uint128 value
    ) external;

    /// @notice Reads a page of the closed cycle's queue; with the last one, settles the cycle. Each account has its
    /// own run, so nobody disturbs another's.
    /// @param page 0 begins anew.
    /// @param lots The next lots of the queue: first all carried over, then all submitted.
    /// @param parts Parts paid of divisible obligations of this page, in the order of the queue: number << 96 |
    /// amount.
    /// @param isLast Whether the queue ends here.
    function settle(
        uint32 cycle,
        uint32 page,
        Lot[] calldata lots,
        uint256[] calldata parts,
        bool isLast
    ) external;

    /* Reading */

    /// @notice The currencies, in the order of their indexes.
    function currencies() external view returns (Currency[] memory);

    /// @notice When cycles close and how they are settled.
    function schedule() external view returns (Schedule memory);

    /// @notice Bit n: organisation n takes part.
    function participants() external view returns (uint256);

    /// @notice What an organisation has in a currency.
    function positionOf(OrgId orgId, uint8 currency) external view returns (Position memory);

    /// @notice What a cycle may take from an organisation now.
    function availableOf(OrgId orgId, uint8 currency) external view returns (uint256 amountMinor);

    /// @notice How large a credit line is.
    function lineOf(OrgId guarantor, OrgId member, uint8 currency) external view returns (uint256 lineMinor);

    /// @notice The cycle to which obligations are submitted now.
    function openCycle() external view returns (uint32);

    /// @notice The closed cycle that is next to be settled; zero if none waits.
    function pendingCycle() external view returns (uint32);

    /// @notice How many cycles are settled; all up to this number are final.
    function settledCycles() external view returns (uint32);

    /// @notice The queue of a cycle.
    function cycleOf(uint32 cycle) external view returns (Cycle memory);

    /// @notice What the debtor said of an obligation since.
    function markOf(OrgId debtor, uint256 id) external view returns (Mark);

    /// @notice The proposals for a cycle, best first.
    function proposalsOf(uint32 cycle) external view returns (Proposal[] memory);

    /// @notice The cycle until which an organisation may not propose.
    function barredUntil(OrgId orgId) external view returns (uint32 cycle);

    /// @notice The page that an account has to send next for a cycle; 0 if it has not begun.
    function nextPageOf(uint32 cycle, address account) external view returns (uint32 page);

    /// @notice The number to be signed next.
    function nonces(address signer) external view returns (uint256);
}
