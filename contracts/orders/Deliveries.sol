// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {OrgId} from "../common/OrgId.sol";
import {EscrowLinks} from "./EscrowLinks.sol";
import {IOrderBook} from "./IOrderBook.sol";
import {OrderFlags} from "./OrderFlags.sol";

/// @title Deliveries
/// @notice Goods on their way from the supplier to the buyer, and what the buyer finds in them.
abstract contract Deliveries is EscrowLinks {
    mapping(uint256 orderId => mapping(uint16 delivery => Delivery record)) private _deliveries;

    /// @inheritdoc IOrderBook
    function ship(
        uint256 orderId,
        uint64 amountMinor,
        OrgId carrier,
        bytes32 evidence
    ) external returns (uint16 delivery) {
        Order storage order = _orders[orderId];
        _requireSupplier(orderId, order, msg.sender);
        _requireAccepted(orderId, order);
        if (order.flags & OrderFlags.CLOSED != 0) revert Orders_Closed(orderId);
        _requireAmount(amountMinor, order.toShipMinor);
        _requireEvidence(evidence);
        _requireSecured(orderId, order);
        if (carrier == order.supplier) revert Orders_SameParty(carrier);
        if (!carrier.isNone()) _requireCapable(carrier, Capabilities.LOGISTICS);
        delivery = ++order.deliveries;
        order.toShipMinor -= amountMinor;
        order.inTransitMinor += amountMinor;
        _deliveries[orderId][delivery] = Delivery({
            openMinor: amountMinor,
            openSince: uint40(block.timestamp),
            acceptedMinor: 0,
            deliveredAt: 0,
            carrier: carrier,
            acceptedBps: 0
        });
        emit GoodsShipped(orderId, delivery, carrier, amountMinor, evidence);
    }

    /// @inheritdoc IOrderBook
    function recall(uint256 orderId, uint16 delivery, bytes32 evidence) external {
        Order storage order = _orders[orderId];
        _requireSupplier(orderId, order, msg.sender);
        Delivery storage record = _deliveries[orderId][delivery];
        uint64 amountMinor = _requireInTransit(orderId, delivery, record);
        _requireEvidence(evidence);
        record.openMinor = 0;
        order.inTransitMinor -= amountMinor;
        _comeBack(order, amountMinor);
        emit GoodsRecalled(orderId, delivery, amountMinor, evidence);
    }

    /// @inheritdoc IOrderBook
    function receiveGoods(
        uint256 orderId,
        uint16 delivery,
        uint64 receivedMinor,
        uint40 deliveredAt,
        bytes32 evidence
    ) external {
        Order storage order = _orders[orderId];
        Delivery storage record = _deliveries[orderId][delivery];
        OrgId by = _callingMember();
        if (by != order.buyer && by != record.carrier) revert Orders_NotYours(orderId, by, order.buyer);
        uint64 shippedMinor = _requireInTransit(orderId, delivery, record);
        if (receivedMinor > shippedMinor) revert Orders_BadAmount(receivedMinor, shippedMinor);
        if (deliveredAt < record.openSince || deliveredAt > block.timestamp) {
            revert Orders_BadDeliveryTime(deliveredAt, record.openSince);
        }
        _requireEvidence(evidence);
        uint64 missingMinor = shippedMinor - receivedMinor;
        record.openMinor = receivedMinor;
        record.openSince = uint40(block.timestamp);
        record.deliveredAt = deliveredAt;
        order.inTransitMinor -= shippedMinor;
        order.toInspectMinor += receivedMinor;
        if (missingMinor != 0) _comeBack(order, missingMinor);
        emit GoodsReceived(orderId, delivery, by, receivedMinor, missingMinor, deliveredAt, evidence);
    }

    /// @inheritdoc IOrderBook
    function inspect(uint256 orderId, uint16 delivery, uint64 acceptedMinor, bytes32 evidence) external {
        Order storage order = _orders[orderId];
        _requireBuyer(orderId, order, msg.sender);
        Delivery storage record = _deliveries[orderId][delivery];
        uint64 receivedMinor = _requireDelivered(orderId, delivery, record);
        if (acceptedMinor > receivedMinor) revert Orders_BadAmount(acceptedMinor, receivedMinor);
        _requireEvidence(evidence);
        uint40 endsAt = _inspectionEnd(order, record);
        if (acceptedMinor != receivedMinor && block.timestamp > endsAt) {
            revert Orders_InspectionOver(orderId, delivery, endsAt);
        }
        _inspect(orderId, delivery, acceptedMinor, evidence);
    }

    /// @inheritdoc IOrderBook
    function acceptByLapse(uint256 orderId, uint16 delivery) external {
        Order storage order = _orders[orderId];
        _requireSupplier(orderId, order, msg.sender);
        Delivery storage record = _deliveries[orderId][delivery];
        uint64 receivedMinor = _requireDelivered(orderId, delivery, record);
        uint40 endsAt = _inspectionEnd(order, record);
        if (block.timestamp <= endsAt) revert Orders_InspectionOpen(orderId, delivery, endsAt);
        _inspect(orderId, delivery, receivedMinor, bytes32(0));
    }

    /// @inheritdoc IOrderBook
    function deliveryOf(uint256 orderId, uint16 delivery) external view returns (Delivery memory) {
        return _deliveries[orderId][delivery];
    }

    /// @inheritdoc IOrderBook
    function penaltyBpsOf(uint256 orderId, uint40 deliveredAt) external view returns (uint256) {
        return _penaltyBps(_orders[orderId], deliveredAt);
    }

    /// @notice Takes accepted goods off a delivery and off the order.
    /// @return priceMinor What they came to, the penalty deducted.
    function _takeBack(
        uint256 orderId,
        uint16 delivery,
        uint64 amountMinor
    ) internal returns (uint64 priceMinor) {
        Order storage order = _orders[orderId];
        Delivery storage record = _deliveries[orderId][delivery];
        uint64 acceptedMinor = record.acceptedMinor;
        _requireAmount(amountMinor, acceptedMinor);
        uint64 leftMinor = acceptedMinor - amountMinor;
        uint40 deliveredAt = record.deliveredAt;
        priceMinor = _priceOf(order, deliveredAt, acceptedMinor) - _priceOf(order, deliveredAt, leftMinor);
        record.acceptedMinor = leftMinor;
        order.orderedMinor -= amountMinor;
    }

    /// @dev Price of goods of one delivery, the penalty deducted; the penalty is rounded down.
    function _priceOf(
        Order storage order,
        uint40 deliveredAt,
        uint64 amountMinor
    ) private view returns (uint64) {
        return uint64(amountMinor - (uint256(amountMinor) * _penaltyBps(order, deliveredAt)) / FULL_BPS);
    }

    function _inspect(uint256 orderId, uint16 delivery, uint64 acceptedMinor, bytes32 evidence) private {
        Order storage order = _orders[orderId];
        Delivery storage record = _deliveries[orderId][delivery];
        uint64 receivedMinor = record.openMinor;
        uint64 rejectedMinor = receivedMinor - acceptedMinor;
        uint64 priceMinor = _priceOf(order, record.deliveredAt, acceptedMinor);
        record.openMinor = 0;
        record.acceptedMinor = acceptedMinor;
        record.acceptedBps = uint16((uint256(acceptedMinor) * FULL_BPS) / receivedMinor);
        order.toInspectMinor -= receivedMinor;
        order.toInvoiceMinor += priceMinor;
        if (rejectedMinor != 0) _comeBack(order, rejectedMinor);
        uint64 penaltyMinor = acceptedMinor - priceMinor;
        emit GoodsInspected(orderId, delivery, acceptedMinor, rejectedMinor, penaltyMinor, evidence);
    }

    /// @dev Each day begun after the delivery date counts.
    function _penaltyBps(Order storage order, uint40 deliveredAt) private view returns (uint256) {
        uint40 deliverBy = order.deliverBy;
        if (deliveredAt <= deliverBy) return 0;
        uint256 daysLate = Math.ceilDiv(deliveredAt - deliverBy, 1 days);
        return Math.min(daysLate * order.penaltyBpsPerDay, order.penaltyCapBps);
    }

    function _inspectionEnd(Order storage order, Delivery storage record) private view returns (uint40) {
        return record.openSince + uint40(order.inspectionDays) * 1 days;
    }

    function _requireInTransit(
        uint256 orderId,
        uint16 delivery,
        Delivery storage record
    ) private view returns (uint64 openMinor) {
        openMinor = record.openMinor;
        if (openMinor == 0 || record.deliveredAt != 0) revert Orders_WrongDelivery(orderId, delivery);
    }

    function _requireDelivered(
        uint256 orderId,
        uint16 delivery,
        Delivery storage record
    ) private view returns (uint64 openMinor) {
        openMinor = record.openMinor;
        if (openMinor == 0 || record.deliveredAt == 0) revert Orders_WrongDelivery(orderId, delivery);
    }
}
