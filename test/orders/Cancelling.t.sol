// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IOrderBook} from "../../contracts/orders/IOrderBook.sol";
import {OrdersTest} from "./OrdersTest.sol";

/// @notice How an order ends early, and what is left to a party whose counterparty lost its standing.
contract CancellingTest is OrdersTest {
    function setUp() public {
        foundOrders();
    }

    function test_theBuyerWithdrawsAnOrderThatIsNotAccepted() public {
        place();
        vm.expectEmit(address(book));
        emit IOrderBook.OrderCancelled(1, org(BUYER), ORDERED, REASON);
        assertEq(cancel(BUYER, 1), ORDERED, "cancelled");
        assertStatusOf(1, IOrderBook.Status.Cancelled, "cancelled");
        assertFlow(1, [uint64(0), 0, 0, 0, 0, 0], "cancelled");
        expectStatus(1, IOrderBook.Status.Cancelled);
        accept(1);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_Closed.selector, 1));
        cancel(BUYER, 1);
    }

    function test_theSupplierDeclinesRatherThanCancels() public {
        place();
        expectStatus(1, IOrderBook.Status.Placed);
        cancel(SUPPLIER, 1);
    }

    function test_eitherPartyCancelsUntilSomethingIsShipped() public {
        acceptedOrder();
        assertEq(cancel(BUYER, 1), ORDERED, "by the buyer");
        acceptedOrder();
        assertEq(cancel(SUPPLIER, 2), ORDERED, "by the supplier");
    }

    function test_theSupplierGivesAReason() public {
        acceptedOrder();
        expectNoEvidence();
        vm.prank(account(SUPPLIER));
        book.cancel(1, bytes32(0));
        vm.prank(account(BUYER));
        book.cancel(1, bytes32(0));
    }

    function test_revertsWhenAThirdPartyCancels() public {
        acceptedOrder();
        expectNotYours(1, SECOND_SUPPLIER, BUYER);
        cancel(SECOND_SUPPLIER, 1);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_UnknownOrder.selector, 2));
        cancel(BUYER, 2);
    }

    function test_laterBothMustAgree() public {
        acceptedOrder();
        ship(1, 400_00);
        vm.expectEmit(address(book));
        emit IOrderBook.CancellationAsked(1, org(BUYER), REASON);
        assertEq(cancel(BUYER, 1), 0, "asked");
        assertEq(cancel(BUYER, 1), 0, "asked again");
        assertEq(cancel(SUPPLIER, 1), 600_00, "agreed");
        assertFlow(1, [uint64(400_00), 0, 400_00, 0, 0, 0], "what is on its way stays");
        assertStatusOf(1, IOrderBook.Status.Shipped, "goes on");

        acceptedOrder();
        ship(2, 400_00);
        assertEq(cancel(SUPPLIER, 2), 0, "asked by the supplier");
        assertEq(cancel(BUYER, 2), 600_00, "agreed by the buyer");
    }

    function test_theBuyerCancelsTheRestOnceItIsLate() public {
        acceptedOrder();
        ship(1, 400_00);
        vm.warp(DELIVER_BY);
        assertEq(cancel(BUYER, 1), 0, "not late yet");
        vm.warp(DELIVER_BY + 1);
        assertEq(cancel(BUYER, 1), 600_00, "late");
    }

    function test_lateGoodsGiveTheSupplierNoWayOut() public {
        acceptedOrder();
        ship(1, 400_00);
        vm.warp(DELIVER_BY + 1);
        assertEq(cancel(SUPPLIER, 1), 0, "asked only");
    }

    function test_revertsWhenNothingIsLeftToCancel() public {
        shippedOrder();
        expectError(abi.encodeWithSelector(IOrderBook.Orders_NothingToCancel.selector, 1));
        cancel(BUYER, 1);
    }

    function test_whatComesBackAfterwardsIsNotShippedAgain() public {
        acceptedOrder();
        ship(1, 400_00);
        ship(1, 100_00);
        ship(1, 100_00);
        cancel(BUYER, 1);
        cancel(SUPPLIER, 1);
        receiveGoods(1, 1, 300_00);
        assertFlow(1, [uint64(500_00), 0, 200_00, 300_00, 0, 0], "100.00 lost");
        inspect(1, 1, 250_00);
        assertFlow(1, [uint64(450_00), 0, 200_00, 0, 250_00, 0], "50.00 rejected");
        vm.prank(account(SUPPLIER));
        book.recall(1, 2, NOTE);
        assertFlow(1, [uint64(350_00), 0, 100_00, 0, 250_00, 0], "100.00 recalled");
        expectError(abi.encodeWithSelector(IOrderBook.Orders_Closed.selector, 1));
        ship(1, 1);
    }

    /* A party without standing */

    function test_theSupplierIsNotBoundToASuspendedBuyer() public {
        acceptedOrder();
        ship(1, 400_00);
        ship(1, 100_00);
        suspend(BUYER);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(BUYER), org(BUYER))
        );
        receiveGoods(1, 1, 400_00);

        assertEq(cancel(SUPPLIER, 1), 500_00, "cancelled alone");
        vm.prank(account(SUPPLIER));
        book.recall(1, 2, NOTE);
        vm.prank(account(CARRIER));
        book.receiveGoods(1, 1, 400_00, timeNow(), RECEIPT);
        vm.warp(timeNow() + uint40(INSPECTION_DAYS) * 1 days + 1);
        vm.prank(account(SUPPLIER));
        book.acceptByLapse(1, 1);
        bytes32 invoiceId = invoiceAs(1, NUMBER, 400_00);
        assertStatusOf(1, IOrderBook.Status.Invoiced, "owed");

        // A guarantor pays.
        allow(eur, account(SECOND_SUPPLIER), address(book));
        vm.prank(account(SECOND_SUPPLIER));
        book.pay(invoiceId, account(SUPPLIER), 400_00);
        assertStatusOf(1, IOrderBook.Status.Paid, "paid");
    }

    function test_theBuyerIsNotBoundToAnExpelledSupplier() public {
        acceptedOrder();
        ship(1, 400_00);
        expel(SUPPLIER);
        assertEq(cancel(BUYER, 1), 600_00, "cancelled alone");
        receiveGoods(1, 1, 400_00);
        inspect(1, 1, 100_00);
        assertFlow(1, [uint64(100_00), 0, 0, 0, 100_00, 0], "owes what it keeps");
    }

    function test_anEmergencySuspensionCountsAsLossOfStanding() public {
        acceptedOrder();
        ship(1, 400_00);
        emergencySuspend(1, BUYER);
        assertEq(cancel(SUPPLIER, 1), 600_00, "cancelled alone");
    }

    function test_whatIsOwedToASuspendedSupplierIsPaidOnceItMayReceive() public {
        (, bytes32 invoiceId) = invoicedOrder();
        suspend(SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(SUPPLIER),
                org(SUPPLIER)
            )
        );
        pay(invoiceId, ORDERED);
        reinstate(SUPPLIER);
        pay(invoiceId, ORDERED);
        assertStatusOf(1, IOrderBook.Status.Paid, "paid");
    }
}
