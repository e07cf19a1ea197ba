// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {OrgId} from "../common/OrgId.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {Deliveries} from "./Deliveries.sol";
import {IInvoiceClaims} from "./IInvoiceClaims.sol";
import {IOrderBook} from "./IOrderBook.sol";
import {OrderFlags} from "./OrderFlags.sol";

/// @title Invoices
/// @notice What the supplier asks for accepted goods, and how it is paid, credited and taken back.
abstract contract Invoices is Deliveries {
    using SafeERC20 for ISettlementToken;

    bytes32 private constant RECEIVABLES = "receivables";

    mapping(bytes32 invoiceId => Invoice record) private _invoices;
    mapping(bytes32 invoiceId => ClaimLink link) private _claims;

    /// @inheritdoc IOrderBook
    function invoice(
        uint256 orderId,
        bytes32 number,
        uint64 amountMinor,
        uint40 dueAt,
        bytes32 evidence
    ) external returns (bytes32 invoiceId) {
        Order storage order = _orders[orderId];
        OrgId supplier = _requireSupplier(orderId, order, msg.sender);
        _requireAmount(amountMinor, order.toInvoiceMinor);
        _requireCanonical(number);
        _requireEvidence(evidence);
        uint40 earliest = uint40(block.timestamp) + uint40(order.paymentDays) * 1 days;
        if (dueAt < earliest) revert Orders_DueTooSoon(dueAt, earliest);
        invoiceId = invoiceIdOf(supplier, number);
        Invoice storage record = _invoices[invoiceId];
        if (record.orderId != 0) revert Orders_NumberUsed(invoiceId, number);
        order.toInvoiceMinor -= amountMinor;
        order.owedMinor += amountMinor;
        record.orderId = uint40(orderId);
        record.amountMinor = amountMinor;
        record.dueAt = dueAt;
        emit InvoiceIssued(orderId, invoiceId, supplier, number, amountMinor, dueAt, evidence);
    }

    /// @inheritdoc IOrderBook
    function acceptInvoice(bytes32 invoiceId, bytes32 evidence) external {
        (Invoice storage record, OrgId buyer) = _requireDebtor(invoiceId);
        if (record.acceptedAt != 0 || record.amountMinor == 0) revert Orders_WrongInvoice(invoiceId);
        record.acceptedAt = uint40(block.timestamp);
        emit InvoiceAccepted(invoiceId, buyer, evidence);
    }

    /// @inheritdoc IOrderBook
    function disputeInvoice(bytes32 invoiceId, bytes32 reason) external {
        (Invoice storage record, OrgId buyer) = _requireDebtor(invoiceId);
        uint64 amountMinor = record.amountMinor;
        if (record.acceptedAt != 0 || record.paidMinor != 0 || amountMinor == 0) {
            revert Orders_WrongInvoice(invoiceId);
        }
        _requireEvidence(reason);
        Order storage order = _orders[record.orderId];
        record.amountMinor = 0;
        order.owedMinor -= amountMinor;
        order.toInvoiceMinor += amountMinor;
        emit InvoiceDisputed(invoiceId, buyer, amountMinor, reason);
    }

    /// @inheritdoc IOrderBook
    function credit(bytes32 invoiceId, uint64 creditMinor, bytes32 evidence) external {
        Invoice storage record = _requireInvoice(invoiceId);
        _requireSupplier(record.orderId, _orders[record.orderId], msg.sender);
        _requireNoClaim(invoiceId, record);
        _requireAmount(creditMinor, _openOf(record));
        _requireEvidence(evidence);
        _credit(invoiceId, record, creditMinor, evidence);
    }

    /// @inheritdoc IOrderBook
    function pay(bytes32 invoiceId, address payee, uint64 amountMinor) external {
        Invoice storage record = _requireInvoice(invoiceId);
        Order storage order = _orders[record.orderId];
        (OrgId payerOrg, OrgId payeeOrg) = membership.requireCanAct(msg.sender, payee);
        if (payeeOrg != order.supplier) revert Orders_NotYours(record.orderId, payeeOrg, order.supplier);
        _requireNoClaim(invoiceId, record);
        _requireAmount(amountMinor, _openOf(record));
        uint64 openMinor = _book(record, amountMinor);
        emit InvoicePaid(invoiceId, payerOrg, msg.sender, payee, amountMinor, openMinor);
        order.token.safeTransferFrom(msg.sender, payee, amountMinor);
    }

    /// @inheritdoc IOrderBook
    function issueReceivable(bytes32 number) external returns (uint256 claimId) {
        bytes32 invoiceId = invoiceIdOf(_callingMember(), number);
        Invoice storage record = _requireInvoice(invoiceId);
        Order storage order = _orders[record.orderId];
        _requireNoClaim(invoiceId, record);
        uint64 openMinor = _openOf(record);
        bool assignable = record.acceptedAt != 0 && openMinor != 0;
        if (!assignable || order.flags & OrderFlags.ESCROWED != 0) revert Orders_WrongInvoice(invoiceId);
        record.isClaim = true;
        IInvoiceClaims claims = IInvoiceClaims(directory.addressOf(RECEIVABLES));
        claimId = claims.issueFromInvoice(
            IInvoiceClaims.AcceptedInvoice({
                invoiceId: invoiceId,
                debtor: order.buyer,
                creditor: order.supplier,
                number: number,
                token: order.token,
                amountMinor: openMinor,
                dueAt: record.dueAt,
                holder: msg.sender
            })
        );
        _claims[invoiceId] = ClaimLink(claims, 0, claimId);
        emit ReceivableIssued(invoiceId, address(claims), claimId, msg.sender, openMinor);
    }

    /// @inheritdoc IOrderBook
    function bookPayment(bytes32 invoiceId) external returns (uint64 bookedMinor) {
        Invoice storage record = _requireInvoice(invoiceId);
        ClaimLink storage claim = _claims[invoiceId];
        EscrowLink storage link = _escrows[record.orderId];
        address source = address(record.isClaim ? address(claim.claims) : address(link.escrow));
        if (source == address(0)) revert Orders_NothingToBook(invoiceId);
        bookedMinor = _unbooked(record, claim, link);
        if (bookedMinor == 0) revert Orders_NothingToBook(invoiceId);
        if (record.isClaim) claim.bookedMinor += bookedMinor;
        else link.bookedMinor += bookedMinor;
        uint64 openMinor = _book(record, bookedMinor);
        emit PaymentBooked(invoiceId, source, bookedMinor, openMinor);
    }

    /// @inheritdoc IOrderBook
    function takeBack(
        uint256 orderId,
        uint16 delivery,
        uint64 amountMinor,
        bytes32 invoiceId,
        address refundTo,
        bytes32 evidence
    ) external {
        Order storage order = _orders[orderId];
        _requireSupplier(orderId, order, msg.sender);
        _requireEvidence(evidence);
        uint64 priceMinor = _takeBack(orderId, delivery, amountMinor);
        Return memory taken = _giveUp(orderId, invoiceId, priceMinor, evidence);
        emit GoodsTakenBack(orderId, delivery, invoiceId, amountMinor, taken, refundTo, evidence);
        if (taken.refundedMinor != 0) {
            (, OrgId payeeOrg) = membership.requireCanAct(msg.sender, refundTo);
            if (payeeOrg != order.buyer) revert Orders_NotYours(orderId, payeeOrg, order.buyer);
            order.token.safeTransferFrom(msg.sender, refundTo, taken.refundedMinor);
        }
    }

    /// @inheritdoc IOrderBook
    function invoiceOf(bytes32 invoiceId) external view returns (Invoice memory) {
        return _invoices[invoiceId];
    }

    /// @inheritdoc IOrderBook
    function claimOf(bytes32 invoiceId) external view returns (ClaimLink memory) {
        return _claims[invoiceId];
    }

    /// @inheritdoc IOrderBook
    function invoiceIdOf(OrgId supplier, bytes32 number) public pure returns (bytes32) {
        return keccak256(abi.encode(supplier, number));
    }

    /// @dev The price is given up where it stands: not invoiced, invoiced and open, or paid.
    function _giveUp(
        uint256 orderId,
        bytes32 invoiceId,
        uint64 priceMinor,
        bytes32 evidence
    ) private returns (Return memory taken) {
        Order storage order = _orders[orderId];
        taken.uninvoicedMinor = uint64(Math.min(priceMinor, order.toInvoiceMinor));
        order.toInvoiceMinor -= taken.uninvoicedMinor;
        priceMinor -= taken.uninvoicedMinor;
        if (invoiceId != bytes32(0)) {
            Invoice storage record = _requireInvoice(invoiceId);
            if (record.orderId != orderId) revert Orders_OtherOrder(invoiceId, orderId);
            _requireNoClaim(invoiceId, record);
            taken.creditedMinor = uint64(Math.min(priceMinor, _openOf(record)));
            priceMinor -= taken.creditedMinor;
            if (taken.creditedMinor != 0) _credit(invoiceId, record, taken.creditedMinor, evidence);
        }
        taken.refundedMinor = priceMinor;
    }

    function _credit(
        bytes32 invoiceId,
        Invoice storage record,
        uint64 creditMinor,
        bytes32 evidence
    ) private {
        record.amountMinor -= creditMinor;
        _orders[record.orderId].owedMinor -= creditMinor;
        emit InvoiceCredited(invoiceId, creditMinor, _openOf(record), evidence);
    }

    /// @return openMinor What is open afterwards.
    function _book(Invoice storage record, uint64 amountMinor) private returns (uint64 openMinor) {
        record.paidMinor += amountMinor;
        _orders[record.orderId].owedMinor -= amountMinor;
        return _openOf(record);
    }

    /// @dev What reached the supplier and is not booked, as far as the invoice is open.
    function _unbooked(
        Invoice storage record,
        ClaimLink storage claim,
        EscrowLink storage link
    ) private view returns (uint64) {
        uint256 reached =
            record.isClaim
                ? claim.claims.paidOn(claim.claimId)
                : link.escrow.paymentOf(link.paymentId).refundableMinor;
        uint256 booked = record.isClaim ? claim.bookedMinor : link.bookedMinor;
        return uint64(Math.min(Math.saturatingSub(reached, booked), _openOf(record)));
    }

    function _openOf(Invoice storage record) private view returns (uint64) {
        return record.amountMinor - record.paidMinor;
    }

    function _requireInvoice(bytes32 invoiceId) private view returns (Invoice storage record) {
        record = _invoices[invoiceId];
        if (record.orderId == 0) revert Orders_UnknownInvoice(invoiceId);
    }

    function _requireDebtor(bytes32 invoiceId) private view returns (Invoice storage record, OrgId buyer) {
        record = _requireInvoice(invoiceId);
        buyer = _requireBuyer(record.orderId, _orders[record.orderId], msg.sender);
    }

    function _requireNoClaim(bytes32 invoiceId, Invoice storage record) private view {
        if (record.isClaim) revert Orders_IsClaim(invoiceId);
    }

    /// @dev Capital letters and digits, then nothing but zero bytes.
    function _requireCanonical(bytes32 number) private pure {
        uint256 rest = uint256(number);
        if (rest == 0) revert Orders_BadNumber(number);
        for (; rest != 0; rest <<= 8) {
            uint256 letter = rest >> 248;
            bool isDigit = letter >= 0x30 && letter <= 0x39;
            bool isCapital = letter >= 0x41 && letter <= 0x5a;
            if (!isDigit && !isCapital) revert Orders_BadNumber(number);
        }
    }
}
