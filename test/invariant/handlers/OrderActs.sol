// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../../contracts/common/OrgId.sol";
import {IOrderBook} from "../../../contracts/orders/IOrderBook.sol";
import {OrderLedger} from "./OrderLedger.sol";

/// @notice Orders are placed, accepted, ended; goods move; members lose and regain their standing.
abstract contract OrderActs is OrderLedger {
    function placeOrder(uint256 amountSeed, uint256 seed) external {
        if (!_hasRoom()) return;
        IOrderBook.Terms memory wanted = terms();
        wanted.supplier = org(seed % 3 == 0 ? SECOND_SUPPLIER : SUPPLIER);
        wanted.amountMinor = uint64(bound(amountSeed, 1, ORDERED));
        // Soon, so that much is delivered late.
        wanted.acceptBy = timeNow() + 1 days;
        wanted.deliverBy = wanted.acceptBy + uint40((seed >> 16) % 2) * 12 hours;
        wanted.penaltyBpsPerDay = LATE_BPS;
        address caller = _caller(BUYER, seed >> 2);
        (bool done, ) = _attempt(caller, abi.encodeCall(IOrderBook.place, (wanted)));
        if (!done) return;
        _assertActs(caller, BUYER, "the buyer's own order");
        Booked storage order = _booked[++ordersBooked];
        order.supplier = OrgId.unwrap(wanted.supplier);
        order.placed = wanted.amountMinor;
    }

    function acceptOrder(uint256 which, uint256 seed) external {
        uint256 orderId = _orderAt(IOrderBook.Status.Placed, which);
        address caller = _caller(_supplierOf(orderId), seed);
        (bool done, ) = _attempt(caller, abi.encodeCall(IOrderBook.accept, (orderId)));
        if (done) _assertActs(caller, _supplierOf(orderId), "the supplier's own acceptance");
    }

    /// @dev Seldom, or little would be left to do.
    function rejectOrder(uint256 which, uint256 seed) external {
        if (seed % 4 != 0) return;
        uint256 orderId = _orderAt(IOrderBook.Status.Placed, which);
        address caller = _caller(_supplierOf(orderId), seed >> 2);
        (bool done, ) = _attempt(caller, abi.encodeCall(IOrderBook.reject, (orderId, REASON)));
        if (done) _assertActs(caller, _supplierOf(orderId), "the supplier's own refusal");
    }

    function cancelOrder(uint256 which, uint256 seed, bool byBuyer) external {
        if (seed % 4 != 0) return;
        uint256 orderId = _orderAt(IOrderBook.Status.Accepted, which);
        address caller = _caller(byBuyer ? BUYER : _supplierOf(orderId), seed >> 2);
        (bool done, bytes memory result) = _attempt(
            caller,
            abi.encodeCall(IOrderBook.cancel, (orderId, REASON))
        );
        if (!done) return;
        uint64 cancelled = abi.decode(result, (uint64));
        _booked[orderId].cancelled += cancelled;
        if (cancelled != 0) _booked[orderId].closed = true;
    }

    function shipGoods(uint256 which, uint256 amountSeed, uint256 seed) external {
        uint256 orderId = _orderAt(IOrderBook.Status.Accepted, which);
        uint64 amountMinor = _amount(amountSeed, book.orderOf(orderId).toShipMinor);
        address caller = _caller(_supplierOf(orderId), seed);
        OrgId carrier = org(seed % 3 == 0 ? 0 : CARRIER);
        (bool done, ) = _attempt(
            caller,
            abi.encodeCall(IOrderBook.ship, (orderId, amountMinor, carrier, NOTE))
        );
        if (!done) return;
        _assertActs(caller, _supplierOf(orderId), "the supplier's own shipment");
        assertFalse(_booked[orderId].closed, "nothing is shipped once an order was cancelled");
        _booked[orderId].shipped += amountMinor;
    }

    function recallGoods(uint256 which, uint256 delivery, uint256 seed) external {
        if (seed % 3 != 0) return;
        uint256 orderId = _orderAt(IOrderBook.Status.Shipped, which);
        uint16 number = _deliveryAt(IOrderBook.Status.Shipped, orderId, delivery);
        uint64 openMinor = book.deliveryOf(orderId, number).openMinor;
        address caller = _caller(_supplierOf(orderId), seed >> 2);
        (bool done, ) = _attempt(caller, abi.encodeCall(IOrderBook.recall, (orderId, number, NOTE)));
        if (done) _booked[orderId].recalled += openMinor;
    }

    function receiveShipment(uint256 which, uint256 delivery, uint256 amountSeed, uint256 seed) external {
        uint256 orderId = _orderAt(IOrderBook.Status.Shipped, which);
        uint16 number = _deliveryAt(IOrderBook.Status.Shipped, orderId, delivery);
        IOrderBook.Delivery memory shipment = book.deliveryOf(orderId, number);
        uint64 receivedMinor = _amount(amountSeed, shipment.openMinor);
        address caller = _caller(seed % 3 == 0 ? CARRIER : BUYER, seed >> 2);
        (bool done, ) = _attempt(
            caller,
            abi.encodeCall(IOrderBook.receiveGoods, (orderId, number, receivedMinor, timeNow(), RECEIPT))
        );
        if (!done) return;
        OrgId by = registry.organisationOfAccount(caller);
        assertTrue(by == org(BUYER) || by == shipment.carrier, "the buyer or the carrier");
        _booked[orderId].received += receivedMinor;
        _booked[orderId].missing += shipment.openMinor - receivedMinor;
    }

    function inspectGoods(uint256 which, uint256 delivery, uint256 amountSeed, uint256 seed) external {
        uint256 orderId = _orderAt(IOrderBook.Status.Received, which);
        uint16 number = _deliveryAt(IOrderBook.Status.Received, orderId, delivery);
        uint64 receivedMinor = book.deliveryOf(orderId, number).openMinor;
        uint64 acceptedMinor = _amount(amountSeed, receivedMinor);
        address caller = _caller(BUYER, seed >> 1);
        (bool done, ) = _attempt(
            caller,
            abi.encodeCall(IOrderBook.inspect, (orderId, number, acceptedMinor, REPORT))
        );
        if (!done) return;
        _assertActs(caller, BUYER, "the buyer's own inspection");
        _bookInspection(orderId, number, acceptedMinor, receivedMinor);
    }

    /// @dev Every other time the buyer has let its days pass, which the clock seldom does by itself.
    function lapseInspection(uint256 which, uint256 delivery, uint256 seed) external {
        uint256 orderId = _orderAt(IOrderBook.Status.Received, which);
        uint16 number = _deliveryAt(IOrderBook.Status.Received, orderId, delivery);
        uint64 receivedMinor = book.deliveryOf(orderId, number).openMinor;
        if (receivedMinor != 0 && seed % 2 == 0) skipSeconds((INSPECTION_DAYS + 1) * 1 days);
        address caller = _caller(_supplierOf(orderId), seed >> 1);
        (bool done, ) = _attempt(caller, abi.encodeCall(IOrderBook.acceptByLapse, (orderId, number)));
        if (!done) return;
        _assertActs(caller, _supplierOf(orderId), "the supplier's own acceptance by lapse");
        _bookInspection(orderId, number, receivedMinor, receivedMinor);
    }

    /* Members and time */

    /// @dev Whoever is out comes back first, or little would be done.
    function changeStanding(uint256 which, uint256 seed) external {
        for (uint256 i = 1; i <= 7; ++i) {
            if (registry.isInGoodStanding(org(i))) continue;
            vm.prank(address(timelock));
            registry.reinstate(org(i));
            return;
        }
        if (seed % 2 != 0) return;
        vm.prank(address(timelock));
        registry.suspend(org(1 + (which % 7)), REASON);
    }

    function passTime(uint256 duration) external {
        skipSeconds(bound(duration, 1, 2 days));
    }

    /// @dev The penalty anew, from the words of the interface.
    function _bookInspection(
        uint256 orderId,
        uint16 number,
        uint64 acceptedMinor,
        uint64 receivedMinor
    ) private {
        Booked storage order = _booked[orderId];
        order.accepted += acceptedMinor;
        order.rejected += receivedMinor - acceptedMinor;
        order.priced += _priceOf(orderId, number, acceptedMinor);
    }

    function _priceOf(uint256 orderId, uint16 number, uint256 amountMinor) internal view returns (uint256) {
        uint40 deliveredAt = book.deliveryOf(orderId, number).deliveredAt;
        uint40 deliverBy = book.orderOf(orderId).deliverBy;
        uint256 bps = 0;
        for (uint256 day = deliverBy; day < deliveredAt; day += 1 days) bps += LATE_BPS;
        if (bps > PENALTY_CAP_BPS) bps = PENALTY_CAP_BPS;
        return amountMinor - (amountMinor * bps) / 10_000;
    }
}
