// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {IClaimRegistry} from "./IClaimRegistry.sol";

/// @title Bills of exchange
/// @notice A drawer orders a drawee to pay a sum of money on a day. The bill is divided into lots; each lot has one
/// holder, who passes it on, whole or in part, by endorsement. Endorsers stay known, and answer for payment one after the
/// other, the last first, unless they endorsed without recourse.
/// @dev Who may do what:
/// - the drawee: accept, refuse, pay;
/// - the holder of a lot: endorse, split, sell at a discount, pledge, redirect;
/// - its creditor, who is the pledgee of a pledged lot and the holder of any other: collect, protest, call for recourse;
/// - an endorser with recourse and the drawer: honour recourse;
/// - any account that may act: present.
///
/// Parties are organisations: any account that may act for one acts on its lots. The account of a lot is where its money
/// arrives. Lots of a holder that is suspended stay where they are and stop nobody else's. The contract holds no money; what
/// a payee cannot receive goes into quarantine at the token, if the issuer admitted this contract as a custodian.
///
/// `lotId` = `billId` · 2^32 + number of the lot within its bill, from 1. Amounts are minor units of the bill's money,
/// times are seconds UTC. Whatever the law of the place of payment says about periods of limitation, costs, interest and
/// notices is left to the parties.
interface IBills {
    /* ------------------------------------------------------------------ */
    /*                               Records                              */
    /* ------------------------------------------------------------------ */

    /// @notice What the drawer orders.
    /// @param drawee The organisation that is to pay.
    /// @param payee Account of the first holder, which may belong to the drawer.
    /// @param token The money, as the directory lists it.
    /// @param amountMinor The sum.
    /// @param maturesAt First second of the day of maturity at the place of payment.
    /// @param presentUntil Last second at which the bill may be presented: not before the end of the day of maturity,
    /// within 30 days. Business days are reckoned off chain.
    /// @param place Place of payment and its time zone, for people ("Singapore, Asia/Singapore").
    struct BillTerms {
        OrgId drawee;
        address payee;
        ISettlementToken token;
        uint96 amountMinor;
        uint40 maturesAt;
        uint40 presentUntil;
        string place;
    }

    /// @notice What the drawee said.
    enum Answer {
        None,
        Accepted,
        Refused
    }

    /// @notice A bill as it stands.
    /// @param drawer The organisation that drew it.
    /// @param drawee See `BillTerms`.
    /// @param faceMinor See `BillTerms`.
    /// @param maturesAt See `BillTerms`.
    /// @param presentUntil See `BillTerms`.
    /// @param answer What the drawee said.
    /// @param token See `BillTerms`.
    /// @param outstandingMinor What the drawee has not paid; the lots add up to it.
    /// @param domicile Account that accepted; creditors collect from it what it allows to this contract.
    /// @param lotCount How many lots there ever were.
    struct Bill {
        OrgId drawer;
        OrgId drawee;
        uint96 faceMinor;
        uint40 maturesAt;
        uint40 presentUntil;
        Answer answer;
        ISettlementToken token;
        uint96 outstandingMinor;
        address domicile;
        uint32 lotCount;
    }

    /// @notice A lot as it stands.
    /// @param holder The organisation it belongs to.
    /// @param account Account of the holder where its money arrives.
    /// @param amountMinor What is outstanding; zero once it is paid.
    /// @param parentId The lot it was split from; zero for the first.
    /// @param endorsements How many endorsements lead to the holder.
    /// @param presented Whether it was presented in time.
    /// @param protested Whether it was protested.
    /// @param pledged Whether a pledge stands or was not released after it expired.
    struct Lot {
        OrgId holder;
        address account;
        uint96 amountMinor;
        uint256 parentId;
        uint8 endorsements;
        bool presented;
        bool protested;
        bool pledged;
    }

    /// @notice One endorsement.
    /// @param endorser Who passed the lot on.
    /// @param withRecourse Whether it answers for payment.
    struct Endorsement {
        OrgId endorser;
        bool withRecourse;
    }

    /// @notice A bank's offer to buy a lot or a part of it; signed under EIP-712.
    /// @param lotId The lot.
    /// @param seller Its holder.
    /// @param amountMinor How much of it.
    /// @param priceMinor What the bank pays, in the money of the bill.
    /// @param withRecourse Whether the seller is to answer for payment.
    /// @param buyer Account of the bank; it signs, pays and receives.
    /// @param nonce A number that the account uses once; numbers that follow each other are cheapest.
    /// @param validUntil Last second at which the offer may be taken.
    struct DiscountOffer {
        uint256 lotId;
        OrgId seller;
        uint96 amountMinor;
        uint96 priceMinor;
        bool withRecourse;
        address buyer;
        uint256 nonce;
        uint40 validUntil;
    }

    /// @notice The terms on which a lot secures something. While a pledge stands, the pledgee has the holder's rights from
    /// the bill, and its money goes to the pledgee.
    /// @param pledgee Account of the organisation that the lot secures; money and lot go to it.
    /// @param enforceableFrom From this second on the pledgee may take the lot.
    /// @param expiresAt From this second on it may not, and anyone may release the lot.
    /// @param withRecourse Whether the holder answers for payment if the pledgee takes the lot.
    /// @param agreement Digest of the agreement.
    struct PledgeTerms {
        address pledgee;
        uint40 enforceableFrom;
        uint40 expiresAt;
        bool withRecourse;
        bytes32 agreement;
    }

    /// @notice A pledge as it stands; all zero if there is none.
    /// @param account See `PledgeTerms.pledgee`.
    /// @param pledgee The organisation of that account.
    /// @param enforceableFrom See `PledgeTerms`.
    /// @param expiresAt See `PledgeTerms`.
    /// @param withRecourse See `PledgeTerms`.
    struct Pledge {
        address account;
        OrgId pledgee;
        uint40 enforceableFrom;
        uint40 expiresAt;
        bool withRecourse;
    }

    /// @notice Where recourse for a lot stands.
    /// @param called Who was called last; none before the first call.
    /// @param dueAt Last second at which it has the call to itself; then the one before it may be called.
    /// @param notCalled How many endorsements come before those that were called or passed over.
    /// @param drawerCalled Whether the drawer was called, as the last in the order or as an endorser before.
    struct Recourse {
        OrgId called;
        uint40 dueAt;
        uint8 notCalled;
        bool drawerCalled;
    }

    /// @notice One payment by the drawee.
    struct LotPayment {
        uint256 lotId;
        uint96 amountMinor;
    }

    /// @notice Why a lot was protested.
    enum Ground {
        NonAcceptance,
        NonPayment
    }

    /* ------------------------------------------------------------------ */
    /*                               Events                               */
    /* ------------------------------------------------------------------ */

    /// @notice A bill was drawn; its first lot belongs to the payee.
    event BillDrawn(
        uint256 indexed billId,
        OrgId indexed drawer,
        OrgId indexed drawee,
        OrgId payee,
        BillTerms terms,
        bytes32 documentKey
    );
    /// @notice The drawee promised to pay; `domicile` is the account that did.
    event BillAccepted(uint256 indexed billId, OrgId indexed drawee, address indexed domicile);
    /// @notice The drawee will not accept; holders may protest and have recourse at once.
    event AcceptanceRefused(uint256 indexed billId, OrgId indexed drawee, address by, bytes32 reason);
    /// @notice A part of a lot became a lot of its own.
    event LotSplit(uint256 indexed parentId, uint256 indexed lotId, uint256 amountMinor);
    /// @notice A lot passed on by endorsement.
    event LotEndorsed(
        uint256 indexed lotId,
        OrgId indexed endorser,
        OrgId indexed endorsee,
        address account,
        bool withRecourse
    );
    /// @notice A lot was endorsed against money; the `LotEndorsed` before this names the parties.
    event LotDiscounted(uint256 indexed lotId, uint256 amountMinor, uint256 priceMinor, uint256 nonce);
    /// @notice A bank took an offer back.
    event OfferCanceled(address indexed buyer, uint256 nonce);
    /// @notice The money of a lot arrives at another account of its holder.
    event LotRedirected(uint256 indexed lotId, address indexed account, address previous);
    /// @notice A lot was pledged.
    event LotPledged(uint256 indexed lotId, OrgId indexed holder, OrgId indexed pledgee, PledgeTerms terms);
    /// @notice A pledge ended without the lot.
    event PledgeReleased(uint256 indexed lotId, OrgId indexed pledgee);
    /// @notice The pledgee took the lot; the `LotEndorsed` before this names the parties.
    event PledgeEnforced(uint256 indexed lotId, OrgId indexed pledgee);
    /// @notice A lot was presented for payment in time.
    event LotPresented(uint256 indexed lotId, address indexed by);
    /// @notice The drawee paid on a lot. `quarantineId` is zero if the payee has the money, otherwise it names the money's
    /// place in the token's quarantine.
    event LotPaid(
        uint256 indexed lotId,
        address indexed payer,
        address indexed payee,
        uint256 amountMinor,
        uint256 leftMinor,
        uint256 quarantineId
    );
    /// @notice A payment was left out, since its payee cannot receive now and the token gives no quarantine.
    event PaymentSkipped(uint256 indexed lotId, address indexed payee, uint256 amountMinor);
    /// @notice A creditor put on record that the bill was dishonoured.
    event LotProtested(uint256 indexed lotId, OrgId indexed creditor, Ground ground, bytes32 evidence);
    /// @notice The next in the order was called upon to pay.
    event RecourseCalled(uint256 indexed lotId, OrgId indexed called, uint40 dueAt);
    /// @notice An endorser or the drawer paid the creditor and holds the lot now, with recourse against those before it.
    /// `quarantineId` as in `LotPaid`.
    event RecourseHonoured(
        uint256 indexed lotId,
        OrgId indexed payer,
        address indexed payee,
        address account,
        uint256 amountMinor,
        uint256 quarantineId
    );

    /* ------------------------------------------------------------------ */
    /*                               Errors                               */
    /* ------------------------------------------------------------------ */

    /// @notice There is no such bill or lot.
    /// @custom:remedy `bill list` shows them.
    error Bills_Unknown(uint256 id);
    /// @notice A bill is drawn on another organisation than the drawer's.
    /// @custom:remedy Name the drawee; a promise of one's own is no bill.
    error Bills_DrawnOnItself(OrgId drawer);
    /// @notice Nobody is ordered to pay itself.
    /// @custom:remedy Name an account of another organisation as payee.
    error Bills_PayeeIsDrawee(OrgId drawee);
    /// @notice The drawee is suspended, expelled or without an identity check that holds.
    /// @custom:remedy `member show` tells; draw on a member in good standing.
    error Bills_DraweeNotInStanding(OrgId drawee);
    /// @notice The money is not listed in the directory as `token:<currency>:<issuer>`.
    /// @custom:remedy `deployments list` shows the tokens.
    error Bills_UnlistedToken(address token);
    /// @notice A bill matures later than now and may be presented until the end of that day at least, and for 30 days
    /// at most.
    /// @custom:remedy Give the first second of the day of maturity and the last of the last day to present.
    error Bills_BadTimes(uint40 maturesAt, uint40 presentUntil);
    /// @notice A bill stands for an invoice that its drawer made out to its drawee, or for itself.
    /// @custom:remedy Give the invoice of the drawer to the drawee, or the number of the bill.
    error Bills_WrongDocument(IClaimRegistry.DocumentKind kind, OrgId issuer, OrgId counterparty);
    /// @notice Amount or price is zero, or the amount is more than the lot has.
    /// @custom:remedy `bill show` tells what is outstanding.
    error Bills_BadAmount(uint256 amountMinor, uint256 outstandingMinor);
    /// @notice Only the drawee may do this.
    /// @custom:remedy Sign for the drawee.
    error Bills_NotDrawee(uint256 billId, OrgId caller, OrgId drawee);
    /// @notice The drawee has accepted or refused already; both are final.
    /// @custom:remedy Nothing is left to do.
    error Bills_Answered(uint256 billId, Answer answer);
    /// @notice A bill is accepted before its day of maturity.
    /// @custom:remedy Present it for payment instead.
    error Bills_TooLateToAccept(uint256 billId, uint40 maturesAt);
    /// @notice The time up to which a signature was good is past.
    /// @custom:remedy Ask for a new one.
    error Bills_SignatureExpired(uint256 validUntil);
    /// @notice The signature is not the signer's for these very terms on this chain.
    /// @custom:remedy Sign again; check chain, contract, every field and the key.
    error Bills_BadSignature(address signer);
    /// @notice Only the holder of the lot may do this.
    /// @custom:remedy Sign for the holder; `bill show` names it.
    error Bills_NotHolder(uint256 lotId, OrgId caller, OrgId holder);
    /// @notice Only the creditor may do this: the pledgee of a pledged lot, the holder of any other.
    /// @custom:remedy Sign for the creditor; `bill show` names it.
    error Bills_NotCreditor(uint256 lotId, OrgId caller, OrgId creditor);
    /// @notice The compliance office froze the account of this lot, so the lot stays.
    /// @custom:remedy Ask the compliance office.
    error Bills_AccountFrozen(uint256 lotId, address account);
    /// @notice An endorsement or a pledge goes to another organisation.
    /// @custom:remedy Within one organisation use `bill redirect`.
    error Bills_ToOwnOrganisation(uint256 lotId, OrgId orgId);
    /// @notice A lot is redirected to another account of its holder.
    /// @custom:remedy Name an account of the holder that may act; to pass the lot on, endorse it.
    error Bills_OtherOrganisation(uint256 lotId, OrgId found, OrgId expected);
    /// @notice The lot was protested: it is no longer passed on, and only recourse and late payment are left.
    /// @custom:remedy Call for recourse.
    error Bills_Protested(uint256 lotId);
    /// @notice The lot is pledged, so it is neither passed on nor financed again.
    /// @custom:remedy Have it released by the pledgee; anyone may release it once the pledge has expired.
    error Bills_Pledged(uint256 lotId, OrgId pledgee);
    /// @notice The lot is not pledged.
    /// @custom:remedy `bill show` tells whether a pledge stands.
    error Bills_NotPledged(uint256 lotId);
    /// @notice Only the pledgee may do this.
    /// @custom:remedy Sign for the pledgee, or wait until the pledge expires to release the lot.
    error Bills_NotPledgee(uint256 lotId, OrgId caller, OrgId pledgee);
    /// @notice A pledge ends in the future and can be enforced for some time before.
    /// @custom:remedy Give an end later than now and than the first second of enforcement.
    error Bills_BadPledgeTimes(uint40 enforceableFrom, uint40 expiresAt);
    /// @notice A pledge is enforced between the two times that were agreed.
    /// @custom:remedy Wait until `enforceableFrom`; after `expiresAt` there is no pledge any more.
    error Bills_NotEnforceable(uint256 lotId, uint40 enforceableFrom, uint40 expiresAt);
    /// @notice The bill was dishonoured, so nobody finances it any more.
    /// @custom:remedy Protest the lot and call for recourse.
    error Bills_Dishonoured(uint256 billId);
    /// @notice A lot bears at most 255 endorsements.
    /// @custom:remedy Present it at maturity.
    error Bills_TooManyEndorsements(uint256 lotId);
    /// @notice The offer was made to another seller.
    /// @custom:remedy Ask the bank for an offer to the present holder.
    error Bills_OtherSeller(uint256 lotId, OrgId caller, OrgId seller);
    /// @notice The account used or cancelled this nonce before.
    /// @custom:remedy Ask for an offer with a fresh nonce.
    error Bills_NonceUsed(address buyer, uint256 nonce);
    /// @notice The day of maturity has not begun.
    /// @custom:remedy Wait until `maturesAt`.
    error Bills_NotDue(uint256 billId, uint40 maturesAt);
    /// @notice The time to present the bill is over.
    /// @custom:remedy Protest what was presented in time; the acceptor still owes the rest.
    error Bills_TooLateToPresent(uint256 billId, uint40 presentUntil);
    /// @notice The drawee never accepted, so nothing is collected from it.
    /// @custom:remedy Present the lot and wait for payment.
    error Bills_NotAccepted(uint256 billId);
    /// @notice The drawee has until the end of the time to present; only after that is the bill dishonoured.
    /// @custom:remedy Wait until after `presentUntil`.
    error Bills_NotDishonoured(uint256 billId, uint40 presentUntil);
    /// @notice The lot was not presented in time, so endorsers and drawer are free; the acceptor still owes it.
    /// @custom:remedy Collect from the acceptor.
    error Bills_NotPresented(uint256 lotId);
    /// @notice The lot is paid.
    /// @custom:remedy Nothing is left to do.
    error Bills_Paid(uint256 lotId);
    /// @notice A protest carries the digest of its evidence.
    /// @custom:remedy Give the digest of the document that proves the dishonour.
    error Bills_NoEvidence(uint256 lotId);
    /// @notice Recourse begins with a protest.
    /// @custom:remedy Protest the lot first.
    error Bills_NotProtested(uint256 lotId);
    /// @notice Whoever was called last has this call to itself until `dueAt`.
    /// @custom:remedy Wait; then the next in the order may be called.
    error Bills_CallRunning(uint256 lotId, OrgId called, uint40 dueAt);
    /// @notice The drawee has no recourse, as holder or as pledgee: it is the one that did not pay.
    /// @custom:remedy Pay the lot to discharge it; a holder that pledged it to the drawee waits until the pledge has ended.
    error Bills_DraweeHasNoRecourse(uint256 lotId, OrgId drawee);
    /// @notice Everyone who answers to the holder was called.
    /// @custom:remedy Any of those called may still pay; the acceptor owes the lot.
    error Bills_NobodyLeft(uint256 lotId);
    /// @notice The organisation answers to the holder for nothing: it did not endorse, did so without recourse, or holds the
    /// lot itself.
    /// @custom:remedy `bill lineage` shows who answers.
    error Bills_NotLiable(uint256 lotId, OrgId orgId);

    /* ------------------------------------------------------------------ */
    /*                         Drawing and acceptance                     */
    /* ------------------------------------------------------------------ */

    /// @notice Draws a bill. Any account that may act; its organisation is the drawer, and answers for payment whatever its
    /// endorsements say.
    /// @param document The invoice of the drawer to the drawee that the bill stands for, or the bill's own number; it
    /// becomes a claim once in the whole consortium.
    /// @return billId Numbers the bill: 1, 2, 3 …
    function draw(
        BillTerms calldata terms,
        IClaimRegistry.Document calldata document
    ) external returns (uint256 billId);

    /// @notice Promises to pay. The drawee, before the day of maturity. From then on creditors may collect from the
    /// caller's account, as far as it allows this contract to move its money.
    function accept(uint256 billId) external;

    /// @notice As `accept`, by signature of an account of the drawee that may act. Anyone may deliver it.
    /// @param domicile The account that signed.
    /// @param validUntil Last second at which it may be delivered.
    function acceptBySignature(
        uint256 billId,
        address domicile,
        uint40 validUntil,
        bytes calldata signature
    ) external;

    /// @notice Declares that the drawee will not accept. The drawee, before the day of maturity.
    /// @param reason Digest of the grounds.
    function refuse(uint256 billId, bytes32 reason) external;

    /* ------------------------------------------------------------------ */
    /*                          Passing lots on                           */
    /* ------------------------------------------------------------------ */

    /// @notice Passes a lot on, or a part of it as a lot of its own. Its holder, until it is protested.
    /// @param to Account of another organisation that may act; a party of the bill may be endorsee again.
    /// @param withRecourse Whether the endorser answers for payment.
    /// @return endorsedId The lot that the endorsee holds now.
    function endorse(
        uint256 lotId,
        address to,
        uint96 amountMinor,
        bool withRecourse
    ) external returns (uint256 endorsedId);

    /// @notice Makes a part of a lot a lot of its own with the same holder and the same endorsements. Its holder, until it
    /// is protested.
    function split(uint256 lotId, uint96 amountMinor) external returns (uint256 newLotId);

    /// @notice Lets the money of a lot arrive at another account of its holder, such as in place of one that was lost. Any
    /// account of the holder that may act.
    function redirect(uint256 lotId, address account) external;

    /// @notice Sells a lot or a part of it to a bank: endorsement against money, both or neither. The holder, as long as the
    /// bill is not dishonoured.
    /// @return boughtId The lot that the bank holds now.
    function discount(
        DiscountOffer calldata offer,
        bytes calldata signature
    ) external returns (uint256 boughtId);

    /// @notice Uses up a nonce of the caller so that what was signed with it can never be taken.
    function cancelOffer(uint256 nonce) external;

    /* ------------------------------------------------------------------ */
    /*                              Pledges                               */
    /* ------------------------------------------------------------------ */

    /// @notice Pledges a whole lot. Its holder, as long as the bill is not dishonoured.
    function pledge(uint256 lotId, PledgeTerms calldata terms) external;

    /// @notice Ends a pledge. The pledgee; anyone once it has expired.
    function release(uint256 lotId) external;

    /// @notice Takes a pledged lot by endorsement of its holder. The pledgee, within the times agreed, until the lot
    /// is protested.
    function enforce(uint256 lotId) external;

    /* ------------------------------------------------------------------ */
    /*                        Presentment and payment                     */
    /* ------------------------------------------------------------------ */

    /// @notice Records that lots are presented for payment. Any account that may act, from the first second of the
    /// day of maturity to the last second to present; once is enough.
    function present(uint256[] calldata lotIds) external;

    /// @notice Pays lots, in whole or in part, from the caller's account. The drawee, from the day of maturity on.
    function pay(LotPayment[] calldata payments) external;

    /// @notice Collects all that is outstanding on lots from the accounts that accepted. The creditor, from the day of
    /// maturity on.
    function collect(uint256[] calldata lotIds) external;

    /* ------------------------------------------------------------------ */
    /*                         Protest and recourse                       */
    /* ------------------------------------------------------------------ */

    /// @notice Puts on record that a lot was not accepted, or was presented and not paid in time. The creditor, once.
    /// @param evidence Digest of the evidence.
    function protest(uint256 lotId, bytes32 evidence) external;

    /// @notice Calls upon the next in the order to pay: the last endorser with recourse, then the one before, the
    /// drawer at the end. The creditor of a protested lot, once the call before has run out.
    function callRecourse(uint256 lotId) external returns (OrgId called);

    /// @notice Pays the creditor what is outstanding and takes the lot over. Whoever answers for payment of a protested lot,
    /// called or not; the later endorsers are free from then on. The drawee as creditor is paid nothing.
    function honourRecourse(uint256 lotId) external;

    /* ------------------------------------------------------------------ */
    /*                               Views                                */
    /* ------------------------------------------------------------------ */

    /// @notice A bill; reverts when there is none.
    function billOf(uint256 billId) external view returns (Bill memory);

    /// @notice A lot; reverts when there is none.
    function lotOf(uint256 lotId) external view returns (Lot memory);

    /// @notice The endorsements that lead to the holder of a lot, oldest first. From the protest on only those before the
    /// holder's own, if it endorsed the lot before: later endorsers could ask it in return. Events keep them all.
    function endorsementsOf(uint256 lotId) external view returns (Endorsement[] memory);

    /// @notice The pledge of a lot; all zero if there is none.
    function pledgeOf(uint256 lotId) external view returns (Pledge memory);

    /// @notice Where recourse for a lot stands; all zero before the protest.
    function recourseOf(uint256 lotId) external view returns (Recourse memory);

    /// @notice Whether an account used or cancelled a nonce.
    function isNonceUsed(address buyer, uint256 nonce) external view returns (bool);

    /// @notice How many bills were drawn.
    function billCount() external view returns (uint256);
}
