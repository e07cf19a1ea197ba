// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IReceivables} from "../assets/IReceivables.sol";
import {OrgId} from "../common/OrgId.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {Deliveries} from "./Deliveries.sol";
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
        _requireNormal(number);
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
        if (payerOrg == payeeOrg) revert Orders_SameParty(payeeOrg);
        _requireNoClaim(invoiceId, record);
        _requireAmount(amountMinor, _openOf(record));
        uint64 openMinor = _book(record, amountMinor);
        emit InvoicePaid(invoiceId, payerOrg, msg.sender, payee, amountMinor, openMinor);
        order.token.safeTransferFrom(msg.sender, payee, amountMinor);
    }

    /// @inheritdoc IOrderBook
    function issueReceivable(bytes32 number, ClaimTerms calldata claim) external returns (uint256 claimId) {
        bytes32 invoiceId = invoiceIdOf(_callingMember(), number);
        Invoice storage record = _requireInvoice(invoiceId);
        Order storage order = _orders[record.orderId];
        _requireNoClaim(invoiceId, record);
        uint64 openMinor = _openOf(record);
        bool assignable = record.acceptedAt != 0 && openMinor != 0;
        if (!assignable || order.flags & OrderFlags.ESCROWED != 0) revert Orders_WrongInvoice(invoiceId);
        IReceivables receivables = IReceivables(directory.addressOf(RECEIVABLES));
        record.isClaim = true;
        claimId = receivables.issueFromOrder(_claimTerms(order, record, number, claim));
        _claims[invoiceId] = ClaimLink(receivables, claimId);
        address token = receivables.receivableOf(claimId).token;
        if (token != address(order.token)) revert Orders_OtherMoney(token, address(order.token));
        emit ReceivableIssued(invoiceId, receivables, claimId, msg.sender, openMinor);
    }

    /// @inheritdoc IOrderBook
    function bookPayment(bytes32 invoiceId) external returns (uint64 bookedMinor) {
        Invoice storage record = _requireInvoice(invoiceId);
        address source;
        (source, bookedMinor) = record.isClaim ? _settledOnClaim(invoiceId) : _captured(invoiceId);
        if (bookedMinor == 0) revert Orders_NothingToBook(invoiceId);
        if (!record.isClaim) _escrows[record.orderId].bookedMinor += bookedMinor;
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

    /// @notice Books what was paid of an invoice.
    /// @return openMinor What is open afterwards.
    function _book(Invoice storage record, uint64 amountMinor) private returns (uint64 openMinor) {
        record.paidMinor += amountMinor;
        _orders[record.orderId].owedMinor -= amountMinor;
        return _openOf(record);
    }

    function _claimTerms(
        Order storage order,
        Invoice storage record,
        bytes32 number,
        ClaimTerms calldata claim
    ) private view returns (IReceivables.Terms memory) {
        return
            IReceivables.Terms({
                classId: claim.classId,
                debtor: order.buyer,
                creditor: order.supplier,
                holder: msg.sender,
                amountMinor: _openOf(record),
                dueAt: record.dueAt,
                tierLimit: claim.tierLimit,
                recourse: claim.recourse,
                invoiceNumber: _textOf(number),
                invoiceDigest: claim.invoiceDigest,
                evidenceDigest: claim.evidenceDigest,
                orderReference: bytes32(uint256(record.orderId))
            });
    }

    /// @dev What is open here and no longer owed on the claim.
    function _settledOnClaim(bytes32 invoiceId) private view returns (address source, uint64 settledMinor) {
        ClaimLink storage link = _claims[invoiceId];
        source = address(link.receivables);
        IReceivables.Receivable memory claim = link.receivables.receivableOf(link.claimId);
        bool isOver =
            claim.status == IReceivables.Status.Paid || claim.status == IReceivables.Status.Credited;
        uint256 owedMinor = isOver ? 0 : claim.faceMinor - claim.paidMinor;
        settledMinor = uint64(Math.saturatingSub(_openOf(_invoices[invoiceId]), owedMinor));
    }

    /// @dev What was captured from the escrow and is not booked, as far as the invoice is open.
    function _captured(bytes32 invoiceId) private view returns (address source, uint64 capturedMinor) {
        Invoice storage record = _invoices[invoiceId];
        EscrowLink storage link = _escrows[record.orderId];
        source = address(link.escrow);
        if (source == address(0)) return (source, 0);
        uint256 reached = link.escrow.paymentOf(link.paymentId).refundableMinor;
        uint256 unbooked = Math.saturatingSub(reached, link.bookedMinor);
        capturedMinor = uint64(Math.min(unbooked, _openOf(record)));
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

    /// @dev The same normal form as in `IClaimRegistry`, so that any invoice may become a claim.
    function _requireNormal(bytes32 number) private pure {
        uint256 rest = uint256(number);
        bool zeroLeads = false;
        bool inDigits = false;
        bool normal = rest != 0;
        for (; rest != 0; rest <<= 8) {
            uint256 letter = rest >> 248;
            bool isDigit = letter >= 0x30 && letter <= 0x39;
            bool isCapital = letter >= 0x41 && letter <= 0x5a;
            normal = normal && (isCapital || (isDigit && !zeroLeads));
            zeroLeads = isDigit && !inDigits && letter == 0x30;
            inDigits = isDigit;
        }
        if (!normal) revert Orders_BadNumber(number);
    }

    function _textOf(bytes32 number) private pure returns (string memory) {
        uint256 length = 0;
        while (length < 32 && number[length] != 0) ++length;
        bytes memory text = new bytes(length);
        for (uint256 i = 0; i < length; ++i) text[i] = number[i];
        return string(text);
    }
}
