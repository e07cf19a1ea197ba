// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {NoncesKeyed} from "@openzeppelin/contracts/utils/NoncesKeyed.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {Signatures} from "../common/Signatures.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {IOrderBook} from "./IOrderBook.sol";
import {OrderFlags} from "./OrderFlags.sol";

/// @title Orders
/// @notice How an order comes about and how it ends early.
abstract contract Orders is IOrderBook, MemberGated, EIP712, NoncesKeyed {
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        // solhint-disable-next-line max-line-length
        "Order(uint32 buyer,uint32 supplier,address token,uint64 amountMinor,uint40 acceptBy,uint40 deliverBy,uint8 inspectionDays,uint16 paymentDays,uint16 penaltyBpsPerDay,uint16 penaltyCapBps,bool escrowed,bytes32 file,uint256 nonce,uint256 deadline)"
    );
    bytes32 private constant ACCEPTANCE_TYPEHASH = keccak256(
        "Acceptance(uint256 orderId,address token,uint64 amountMinor,uint40 deliverBy,uint256 nonce,uint256 deadline)"
    );
    uint256 internal constant FULL_BPS = 10_000;

    /// @notice Where the order book finds money, claims and the escrow.
    IDirectory public immutable directory;

    /// @inheritdoc IOrderBook
    uint256 public orderCount;

    mapping(uint256 orderId => Order record) internal _orders;

    constructor(IDirectory directory_) {
        directory = directory_;
    }

    /// @inheritdoc IOrderBook
    function place(Terms calldata terms) external returns (uint256) {
        return _place(terms, msg.sender);
    }

    /// @inheritdoc IOrderBook
    function placeSigned(Terms calldata terms, Signed calldata buyer) external returns (uint256) {
        bytes32 structHash = keccak256(abi.encode(ORDER_TYPEHASH, terms, buyer.nonce, buyer.deadline));
        _useSignature(buyer, structHash);
        return _place(terms, buyer.signer);
    }

    /// @inheritdoc IOrderBook
    function accept(uint256 orderId) external {
        _accept(orderId, msg.sender);
    }

    /// @inheritdoc IOrderBook
    function acceptSigned(uint256 orderId, Signed calldata supplier) external {
        Order storage order = _orders[orderId];
        bytes32 structHash = keccak256(
            abi.encode(
                ACCEPTANCE_TYPEHASH,
                orderId,
                order.token,
                order.orderedMinor,
                order.deliverBy,
                supplier.nonce,
                supplier.deadline
            )
        );
        _useSignature(supplier, structHash);
        _accept(orderId, supplier.signer);
    }

    /// @inheritdoc IOrderBook
    function reject(uint256 orderId, bytes32 reason) external {
        Order storage order = _orders[orderId];
        OrgId supplier = _requireSupplier(orderId, order, msg.sender);
        _requirePlaced(orderId, order);
        order.flags |= OrderFlags.REJECTED;
        emit OrderRejected(orderId, supplier, reason);
    }

    /// @inheritdoc IOrderBook
    function cancel(uint256 orderId, bytes32 reason) external returns (uint64 cancelledMinor) {
        Order storage order = _orders[orderId];
        OrgId caller = _requireEitherParty(orderId, order);
        bool byBuyer = caller == order.buyer;
        if (order.flags & OrderFlags.REJECTED != 0) revert Orders_WrongStatus(orderId, Status.Rejected);
        if (order.flags & OrderFlags.CLOSED != 0) revert Orders_Closed(orderId);
        cancelledMinor = order.toShipMinor;
        if (cancelledMinor == 0) revert Orders_NothingToCancel(orderId);
        if (!byBuyer) _requireGrounds(orderId, order, reason);
        if (!_mayCancel(order, byBuyer)) {
            order.flags |= byBuyer ? OrderFlags.BUYER_ASKS : OrderFlags.SUPPLIER_ASKS;
            emit CancellationAsked(orderId, caller, reason);
            return 0;
        }
        order.flags |= OrderFlags.CLOSED;
        order.orderedMinor -= cancelledMinor;
        order.toShipMinor = 0;
        emit OrderCancelled(orderId, caller, cancelledMinor, reason);
    }

    /// @inheritdoc IOrderBook
    function orderOf(uint256 orderId) external view returns (Order memory) {
        return _orders[orderId];
    }

    /// @inheritdoc IOrderBook
    function statusOf(uint256 orderId) public view returns (Status) {
        Order storage order = _orders[orderId];
        if (order.buyer.isNone()) return Status.None;
        uint8 flags = order.flags;
        if (flags & OrderFlags.REJECTED != 0) return Status.Rejected;
        if (order.orderedMinor | order.toInvoiceMinor | order.owedMinor == 0) return Status.Cancelled;
        if (flags & OrderFlags.ACCEPTED != 0) return _stageOf(order);
        return block.timestamp > order.acceptBy ? Status.Lapsed : Status.Placed;
    }

    /* Parties */

    function _requireBuyer(
        uint256 orderId,
        Order storage order,
        address account
    ) internal view returns (OrgId) {
        return _requireParty(orderId, account, order.buyer);
    }

    function _requireSupplier(
        uint256 orderId,
        Order storage order,
        address account
    ) internal view returns (OrgId) {
        return _requireParty(orderId, account, order.supplier);
    }

    function _requireParty(uint256 orderId, address account, OrgId party) internal view returns (OrgId) {
        if (party.isNone()) revert Orders_UnknownOrder(orderId);
        OrgId orgId = membership.requireMember(account);
        if (orgId != party) revert Orders_NotYours(orderId, orgId, party);
        return orgId;
    }

    /// @dev The caller acts for buyer or supplier.
    function _requireEitherParty(uint256 orderId, Order storage order) internal view returns (OrgId orgId) {
        if (order.buyer.isNone()) revert Orders_UnknownOrder(orderId);
        orgId = _callingMember();
        if (orgId != order.buyer && orgId != order.supplier) {
            revert Orders_NotYours(orderId, orgId, order.buyer);
        }
    }

    /// @dev `orgId` was admitted to do this, and is in good standing.
    function _requireCapable(OrgId orgId, uint16 capability) internal view {
        if (membership.capabilitiesOf(orgId) & capability == 0 || !membership.isInGoodStanding(orgId)) {
            revert Orders_BadParty(orgId, capability);
        }
    }

    function _requireAccepted(uint256 orderId, Order storage order) internal view {
        if (order.flags & OrderFlags.ACCEPTED == 0) revert Orders_WrongStatus(orderId, statusOf(orderId));
    }

    function _requireAmount(uint64 amountMinor, uint64 availableMinor) internal pure {
        if (amountMinor == 0 || amountMinor > availableMinor) {
            revert Orders_BadAmount(amountMinor, availableMinor);
        }
    }

    function _requireEvidence(bytes32 evidence) internal pure {
        if (evidence == bytes32(0)) revert Orders_NoEvidence();
    }

    /// @dev Value that came back is to be shipped again, unless nothing is shipped any more.
    function _comeBack(Order storage order, uint64 amountMinor) internal {
        if (order.flags & OrderFlags.CLOSED != 0) order.orderedMinor -= amountMinor;
        else order.toShipMinor += amountMinor;
    }

    /* Steps */

    function _place(Terms calldata terms, address account) private returns (uint256 orderId) {
        OrgId buyer = membership.requireCapable(account, Capabilities.BUYER);
        orderId = ++orderCount;
        if (buyer != terms.buyer) revert Orders_NotYours(orderId, buyer, terms.buyer);
        if (terms.supplier == buyer) revert Orders_SameParty(buyer);
        // Whether it is in good standing shows when it accepts.
        if (membership.capabilitiesOf(terms.supplier) & Capabilities.SUPPLIER == 0) {
            revert Orders_BadParty(terms.supplier, Capabilities.SUPPLIER);
        }
        _requireSound(terms);
        _orders[orderId] = Order({
            token: terms.token,
            orderedMinor: terms.amountMinor,
            buyer: buyer,
            supplier: terms.supplier,
            acceptBy: terms.acceptBy,
            deliverBy: terms.deliverBy,
            inspectionDays: terms.inspectionDays,
            paymentDays: terms.paymentDays,
            penaltyBpsPerDay: terms.penaltyBpsPerDay,
            penaltyCapBps: terms.penaltyCapBps,
            deliveries: 0,
            flags: terms.escrowed ? OrderFlags.ESCROWED : 0,
            owedMinor: 0,
            toShipMinor: terms.amountMinor,
            inTransitMinor: 0,
            toInspectMinor: 0,
            toInvoiceMinor: 0
        });
        emit OrderPlaced(orderId, buyer, terms.supplier, account, terms);
    }

    function _requireSound(Terms calldata terms) private view {
        if (terms.amountMinor == 0) revert Orders_BadAmount(0, type(uint64).max);
        if (terms.acceptBy < block.timestamp || terms.deliverBy < terms.acceptBy) {
            revert Orders_BadTimes(terms.acceptBy, terms.deliverBy);
        }
        if (terms.penaltyCapBps > FULL_BPS) revert Orders_BadPenalty(terms.penaltyCapBps);
        _requireEvidence(terms.file);
    }

    function _accept(uint256 orderId, address account) private {
        Order storage order = _orders[orderId];
        OrgId supplier = _requireSupplier(orderId, order, account);
        _requirePlaced(orderId, order);
        if (!membership.isInGoodStanding(order.buyer)) {
            revert Orders_BadParty(order.buyer, Capabilities.BUYER);
        }
        _requireListed(order.token);
        order.flags |= OrderFlags.ACCEPTED;
        emit OrderAccepted(orderId, supplier, account);
    }

    function _requirePlaced(uint256 orderId, Order storage order) private view {
        Status status = statusOf(orderId);
        if (order.flags & OrderFlags.ACCEPTED != 0 || status != Status.Placed) {
            revert Orders_WrongStatus(orderId, status);
        }
    }

    /// @dev The directory lists the token under the name that it gives itself.
    function _requireListed(ISettlementToken token) private view {
        if (address(token).code.length == 0) revert Orders_UnlistedToken(token);
        string memory name = string.concat(
            "token:",
            token.currency(),
            ":",
            Strings.toString(OrgId.unwrap(token.issuer()))
        );
        if (directory.addressOf(bytes32(bytes(name))) != address(token)) revert Orders_UnlistedToken(token);
    }

    /// @dev A supplier gives grounds, and declines what it has not accepted by `reject`.
    function _requireGrounds(uint256 orderId, Order storage order, bytes32 reason) private view {
        _requireAccepted(orderId, order);
        _requireEvidence(reason);
    }

    function _mayCancel(Order storage order, bool byBuyer) private view returns (bool) {
        uint8 flags = order.flags;
        if (flags & OrderFlags.ACCEPTED == 0 || order.deliveries == 0) return true;
        if (flags & (byBuyer ? OrderFlags.SUPPLIER_ASKS : OrderFlags.BUYER_ASKS) != 0) return true;
        if (byBuyer && block.timestamp > order.deliverBy) return true;
        return !membership.isInGoodStanding(byBuyer ? order.supplier : order.buyer);
    }

    function _stageOf(Order storage order) private view returns (Status) {
        if (order.toShipMinor != 0) return Status.Accepted;
        if (order.inTransitMinor != 0) return Status.Shipped;
        if (order.toInspectMinor != 0) return Status.Received;
        if (order.toInvoiceMinor != 0) return Status.Inspected;
        return order.owedMinor != 0 ? Status.Invoiced : Status.Paid;
    }

    function _useSignature(Signed calldata signed, bytes32 structHash) private {
        if (block.timestamp > signed.deadline) revert Orders_SignatureExpired(signed.deadline);
        _useCheckedNonce(signed.signer, signed.nonce);
        bytes32 digest = _hashTypedDataV4(structHash);
        if (!Signatures.isBy(signed.signer, digest, signed.signature))
            revert Orders_BadSignature(signed.signer);
    }
}
