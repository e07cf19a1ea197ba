// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../../contracts/common/OrgId.sol";
import {IOrderBook} from "../../../contracts/orders/IOrderBook.sol";
import {OrderFlags} from "../../../contracts/orders/OrderFlags.sol";
import {OrderBook} from "../../../contracts/orders/OrderBook.sol";
import {SettlementToken} from "../../../contracts/payments/SettlementToken.sol";
import {OrdersTest} from "../../orders/OrdersTest.sol";

/// @notice The ledger that the handlers keep beside the order book, from the calls that went through.
abstract contract OrderLedger is OrdersTest {
    uint256 private constant MOST_ORDERS = 6;
    /// @dev So much that the cap is reached on the second day.
    uint16 internal constant LATE_BPS = 300;

    /// @dev Everything that ever happened to the value of an order.
    struct Booked {
        uint256 supplier;
        uint256 placed;
        uint256 cancelled;
        uint256 shipped;
        uint256 recalled;
        uint256 received;
        uint256 missing;
        uint256 accepted;
        uint256 rejected;
        uint256 takenBack;
        uint256 priced;
        uint256 priceTakenBack;
        uint256 invoiced;
        uint256 disputed;
        uint256 credited;
        uint256 paid;
        bool closed;
    }

    uint256 public ordersBooked;
    bytes32[] public invoices;
    mapping(uint256 orderId => Booked) internal _booked;
    mapping(bytes32 invoiceId => uint256) internal _orderOfInvoice;
    mapping(uint256 organisation => uint256) public reached;
    mapping(uint256 organisation => uint256) public spent;
    uint256 internal _number = 10;

    constructor(OrderBook book_, SettlementToken eur_) {
        book = book_;
        eur = eur_;
    }

    function booked(uint256 orderId) external view returns (Booked memory) {
        return _booked[orderId];
    }

    function invoiceCount() external view returns (uint256) {
        return invoices.length;
    }

    function orderOfInvoice(bytes32 invoiceId) external view returns (uint256) {
        return _orderOfInvoice[invoiceId];
    }

    /* Choosing and trying */

    function _hasRoom() internal view returns (bool) {
        return ordersBooked < MOST_ORDERS;
    }

    function _someOrder(uint256 seed) internal view returns (uint256) {
        return ordersBooked == 0 ? 1 : 1 + (seed % ordersBooked);
    }

    /// @dev Rather an order of which something waits at this stage, if there is any: what never comes further is soon tried out.
    function _orderAt(IOrderBook.Status stage, uint256 seed) internal view returns (uint256) {
        for (uint256 i = 0; i < ordersBooked; ++i) {
            uint256 orderId = _someOrder((seed % 256) + i);
            if (_waitsAt(stage, orderId)) return orderId;
        }
        return _someOrder(seed);
    }

    /// @dev Rather an order of which something was accepted.
    function _orderWithGoods(uint256 seed) internal view returns (uint256) {
        for (uint256 i = 0; i < ordersBooked; ++i) {
            uint256 orderId = _someOrder((seed % 256) + i);
            if (_booked[orderId].accepted > _booked[orderId].takenBack) return orderId;
        }
        return _someOrder(seed);
    }

    /// @dev Rather a delivery that is on the way, waits for inspection, or has goods that were accepted.
    function _deliveryAt(
        IOrderBook.Status stage,
        uint256 orderId,
        uint256 seed
    ) internal view returns (uint16) {
        uint16 deliveries = book.orderOf(orderId).deliveries;
        for (uint256 i = 0; i < deliveries; ++i) {
            uint16 number = uint16(1 + (((seed % 256) + i) % deliveries));
            IOrderBook.Delivery memory record = book.deliveryOf(orderId, number);
            bool arrived = record.deliveredAt != 0;
            if (stage == IOrderBook.Status.Inspected && record.acceptedMinor != 0) return number;
            if (stage == IOrderBook.Status.Shipped && record.openMinor != 0 && !arrived) return number;
            if (stage == IOrderBook.Status.Received && record.openMinor != 0 && arrived) return number;
        }
        return deliveries == 0 ? 1 : uint16(1 + (seed % deliveries));
    }

    function _waitsAt(IOrderBook.Status stage, uint256 orderId) private view returns (bool) {
        IOrderBook.Order memory order = book.orderOf(orderId);
        if (stage == IOrderBook.Status.Placed) return book.statusOf(orderId) == stage;
        if (stage == IOrderBook.Status.Accepted) {
            return order.toShipMinor != 0 && order.flags & OrderFlags.ACCEPTED != 0;
        }
        if (stage == IOrderBook.Status.Shipped) return order.inTransitMinor != 0;
        if (stage == IOrderBook.Status.Received) return order.toInspectMinor != 0;
        if (stage == IOrderBook.Status.Inspected) return order.toInvoiceMinor != 0;
        return order.owedMinor != 0;
    }

    /// @dev Rather one of which something is open.
    function _someInvoice(uint256 seed) internal view returns (bytes32) {
        for (uint256 i = 0; i < invoices.length; ++i) {
            bytes32 invoiceId = invoices[((seed % 256) + i) % invoices.length];
            IOrderBook.Invoice memory record = book.invoiceOf(invoiceId);
            if (record.amountMinor > record.paidMinor) return invoiceId;
        }
        return invoices.length == 0 ? bytes32(0) : invoices[seed % invoices.length];
    }

    /// @dev Mostly the one whose turn it is.
    function _caller(uint256 party, uint256 seed) internal pure returns (address) {
        if (seed % 8 != 0) return account(party);
        return account(1 + ((seed >> 8) % 7));
    }

    function _supplierOf(uint256 orderId) internal view returns (uint256) {
        uint256 supplier = _booked[orderId].supplier;
        return supplier == 0 ? SUPPLIER : supplier;
    }

    /// @dev Half of the time all that is there, otherwise anything up to one unit more.
    function _amount(uint256 seed, uint256 available) internal pure returns (uint64) {
        if (seed % 2 == 0) return uint64(available);
        return uint64(bound(seed >> 1, 0, available + 1));
    }

    function _attempt(address caller, bytes memory call) internal returns (bool done, bytes memory result) {
        vm.prank(caller);
        (done, result) = address(book).call(call);
    }

    function _assertActs(address caller, uint256 organisation, string memory what) internal view {
        assertTrue(registry.isMember(caller), what);
        assertEq(OrgId.unwrap(registry.organisationOfAccount(caller)), organisation, what);
    }
}
