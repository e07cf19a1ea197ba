// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOrderBook} from "../../contracts/orders/IOrderBook.sol";
import {OrderBook} from "../../contracts/orders/OrderBook.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {OrdersTest} from "../orders/OrdersTest.sol";
import {InvoiceActs} from "./handlers/InvoiceActs.sol";
import {OrderLedger} from "./handlers/OrderLedger.sol";

/// @notice Everything that anyone may try on the order book.
/// @dev Stands here because the runner fuzzes only contracts of files that it was asked to run.
contract OrderHandler is InvoiceActs {
    constructor(OrderBook book_, SettlementToken eur_) OrderLedger(book_, eur_) {}
}

/// @notice The invariants of the room of orders, see README.md; the last one is checked by the handlers themselves.
contract OrderInvariants is OrdersTest {
    OrderHandler private handler;

    function setUp() public {
        foundOrders();
        allow(eur, account(SECOND_SUPPLIER), address(book));
        handler = new OrderHandler(book, eur);
        _startTrade();
    }

    /// @dev One order is invoiced in part and one is on the way and late, since random acts seldom lead that far from nothing. The numbers
    /// let the right party act on all that is there.
    function _startTrade() private {
        for (uint256 i = 0; i < 2; ++i) {
            handler.placeOrder(ORDERED, 4);
            handler.acceptOrder(0, 1);
        }
        for (uint256 i = 0; i < 2; ++i) handler.shipGoods(0, 0, 1);
        handler.receiveShipment(0, 0, 0, 4);
        handler.inspectGoods(0, 0, 0, 2);
        handler.issueInvoice(0, ORDERED + 1, 1);
        handler.passTime(2 days);
        assertEq(handler.invoiceCount(), 1, "an invoice");
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_Value() public view {
        for (uint256 i = 1; i <= handler.ordersBooked(); ++i) {
            IOrderBook.Order memory order = book.orderOf(i);
            uint256 accepted = 0;
            for (uint16 d = 1; d <= order.deliveries; ++d) accepted += book.deliveryOf(i, d).acceptedMinor;
            uint256 whole =
                uint256(order.toShipMinor) + order.inTransitMinor + order.toInspectMinor + accepted;
            assertEq(order.orderedMinor, whole, "ordered is where its value is");
            OrderLedger.Booked memory booked = handler.booked(i);
            assertEq(accepted, booked.accepted - booked.takenBack, "accepted");
            assertTrue(order.orderedMinor <= booked.placed, "more than was ordered");
            if (!booked.closed) {
                assertEq(order.orderedMinor, booked.placed - booked.takenBack, "nothing is lost");
            }
        }
    }

    function invariant_Goods() public view {
        for (uint256 i = 1; i <= handler.ordersBooked(); ++i) {
            IOrderBook.Order memory order = book.orderOf(i);
            OrderLedger.Booked memory booked = handler.booked(i);
            uint256 arrived = booked.received + booked.missing + booked.recalled;
            assertTrue(arrived <= booked.shipped, "more arrived than was shipped");
            assertEq(order.inTransitMinor, booked.shipped - arrived, "in transit");
            uint256 inspected = booked.accepted + booked.rejected;
            assertTrue(inspected <= booked.received, "more inspected than received");
            assertEq(order.toInspectMinor, booked.received - inspected, "to inspect");
            uint256 cameBack = booked.missing + booked.recalled + booked.rejected;
            assertTrue(booked.shipped - cameBack <= booked.placed, "more shipped than ordered");
        }
    }

    function invariant_Invoices() public view {
        for (uint256 i = 1; i <= handler.ordersBooked(); ++i) {
            IOrderBook.Order memory order = book.orderOf(i);
            OrderLedger.Booked memory booked = handler.booked(i);
            uint256 standing = booked.invoiced - booked.disputed;
            uint256 payablePrice = booked.priced - booked.priceTakenBack;
            assertTrue(standing <= payablePrice, "more invoiced than accepted, net of returns and penalties");
            assertEq(order.toInvoiceMinor, payablePrice - standing, "to invoice");
            assertTrue(booked.paid + booked.credited <= standing, "more paid than invoiced");
            assertEq(order.owedMinor, standing - booked.credited - booked.paid, "owed");
        }
        for (uint256 i = 0; i < handler.invoiceCount(); ++i) {
            IOrderBook.Invoice memory record = book.invoiceOf(handler.invoices(i));
            assertTrue(record.paidMinor <= record.amountMinor, "an invoice overpaid");
            assertEq(record.orderId, handler.orderOfInvoice(handler.invoices(i)), "order of the invoice");
        }
    }

    function invariant_Money() public view {
        uint256 paid = 0;
        for (uint256 i = 1; i <= handler.ordersBooked(); ++i) paid += handler.booked(i).paid;
        uint256 reached = handler.reached(SUPPLIER) + handler.reached(SECOND_SUPPLIER);
        assertEq(reached, paid, "what was paid reached the suppliers");
        uint256[3] memory parties = [BUYER, SUPPLIER, SECOND_SUPPLIER];
        for (uint256 i = 0; i < parties.length; ++i) {
            uint256 expected = FUNDS + handler.reached(parties[i]) - handler.spent(parties[i]);
            assertEq(eur.balanceOf(account(parties[i])), expected, "money moved by payments alone");
        }
        assertEq(eur.balanceOf(address(book)), 0, "the order book holds nothing");
    }

    function invariant_Status() public view {
        for (uint256 i = 1; i <= handler.ordersBooked(); ++i) {
            IOrderBook.Status status = book.statusOf(i);
            IOrderBook.Order memory order = book.orderOf(i);
            if (status == IOrderBook.Status.Paid) {
                assertEq(order.owedMinor, 0, "paid and owed");
                assertEq(order.toInvoiceMinor, 0, "paid and not invoiced");
            }
            if (handler.booked(i).shipped != 0) {
                assertTrue(
                    status >= IOrderBook.Status.Accepted || status == IOrderBook.Status.Cancelled,
                    "shipped without acceptance"
                );
            }
        }
    }
}
