// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IReceivables} from "../assets/IReceivables.sol";
import {OrgId} from "../common/OrgId.sol";
import {IPaymentEscrow} from "../payments/IPaymentEscrow.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";

/// @title Orders, from placement to payment
/// @notice A buyer orders, a supplier accepts, ships, is told what arrived and what was good, invoices, and is paid.
/// What is on the ledger are the facts: who did what when, for which value, and the digest of the document that shows
/// it. Where an order stands follows from its amounts and the clock: they say how much of its value waits at which
/// stage.
/// @dev Parties are organisations; any of their accounts that may act now acts for them. Who may do what:
/// - the buyer: place, receive, inspect, accept and dispute invoices, pay, cancel;
/// - the supplier: accept, reject, ship, recall, invoice, credit, take back, turn an invoice into a claim, cancel;
/// - the carrier that the supplier names for a delivery: report its receipt;
/// - any member but the supplier: pay an invoice for the buyer;
/// - anyone: deliver a signed order or acceptance, book a payment that was made through an escrow or a claim.
///
/// Amounts are values at the order's prices in minor units of its currency, below 2^64; the goods themselves, line by line,
/// stand in files whose digests the events carry. Value moves from stage to stage and is never lost:
/// ordered = to ship + in transit + to inspect + accepted. Times are seconds UTC.
///
/// If a party is suspended or expelled it cannot act, and the other is not bound to wait for it: see `cancel`, `recall`,
/// `acceptByLapse`, `takeBack`. What is owed stays owed; anyone may pay it once the payee may receive.
interface IOrderBook {
    /* ------------------------------------------------------------------ */
    /*                               Records                              */
    /* ------------------------------------------------------------------ */

    /// @notice What the parties agree on.
    /// @param buyer Who orders; has the capability `buyer`.
    /// @param supplier Who delivers; has the capability `supplier`.
    /// @param token The money in which the order is priced and paid, listed in the directory as token:CURRENCY:ISSUER.
    /// @param amountMinor What all lines of the order file come to; more than 0.
    /// @param acceptBy Last second in which the supplier can accept.
    /// @param deliverBy Goods that are delivered later are late; not before `acceptBy`.
    /// @param inspectionDays Days after receipt was recorded in which the buyer may reject goods; from then on they count as
    /// accepted.
    /// @param paymentDays Least number of days from an invoice to its due date.
    /// @param penaltyBpsPerDay Deduction from the price of late goods for each day begun, in basis points.
    /// @param penaltyCapBps Most of that deduction, up to 10,000.
    /// @param escrowed Whether the buyer sets the money aside before the supplier ships.
    /// @param file Digest of the order file.
    struct Terms {
        OrgId buyer;
        OrgId supplier;
        ISettlementToken token;
        uint64 amountMinor;
        uint40 acceptBy;
        uint40 deliverBy;
        uint8 inspectionDays;
        uint16 paymentDays;
        uint16 penaltyBpsPerDay;
        uint16 penaltyCapBps;
        bool escrowed;
        bytes32 file;
    }

    /// @notice An order as it is kept: the terms except for the file's digest, and where its value is now.
    /// @param orderedMinor Value ordered, less what was cancelled and what was taken back.
    /// @param deliveries How many deliveries were shipped; they are numbered from 1.
    /// @param flags Bits of `OrderFlags`.
    /// @param owedMinor Invoiced and not paid.
    /// @param toShipMinor Not shipped, or to be shipped again, since it was lost, rejected or recalled.
    /// @param inTransitMinor Shipped and not received.
    /// @param toInspectMinor Received and neither accepted nor rejected.
    /// @param toInvoiceMinor Accepted, less penalties, and not invoiced.
    struct Order {
        ISettlementToken token;
        uint64 orderedMinor;
        OrgId buyer;
        // Slot 1.
        OrgId supplier;
        uint40 acceptBy;
        uint40 deliverBy;
        uint8 inspectionDays;
        uint16 paymentDays;
        uint16 penaltyBpsPerDay;
        uint16 penaltyCapBps;
        uint16 deliveries;
        uint8 flags;
        uint64 owedMinor;
        // Slot 2.
        uint64 toShipMinor;
        uint64 inTransitMinor;
        uint64 toInspectMinor;
        uint64 toInvoiceMinor;
    }

    /// @notice A delivery.
    /// @param openMinor What of it waits: on the way while it was not delivered, for inspection afterwards.
    /// @param openSince Since when: when it was shipped, or when its receipt was recorded.
    /// @param acceptedMinor What was accepted, less what was taken back.
    /// @param deliveredAt When the goods arrived, as buyer or carrier say; zero while they have not.
    /// @param carrier The organisation that may report their receipt; none if only the buyer may.
    /// @param acceptedBps What the inspection accepted of what arrived, in basis points, rounded down.
    struct Delivery {
        uint64 openMinor;
        uint40 openSince;
        uint64 acceptedMinor;
        uint40 deliveredAt;
        OrgId carrier;
        uint16 acceptedBps;
    }

    /// @notice An invoice.
    /// @param orderId The order whose accepted goods it is for.
    /// @param amountMinor What is payable: as invoiced, less credits.
    /// @param paidMinor What of that was paid; of a claim, what is no longer owed.
    /// @param dueAt When it is to be paid at the latest.
    /// @param acceptedAt When the buyer accepted it; zero while it has not.
    /// @param isClaim Whether it was turned into a receivable and is paid through that.
    struct Invoice {
        uint40 orderId;
        uint64 amountMinor;
        uint64 paidMinor;
        uint40 dueAt;
        uint40 acceptedAt;
        bool isClaim;
    }

    /// @notice The money that was set aside for an order.
    /// @param paymentId The payment in the escrow.
    /// @param escrow The escrow that holds it.
    /// @param bookedMinor What was captured there and booked to invoices here.
    struct EscrowLink {
        bytes32 paymentId;
        IPaymentEscrow escrow;
        uint64 bookedMinor;
    }

    /// @notice The claim that an invoice was turned into.
    /// @param receivables The contract that keeps the claim.
    /// @param claimId Its number there.
    struct ClaimLink {
        IReceivables receivables;
        uint256 claimId;
    }

    /// @notice How an invoice is to become a claim, see `IReceivables.Terms`.
    /// @param classId The class under which it is issued; its money is the order's.
    /// @param tierLimit Greatest tier to which the claim may pass.
    /// @param recourse Whether the supplier answers to later holders.
    /// @param invoiceDigest Digest of the invoice, as it was issued here.
    /// @param evidenceDigest Salted digest of what proves delivery; zero if none.
    struct ClaimTerms {
        uint32 classId;
        uint8 tierLimit;
        bool recourse;
        bytes32 invoiceDigest;
        bytes32 evidenceDigest;
    }

    /// @notice How the price of goods that were taken back was given up.
    /// @param uninvoicedMinor Off what was to be invoiced.
    /// @param creditedMinor Off an invoice.
    /// @param refundedMinor Paid back.
    struct Return {
        uint64 uninvoicedMinor;
        uint64 creditedMinor;
        uint64 refundedMinor;
    }

    /// @notice An act signed by an account of the party whose act it is.
    /// @param signer The account; an EOA, or a contract that speaks EIP-1271.
    /// @param nonce The next number of one of the signer's sequences, see `nonces`.
    /// @param deadline The signature is good up to then.
    struct Signed {
        address signer;
        uint256 nonce;
        uint256 deadline;
        bytes signature;
    }

    /// @notice Where an order stands: at the least advanced stage at which any of its value waits.
    /// @custom:value0 None There is no such order.
    /// @custom:value1 Placed The supplier has not answered.
    /// @custom:value2 Lapsed The supplier did not accept in time.
    /// @custom:value3 Rejected The supplier declined.
    /// @custom:value4 Cancelled Withdrawn, or cancelled or taken back whole, and nothing is to be invoiced or paid.
    /// @custom:value5 Accepted Something is still to be shipped.
    /// @custom:value6 Shipped Everything is shipped, something is on the way.
    /// @custom:value7 Received Everything is received, something waits for inspection.
    /// @custom:value8 Inspected Everything is accepted, something is not invoiced.
    /// @custom:value9 Invoiced Everything is invoiced, something is not paid.
    /// @custom:value10 Paid Nothing is left to do.
    enum Status {
        None,
        Placed,
        Lapsed,
        Rejected,
        Cancelled,
        Accepted,
        Shipped,
        Received,
        Inspected,
        Invoiced,
        Paid
    }

    /* ------------------------------------------------------------------ */
    /*                               Events                               */
    /* ------------------------------------------------------------------ */

    /// @notice A buyer placed an order through `account`.
    event OrderPlaced(
        uint256 indexed orderId,
        OrgId indexed buyer,
        OrgId indexed supplier,
        address account,
        Terms terms
    );
    /// @notice The supplier accepted it through `account`.
    event OrderAccepted(uint256 indexed orderId, OrgId indexed supplier, address account);
    /// @notice The supplier declined it. `reason` is a digest of the grounds.
    event OrderRejected(uint256 indexed orderId, OrgId indexed supplier, bytes32 reason);
    /// @notice A party asks the other to agree that what is not shipped is cancelled.
    event CancellationAsked(uint256 indexed orderId, OrgId indexed by, bytes32 reason);
    /// @notice What was not shipped is cancelled, and nothing will be shipped any more.
    event OrderCancelled(uint256 indexed orderId, OrgId indexed by, uint64 amountMinor, bytes32 reason);
    /// @notice The buyer's money for the order is set aside.
    event EscrowLinked(uint256 indexed orderId, bytes32 indexed paymentId, IPaymentEscrow escrow);
    /// @notice Goods left the supplier. `evidence` is the digest of the delivery note.
    event GoodsShipped(
        uint256 indexed orderId,
        uint16 indexed delivery,
        OrgId indexed carrier,
        uint64 amountMinor,
        bytes32 evidence
    );
    /// @notice Goods arrived at `deliveredAt`, as `by` says, the buyer or the carrier. What of the delivery did not
    /// arrive is to be shipped again.
    event GoodsReceived(
        uint256 indexed orderId,
        uint16 indexed delivery,
        OrgId indexed by,
        uint64 receivedMinor,
        uint64 missingMinor,
        uint40 deliveredAt,
        bytes32 evidence
    );
    /// @notice The supplier called back goods that were on the way.
    event GoodsRecalled(
        uint256 indexed orderId,
        uint16 indexed delivery,
        uint64 amountMinor,
        bytes32 evidence
    );
    /// @notice Goods were accepted and rejected by the buyer, or accepted by lapse of time if `evidence` is zero.
    /// `penaltyMinor` is deducted from the price of what was accepted.
    event GoodsInspected(
        uint256 indexed orderId,
        uint16 indexed delivery,
        uint64 acceptedMinor,
        uint64 rejectedMinor,
        uint64 penaltyMinor,
        bytes32 evidence
    );
    /// @notice The supplier took back accepted goods. Their price, less the penalty on it, was taken off what is to be
    /// invoiced, off an invoice, and the rest was paid back to `refundedTo`.
    event GoodsTakenBack(
        uint256 indexed orderId,
        uint16 indexed delivery,
        bytes32 indexed invoiceId,
        uint64 amountMinor,
        Return taken,
        address refundedTo,
        bytes32 evidence
    );
    /// @notice The supplier invoiced accepted goods under `number`. `evidence` is the digest of the invoice.
    event InvoiceIssued(
        uint256 indexed orderId,
        bytes32 indexed invoiceId,
        OrgId indexed supplier,
        bytes32 number,
        uint64 amountMinor,
        uint40 dueAt,
        bytes32 evidence
    );
    /// @notice The buyer accepted an invoice: it owes the amount.
    event InvoiceAccepted(bytes32 indexed invoiceId, OrgId indexed buyer, bytes32 evidence);
    /// @notice The buyer refused an invoice: it is void, and the goods may be invoiced anew. `reason` is a digest of
    /// the grounds.
    event InvoiceDisputed(bytes32 indexed invoiceId, OrgId indexed buyer, uint64 amountMinor, bytes32 reason);
    /// @notice The supplier reduced what is payable. `evidence` is the digest of the credit note.
    event InvoiceCredited(bytes32 indexed invoiceId, uint64 creditMinor, uint64 openMinor, bytes32 evidence);
    /// @notice `payer` paid an invoice, or part of it, to `payee`, an account of the supplier.
    event InvoicePaid(
        bytes32 indexed invoiceId,
        OrgId indexed payerOrg,
        address payer,
        address payee,
        uint64 amountMinor,
        uint64 openMinor
    );
    /// @notice What was settled through `source`, the escrow or the receivables, was booked to an invoice.
    event PaymentBooked(
        bytes32 indexed invoiceId,
        address indexed source,
        uint64 amountMinor,
        uint64 openMinor
    );
    /// @notice What is open of an invoice became a claim, held by `holder` in `receivables`.
    event ReceivableIssued(
        bytes32 indexed invoiceId,
        IReceivables indexed receivables,
        uint256 indexed claimId,
        address holder,
        uint64 amountMinor
    );

    /* ------------------------------------------------------------------ */
    /*                               Errors                               */
    /* ------------------------------------------------------------------ */

    /// @notice The caller's organisation, or the signer's, is not the party whose act this is.
    /// @custom:remedy `order show` names the parties; sign for the one whose act it is.
    error Orders_NotYours(uint256 orderId, OrgId orgId, OrgId expected);
    /// @notice There is no such order.
    /// @custom:remedy `order list` shows the orders of a member.
    error Orders_UnknownOrder(uint256 orderId);
    /// @notice Nobody orders from itself, pays itself, or reports that goods of its own arrived.
    /// @custom:remedy Name another organisation.
    error Orders_SameParty(OrgId orgId);
    /// @notice The organisation was not admitted to do this, or is not in good standing.
    /// @custom:remedy `member show` tells its capabilities and standing; choose another one.
    error Orders_BadParty(OrgId orgId, uint16 capability);
    /// @notice The money is none that the alliance has listed.
    /// @custom:remedy Use a token that `deployments list` shows as token:CURRENCY:ISSUER.
    error Orders_UnlistedToken(ISettlementToken token);
    /// @notice An amount of nothing, or more than is there.
    /// @custom:remedy Give 1 to `availableMinor`.
    error Orders_BadAmount(uint64 amountMinor, uint64 availableMinor);
    /// @notice The order cannot be accepted in the future, or is to be delivered before it may be accepted.
    /// @custom:remedy now ≤ acceptBy ≤ deliverBy.
    error Orders_BadTimes(uint40 acceptBy, uint40 deliverBy);
    /// @notice The deduction for lateness may come to more than the price.
    /// @custom:remedy Give a cap of at most 10,000 basis points.
    error Orders_BadPenalty(uint16 penaltyCapBps);
    /// @notice A document has no digest, or a supplier's cancellation no reason.
    /// @custom:remedy Give the digest of the file that shows it.
    error Orders_NoEvidence();
    /// @notice The order is not where this act belongs.
    /// @custom:remedy `order show` tells where it stands and what comes next.
    error Orders_WrongStatus(uint256 orderId, Status status);
    /// @notice The signature is not one of the signer over this message, for this contract and chain.
    /// @custom:remedy Sign again; check the chain id and the address of the order book.
    error Orders_BadSignature(address signer);
    /// @notice The signature is no longer good.
    /// @custom:remedy Sign again with a later deadline.
    error Orders_SignatureExpired(uint256 deadline);
    /// @notice Everything is shipped, so nothing can be cancelled.
    /// @custom:remedy Recall what is on the way, reject or take back what has arrived.
    error Orders_NothingToCancel(uint256 orderId);
    /// @notice The order was cancelled for what was not shipped.
    /// @custom:remedy Place a new order.
    error Orders_Closed(uint256 orderId);
    /// @notice The parties agreed that money is set aside before goods are shipped, and it is not.
    /// @custom:remedy Let the buyer authorise an escrow payment for this order and link it (`order escrow`).
    error Orders_NoEscrow(uint256 orderId);
    /// @notice The escrow's payment is not for this order: other parties, other money, another order, or too little held.
    /// @custom:remedy Authorise a payment whose terms name this order, its token and parties, and at least its amount.
    error Orders_EscrowDiffers(uint256 orderId, bytes32 paymentId);
    /// @notice There is no such delivery, or it is not where this act belongs: it arrived already, has not arrived yet,
    /// or was inspected.
    /// @custom:remedy `order show` lists the deliveries.
    error Orders_WrongDelivery(uint256 orderId, uint16 delivery);
    /// @notice Goods arrive after they were shipped and not in the future.
    /// @custom:remedy Give the time of arrival, from `earliest` to now.
    error Orders_BadDeliveryTime(uint40 deliveredAt, uint40 earliest);
    /// @notice The time to reject goods is over; they count as accepted.
    /// @custom:remedy Accept them whole, and agree on a return with the supplier.
    error Orders_InspectionOver(uint256 orderId, uint16 delivery, uint40 endedAt);
    /// @notice The buyer still has time to inspect.
    /// @custom:remedy Wait until `endsAt`.
    error Orders_InspectionOpen(uint256 orderId, uint16 delivery, uint40 endsAt);
    /// @notice An invoice number is written in normal form, so that no other spelling makes another invoice: capital
    /// letters and digits alone, no zero at the start of a run of digits that goes on, left-aligned ("RE-2027/017" is
    /// RE2027017).
    /// @custom:remedy Leave out blanks and signs, write letters as capitals; `order invoice` does so.
    error Orders_BadNumber(bytes32 number);
    /// @notice The supplier has issued an invoice of this number.
    /// @custom:remedy Use the next number; `order list` shows the invoices.
    error Orders_NumberUsed(bytes32 invoiceId, bytes32 number);
    /// @notice The due date is earlier than the terms of payment allow.
    /// @custom:remedy Give `earliest` or later.
    error Orders_DueTooSoon(uint40 dueAt, uint40 earliest);
    /// @notice There is no such invoice.
    /// @custom:remedy `order show` lists the invoices of an order.
    error Orders_UnknownInvoice(bytes32 invoiceId);
    /// @notice The invoice is of another order.
    /// @custom:remedy Name an invoice of this order.
    error Orders_OtherOrder(bytes32 invoiceId, uint256 orderId);
    /// @notice The invoice is not where this act belongs: it was accepted, or was not yet, or something was paid.
    /// @custom:remedy `order show` lists the invoices and what was paid.
    error Orders_WrongInvoice(bytes32 invoiceId);
    /// @notice The invoice is a claim now: its debtor pays the claim's holders.
    /// @custom:remedy Pay the claim (`receivable pay`), or reduce it there.
    error Orders_IsClaim(bytes32 invoiceId);
    /// @notice The class is for claims in other money.
    /// @custom:remedy Choose a class whose token is the order's; `asset list --classes` shows them.
    error Orders_OtherMoney(address token, address expected);
    /// @notice Nothing was settled that was not booked before.
    /// @custom:remedy Capture the escrow, or pay the claim, first.
    error Orders_NothingToBook(bytes32 invoiceId);

    /* ------------------------------------------------------------------ */
    /*                        Placing and cancelling                      */
    /* ------------------------------------------------------------------ */

    /// @notice Orders. An account of the buyer.
    /// @return orderId Names the order: 1, 2, 3 …
    function place(Terms calldata terms) external returns (uint256 orderId);

    /// @notice As `place`, on a signature of EIP-712 type `Order(uint32 buyer,uint32 supplier,address token,uint64
    /// amountMinor,uint40 acceptBy,uint40 deliverBy,uint8 inspectionDays,uint16 paymentDays,uint16
    /// penaltyBpsPerDay,uint16 penaltyCapBps,bool escrowed,bytes32 file,uint256 nonce,uint256 deadline)` by an account
    /// of the buyer. Anyone delivers it.
    function placeSigned(Terms calldata terms, Signed calldata buyer) external returns (uint256 orderId);

    /// @notice Accepts an order in time, while the buyer is in good standing. An account of the supplier.
    function accept(uint256 orderId) external;

    /// @notice As `accept`, on a signature of EIP-712 type `Acceptance(uint256 orderId,address token,uint64
    /// amountMinor,uint40 deliverBy,uint256 nonce,uint256 deadline)` by an account of the supplier. Anyone delivers it.
    function acceptSigned(uint256 orderId, Signed calldata supplier) external;

    /// @notice Declines an order that is not accepted. An account of the supplier.
    function reject(uint256 orderId, bytes32 reason) external;

    /// @notice Cancels what is not shipped. Alone:
    /// - the buyer, until the order is accepted; until something is shipped; once the delivery date has passed;
    /// - the supplier, with a reason, until something is shipped;
    /// - either, while the other is not in good standing. Otherwise the first call asks the other party, and its call
    /// agrees.
    /// @param reason Digest of the grounds.
    /// @return cancelledMinor What was cancelled; zero if the other party was asked.
    function cancel(uint256 orderId, bytes32 reason) external returns (uint64 cancelledMinor);

    /// @notice Ties money that the buyer has set aside to an order: an open payment of the escrow whose terms name this
    /// order, its token, its parties, and at least its amount. Buyer or supplier, until something is shipped.
    function linkEscrow(uint256 orderId, IPaymentEscrow.PaymentTerms calldata terms) external;

    /* ------------------------------------------------------------------ */
    /*                             Deliveries                             */
    /* ------------------------------------------------------------------ */

    /// @notice Records that goods left. An account of the supplier.
    /// @param amountMinor Their value at the order's prices, 1 to what is to be shipped.
    /// @param carrier Who may report their receipt beside the buyer: another organisation with the capability `logistics`;
    /// none if no one.
    /// @param evidence Digest of the delivery note.
    /// @return delivery Its number within the order.
    function ship(
        uint256 orderId,
        uint64 amountMinor,
        OrgId carrier,
        bytes32 evidence
    ) external returns (uint16 delivery);

    /// @notice Calls back goods that were not received: they are to be shipped again. An account of the supplier.
    function recall(uint256 orderId, uint16 delivery, bytes32 evidence) external;

    /// @notice Records that goods arrived. An account of the buyer, or of the carrier.
    /// @param receivedMinor What arrived, 0 to what was shipped.
    /// @param deliveredAt When, from the time it was shipped to now.
    /// @param evidence Digest of the receipt.
    function receiveGoods(
        uint256 orderId,
        uint16 delivery,
        uint64 receivedMinor,
        uint40 deliveredAt,
        bytes32 evidence
    ) external;

    /// @notice Accepts received goods and rejects the rest of the delivery, which is to be shipped again; once the time
    /// of inspection is over it can only accept all. An account of the buyer.
    /// @param acceptedMinor What is accepted, 0 to what was received.
    /// @param evidence Digest of the report.
    function inspect(uint256 orderId, uint16 delivery, uint64 acceptedMinor, bytes32 evidence) external;

    /// @notice Accepts goods that the buyer has not inspected in time. An account of the supplier.
    function acceptByLapse(uint256 orderId, uint16 delivery) external;

    /// @notice Takes back accepted goods and gives up their price: first from what is to be invoiced, then from what is
    /// open of `invoiceId`, and the rest is paid from the caller's account, which has allowed the order book to draw
    /// it. An account of the supplier.
    /// @param amountMinor 1 to what was accepted of this delivery.
    /// @param invoiceId An invoice of the order that is credited; zero if none.
    /// @param refundTo An account of the buyer that may act now; zero if nothing is to be refunded.
    /// @param evidence Digest of the return note.
    function takeBack(
        uint256 orderId,
        uint16 delivery,
        uint64 amountMinor,
        bytes32 invoiceId,
        address refundTo,
        bytes32 evidence
    ) external;

    /* ------------------------------------------------------------------ */
    /*                        Invoices and payment                        */
    /* ------------------------------------------------------------------ */

    /// @notice Invoices accepted goods. An account of the supplier.
    /// @param number The invoice's number in normal form, see `Orders_BadNumber`: 1 to 32 characters. Once per
    /// supplier, for ever.
    /// @param amountMinor The payable amount, penalties deducted: 1 to what is to be invoiced.
    /// @param dueAt When it is to be paid at the latest; not before `paymentDays` from now.
    /// @param evidence Digest of the invoice.
    /// @return invoiceId keccak256(abi.encode(supplier, number)).
    function invoice(
        uint256 orderId,
        bytes32 number,
        uint64 amountMinor,
        uint40 dueAt,
        bytes32 evidence
    ) external returns (bytes32 invoiceId);

    /// @notice Accepts an invoice. An account of the buyer.
    /// @param evidence Digest of the approval; zero if there is none.
    function acceptInvoice(bytes32 invoiceId, bytes32 evidence) external;

    /// @notice Refuses an invoice of which nothing was accepted or paid. An account of the buyer.
    function disputeInvoice(bytes32 invoiceId, bytes32 reason) external;

    /// @notice Reduces what is payable of an invoice that is no claim. An account of the supplier.
    /// @param creditMinor 1 to what is open.
    /// @param evidence Digest of the credit note.
    function credit(bytes32 invoiceId, uint64 creditMinor, bytes32 evidence) external;

    /// @notice Pays an invoice that is no claim, whole or in part, from the caller's account, which has allowed the
    /// order book to draw the amount from the token. Any member's account but the supplier's.
    /// @param payee An account of the supplier that may act now.
    /// @param amountMinor 1 to what is open.
    function pay(bytes32 invoiceId, address payee, uint64 amountMinor) external;

    /// @notice Turns what is open of an accepted invoice into a claim of the directory's `receivables`, held by the
    /// caller. It is paid through the claim from then on. An account of the supplier; not for an order whose money is
    /// in escrow.
    /// @param number The number of one of the supplier's invoices, as it was issued.
    function issueReceivable(bytes32 number, ClaimTerms calldata claim) external returns (uint256 claimId);

    /// @notice Books to an invoice what was captured from the order's escrow, or what is no longer owed on its claim,
    /// because it was paid or the claim's holders gave it up. Anyone.
    /// @return bookedMinor How much was booked now.
    function bookPayment(bytes32 invoiceId) external returns (uint64 bookedMinor);

    /* ------------------------------------------------------------------ */
    /*                               Reading                              */
    /* ------------------------------------------------------------------ */

    /// @notice How many orders were placed; the last one's number.
    function orderCount() external view returns (uint256);

    /// @notice An order; all zero if there is none.
    function orderOf(uint256 orderId) external view returns (Order memory);

    /// @notice Where an order stands now.
    function statusOf(uint256 orderId) external view returns (Status);

    /// @notice A delivery of an order; all zero if there is none.
    function deliveryOf(uint256 orderId, uint16 delivery) external view returns (Delivery memory);

    /// @notice An invoice; all zero if there is none.
    function invoiceOf(bytes32 invoiceId) external view returns (Invoice memory);

    /// @notice What names the invoice of a supplier.
    function invoiceIdOf(OrgId supplier, bytes32 number) external pure returns (bytes32);

    /// @notice The money set aside for an order; all zero if none is linked.
    function escrowOf(uint256 orderId) external view returns (EscrowLink memory);

    /// @notice The claim that an invoice was turned into; all zero if it was none.
    function claimOf(bytes32 invoiceId) external view returns (ClaimLink memory);

    /// @notice The deduction, in basis points, on goods of an order that are delivered at `deliveredAt`.
    function penaltyBpsOf(uint256 orderId, uint40 deliveredAt) external view returns (uint256);
}
