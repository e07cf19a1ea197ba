// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {IOrderBook} from "../../contracts/orders/IOrderBook.sol";
import {OrderBook} from "../../contracts/orders/OrderBook.sol";
import {PaymentsTest} from "../payments/PaymentsTest.sol";

/// @notice The base of the room's tests: buyer, suppliers, a carrier, listed money, and orders brought to any stage.
abstract contract OrdersTest is PaymentsTest {
    uint256 internal constant CARRIER = 1;

    uint64 internal constant ORDERED = 1_000_00;
    uint40 internal constant ACCEPT_BY = OPENING + 2 days;
    uint40 internal constant DELIVER_BY = OPENING + 20 days;
    uint8 internal constant INSPECTION_DAYS = 5;
    uint16 internal constant PAYMENT_DAYS = 30;
    uint16 internal constant PENALTY_BPS = 50;
    uint16 internal constant PENALTY_CAP_BPS = 500;

    bytes32 internal constant FILE = keccak256("order file");
    bytes32 internal constant NOTE = keccak256("delivery note");
    bytes32 internal constant RECEIPT = keccak256("receipt");
    bytes32 internal constant REPORT = keccak256("inspection report");
    bytes32 internal constant PAPER = keccak256("invoice");
    bytes32 internal constant NUMBER = "RE20270117";

    OrderBook internal book;

    function foundOrders() internal {
        foundPayments();
        vm.prank(address(timelock));
        registry.setCapabilities(org(CARRIER), Capabilities.LOGISTICS);
        list("token:EUR:2", address(eur));
        book = OrderBook(deployed("OrderBook", abi.encode(registry, directory)));
        list("orderBook", address(book));
        allow(eur, account(BUYER), address(book));
        allow(eur, account(SUPPLIER), address(book));
    }

    function list(bytes32 name, address target) internal {
        vm.prank(address(timelock));
        directory.set(name, target);
    }

    function terms() internal view returns (IOrderBook.Terms memory) {
        return
            IOrderBook.Terms({
                buyer: org(BUYER),
                supplier: org(SUPPLIER),
                token: eur,
                amountMinor: ORDERED,
                acceptBy: ACCEPT_BY,
                deliverBy: DELIVER_BY,
                inspectionDays: INSPECTION_DAYS,
                paymentDays: PAYMENT_DAYS,
                penaltyBpsPerDay: PENALTY_BPS,
                penaltyCapBps: PENALTY_CAP_BPS,
                escrowed: false,
                file: FILE
            });
    }

    function expel(uint256 organisation) internal {
        vm.prank(address(timelock));
        registry.expel(org(organisation), REASON);
    }

    /* Steps by whose turn it is */

    function place() internal returns (uint256 orderId) {
        vm.prank(account(BUYER));
        return book.place(terms());
    }

    function accept(uint256 orderId) internal {
        vm.prank(account(SUPPLIER));
        book.accept(orderId);
    }

    function ship(uint256 orderId, uint64 amountMinor) internal returns (uint16) {
        vm.prank(account(SUPPLIER));
        return book.ship(orderId, amountMinor, org(CARRIER), NOTE);
    }

    function receiveGoods(uint256 orderId, uint16 delivery, uint64 receivedMinor) internal {
        receiveAt(orderId, delivery, receivedMinor, timeNow());
    }

    function receiveAt(uint256 orderId, uint16 delivery, uint64 receivedMinor, uint40 deliveredAt) internal {
        vm.prank(account(BUYER));
        book.receiveGoods(orderId, delivery, receivedMinor, deliveredAt, RECEIPT);
    }

    function inspect(uint256 orderId, uint16 delivery, uint64 acceptedMinor) internal {
        vm.prank(account(BUYER));
        book.inspect(orderId, delivery, acceptedMinor, REPORT);
    }

    function invoiceAs(uint256 orderId, bytes32 number, uint64 amountMinor) internal returns (bytes32) {
        uint40 dueAt = timeNow() + uint40(PAYMENT_DAYS) * 1 days;
        vm.prank(account(SUPPLIER));
        return book.invoice(orderId, number, amountMinor, dueAt, PAPER);
    }

    function acceptInvoice(bytes32 invoiceId) internal {
        vm.prank(account(BUYER));
        book.acceptInvoice(invoiceId, REPORT);
    }

    function pay(bytes32 invoiceId, uint64 amountMinor) internal {
        vm.prank(account(BUYER));
        book.pay(invoiceId, account(SUPPLIER), amountMinor);
    }

    function cancel(uint256 organisation, uint256 orderId) internal returns (uint64) {
        vm.prank(account(organisation));
        return book.cancel(orderId, REASON);
    }

    /* Orders at a stage */

    function acceptedOrder() internal returns (uint256 orderId) {
        orderId = place();
        accept(orderId);
    }

    function shippedOrder() internal returns (uint256 orderId) {
        orderId = acceptedOrder();
        ship(orderId, ORDERED);
    }

    function receivedOrder() internal returns (uint256 orderId) {
        orderId = shippedOrder();
        receiveGoods(orderId, 1, ORDERED);
    }

    function inspectedOrder() internal returns (uint256 orderId) {
        orderId = receivedOrder();
        inspect(orderId, 1, ORDERED);
    }

    function invoicedOrder() internal returns (uint256 orderId, bytes32 invoiceId) {
        orderId = inspectedOrder();
        invoiceId = invoiceAs(orderId, NUMBER, ORDERED);
    }

    /* Expectations */

    function assertStatusOf(uint256 orderId, IOrderBook.Status expected, string memory what) internal view {
        assertEq(uint256(book.statusOf(orderId)), uint256(expected), what);
    }

    /// @dev Where the value of an order waits.
    function assertFlow(uint256 orderId, uint64[6] memory expected, string memory what) internal view {
        IOrderBook.Order memory order = book.orderOf(orderId);
        assertEq(order.orderedMinor, expected[0], string.concat(what, ": ordered"));
        assertEq(order.toShipMinor, expected[1], string.concat(what, ": to ship"));
        assertEq(order.inTransitMinor, expected[2], string.concat(what, ": in transit"));
        assertEq(order.toInspectMinor, expected[3], string.concat(what, ": to inspect"));
        assertEq(order.toInvoiceMinor, expected[4], string.concat(what, ": to invoice"));
        assertEq(order.owedMinor, expected[5], string.concat(what, ": owed"));
    }

    function expectNotYours(uint256 orderId, uint256 caller, uint256 expected) internal {
        expectError(
            abi.encodeWithSelector(IOrderBook.Orders_NotYours.selector, orderId, org(caller), org(expected))
        );
    }

    function expectStatus(uint256 orderId, IOrderBook.Status status) internal {
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongStatus.selector, orderId, status));
    }

    function expectBadAmount(uint64 amountMinor, uint64 availableMinor) internal {
        expectError(
            abi.encodeWithSelector(IOrderBook.Orders_BadAmount.selector, amountMinor, availableMinor)
        );
    }

    function expectNoEvidence() internal {
        expectError(abi.encodeWithSelector(IOrderBook.Orders_NoEvidence.selector));
    }
}
