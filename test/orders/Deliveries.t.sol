// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {IOrderBook} from "../../contracts/orders/IOrderBook.sol";
import {OrdersTest} from "./OrdersTest.sol";

/// @notice Goods on their way, what arrives, what is accepted, and what lateness costs.
contract DeliveriesTest is OrdersTest {
    function setUp() public {
        foundOrders();
    }

    /* Shipping */

    function test_shipsInParts() public {
        acceptedOrder();
        vm.expectEmit(address(book));
        emit IOrderBook.GoodsShipped(1, 1, org(CARRIER), 400_00, NOTE);
        assertEq(ship(1, 400_00), 1, "first");
        assertFlow(1, [ORDERED, 600_00, 400_00, 0, 0, 0], "first");
        assertStatusOf(1, IOrderBook.Status.Accepted, "something is still to be shipped");
        skipSeconds(60);
        assertEq(ship(1, 600_00), 2, "second");
        assertFlow(1, [ORDERED, 0, ORDERED, 0, 0, 0], "second");
        assertStatusOf(1, IOrderBook.Status.Shipped, "shipped");
        IOrderBook.Delivery memory delivery = book.deliveryOf(1, 2);
        assertEq(delivery.openMinor, 600_00, "open");
        assertEq(delivery.openSince, OPENING + 60, "since");
        assertEq(delivery.deliveredAt, 0, "delivered");
        assertTrue(delivery.carrier == org(CARRIER), "carrier");
        assertEq(book.orderOf(1).deliveries, 2, "deliveries");
    }

    function test_revertsWhenShippingMoreThanOrderedOrNothing() public {
        acceptedOrder();
        expectBadAmount(ORDERED + 1, ORDERED);
        ship(1, ORDERED + 1);
        expectBadAmount(0, ORDERED);
        ship(1, 0);
        ship(1, ORDERED);
        expectBadAmount(1, 0);
        ship(1, 1);
    }

    function test_revertsWhenShippingWhatIsNotAccepted() public {
        place();
        expectStatus(1, IOrderBook.Status.Placed);
        ship(1, 1);
    }

    function test_revertsWhenAnotherShips() public {
        acceptedOrder();
        expectNotYours(1, BUYER, SUPPLIER);
        vm.prank(account(BUYER));
        book.ship(1, 1, org(CARRIER), NOTE);
    }

    function test_revertsWhenShippingWithoutANote() public {
        acceptedOrder();
        expectNoEvidence();
        vm.prank(account(SUPPLIER));
        book.ship(1, 1, org(CARRIER), bytes32(0));
    }

    /// @dev Its word alone would start the time of inspection.
    function test_revertsWhenTheSupplierCarriesAndWouldReportTheReceipt() public {
        vm.prank(address(timelock));
        registry.setCapabilities(org(SUPPLIER), Capabilities.SUPPLIER | Capabilities.LOGISTICS);
        acceptedOrder();
        expectError(abi.encodeWithSelector(IOrderBook.Orders_SameParty.selector, org(SUPPLIER)));
        vm.prank(account(SUPPLIER));
        book.ship(1, ORDERED, org(SUPPLIER), NOTE);
    }

    function test_revertsWhenTheCarrierCarriesNothing() public {
        acceptedOrder();
        expectError(
            abi.encodeWithSelector(IOrderBook.Orders_BadParty.selector, org(ARBITER), Capabilities.LOGISTICS)
        );
        vm.prank(account(SUPPLIER));
        book.ship(1, 1, org(ARBITER), NOTE);
        suspend(CARRIER);
        expectError(
            abi.encodeWithSelector(IOrderBook.Orders_BadParty.selector, org(CARRIER), Capabilities.LOGISTICS)
        );
        ship(1, 1);
        vm.prank(account(SUPPLIER));
        book.ship(1, 1, OrgId.wrap(0), NOTE);
    }

    function test_theSupplierRecallsWhatIsOnTheWay() public {
        acceptedOrder();
        ship(1, 400_00);
        vm.expectEmit(address(book));
        emit IOrderBook.GoodsRecalled(1, 1, 400_00, NOTE);
        _recall(1);
        assertFlow(1, [ORDERED, ORDERED, 0, 0, 0, 0], "to be shipped again");
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongDelivery.selector, 1, 1));
        _recall(1);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongDelivery.selector, 1, 1));
        receiveGoods(1, 1, 0);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongDelivery.selector, 1, 2));
        _recall(2);
    }

    function test_revertsWhenRecallingWhatArrivedOrAsAnother() public {
        shippedOrder();
        expectNotYours(1, BUYER, SUPPLIER);
        vm.prank(account(BUYER));
        book.recall(1, 1, NOTE);
        expectNoEvidence();
        vm.prank(account(SUPPLIER));
        book.recall(1, 1, bytes32(0));
        receiveGoods(1, 1, ORDERED);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongDelivery.selector, 1, 1));
        _recall(1);
    }

    /* Receiving */

    function test_theBuyerReceivesAndWhatIsMissingIsShippedAgain() public {
        shippedOrder();
        skipSeconds(3 days);
        vm.expectEmit(address(book));
        emit IOrderBook.GoodsReceived(1, 1, org(BUYER), 900_00, 100_00, OPENING + 2 days, RECEIPT);
        receiveAt(1, 1, 900_00, OPENING + 2 days);
        assertFlow(1, [ORDERED, 100_00, 0, 900_00, 0, 0], "received");
        IOrderBook.Delivery memory delivery = book.deliveryOf(1, 1);
        assertEq(delivery.openMinor, 900_00, "open");
        assertEq(delivery.openSince, OPENING + 3 days, "inspection runs from the record");
        assertEq(delivery.deliveredAt, OPENING + 2 days, "delivered");
        ship(1, 100_00);
        receiveGoods(1, 2, 100_00);
        assertStatusOf(1, IOrderBook.Status.Received, "received");
    }

    function test_theCarrierReports() public {
        shippedOrder();
        vm.expectEmit(address(book));
        emit IOrderBook.GoodsReceived(1, 1, org(CARRIER), ORDERED, 0, OPENING, RECEIPT);
        vm.prank(account(CARRIER));
        book.receiveGoods(1, 1, ORDERED, OPENING, RECEIPT);
    }

    function test_nothingMayArrive() public {
        shippedOrder();
        receiveGoods(1, 1, 0);
        assertFlow(1, [ORDERED, ORDERED, 0, 0, 0, 0], "all lost");
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongDelivery.selector, 1, 1));
        inspect(1, 1, 0);
    }

    function test_revertsWhenReceivedTwiceOrTooMuch() public {
        shippedOrder();
        expectBadAmount(ORDERED + 1, ORDERED);
        receiveGoods(1, 1, ORDERED + 1);
        receiveGoods(1, 1, ORDERED);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongDelivery.selector, 1, 1));
        receiveGoods(1, 1, ORDERED);
    }

    function test_revertsWhenAnotherReceives() public {
        acceptedOrder();
        vm.prank(account(SUPPLIER));
        book.ship(1, ORDERED, OrgId.wrap(0), NOTE);
        expectNotYours(1, SUPPLIER, BUYER);
        vm.prank(account(SUPPLIER));
        book.receiveGoods(1, 1, ORDERED, OPENING, RECEIPT);
        expectNotYours(1, CARRIER, BUYER);
        vm.prank(account(CARRIER));
        book.receiveGoods(1, 1, ORDERED, OPENING, RECEIPT);
    }

    function test_revertsWhenTheTimeOfArrivalCannotBe() public {
        acceptedOrder();
        vm.warp(OPENING + 1 days);
        ship(1, ORDERED);
        vm.warp(OPENING + 2 days);
        expectError(
            abi.encodeWithSelector(
                IOrderBook.Orders_BadDeliveryTime.selector,
                OPENING + 1 days - 1,
                OPENING + 1 days
            )
        );
        receiveAt(1, 1, ORDERED, OPENING + 1 days - 1);
        expectError(
            abi.encodeWithSelector(
                IOrderBook.Orders_BadDeliveryTime.selector,
                OPENING + 2 days + 1,
                OPENING + 1 days
            )
        );
        receiveAt(1, 1, ORDERED, OPENING + 2 days + 1);
        expectNoEvidence();
        vm.prank(account(BUYER));
        book.receiveGoods(1, 1, ORDERED, OPENING + 1 days, bytes32(0));
        receiveAt(1, 1, ORDERED, OPENING + 1 days);
    }

    /* Inspection */

    function test_acceptsAPartAndTheRestIsShippedAgain() public {
        receivedOrder();
        vm.expectEmit(address(book));
        emit IOrderBook.GoodsInspected(1, 1, 700_00, 300_00, 0, REPORT);
        inspect(1, 1, 700_00);
        assertFlow(1, [ORDERED, 300_00, 0, 0, 700_00, 0], "inspected");
        IOrderBook.Delivery memory delivery = book.deliveryOf(1, 1);
        assertEq(delivery.openMinor, 0, "open");
        assertEq(delivery.acceptedMinor, 700_00, "accepted");
        assertEq(delivery.acceptedBps, 7_000, "accepted bps");
        ship(1, 300_00);
        receiveGoods(1, 2, 300_00);
        inspect(1, 2, 300_00);
        assertStatusOf(1, IOrderBook.Status.Inspected, "inspected");
    }

    function test_everythingMayBeRejected() public {
        receivedOrder();
        inspect(1, 1, 0);
        assertFlow(1, [ORDERED, ORDERED, 0, 0, 0, 0], "rejected");
        assertEq(book.deliveryOf(1, 1).acceptedBps, 0, "accepted bps");
    }

    function test_revertsWhenInspectedTwiceTooMuchEarlyOrByAnother() public {
        shippedOrder();
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongDelivery.selector, 1, 1));
        inspect(1, 1, 1);
        receiveGoods(1, 1, ORDERED);
        expectBadAmount(ORDERED + 1, ORDERED);
        inspect(1, 1, ORDERED + 1);
        expectNotYours(1, SUPPLIER, BUYER);
        vm.prank(account(SUPPLIER));
        book.inspect(1, 1, ORDERED, REPORT);
        expectNoEvidence();
        vm.prank(account(BUYER));
        book.inspect(1, 1, ORDERED, bytes32(0));
        inspect(1, 1, ORDERED);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongDelivery.selector, 1, 1));
        inspect(1, 1, ORDERED);
    }

    function test_afterTheTimeOfInspectionGoodsCountAsAccepted() public {
        receivedOrder();
        uint40 endsAt = OPENING + uint40(INSPECTION_DAYS) * 1 days;
        vm.warp(endsAt);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_InspectionOpen.selector, 1, 1, endsAt));
        _acceptByLapse(1);
        vm.warp(endsAt + 1);
        expectError(abi.encodeWithSelector(IOrderBook.Orders_InspectionOver.selector, 1, 1, endsAt));
        inspect(1, 1, ORDERED - 1);
        expectNotYours(1, BUYER, SUPPLIER);
        vm.prank(account(BUYER));
        book.acceptByLapse(1, 1);
        vm.expectEmit(address(book));
        emit IOrderBook.GoodsInspected(1, 1, ORDERED, 0, 0, bytes32(0));
        _acceptByLapse(1);
        assertStatusOf(1, IOrderBook.Status.Inspected, "accepted");
        expectError(abi.encodeWithSelector(IOrderBook.Orders_WrongDelivery.selector, 1, 1));
        _acceptByLapse(1);
    }

    function test_theBuyerRejectsUntilTheLastSecond() public {
        receivedOrder();
        vm.warp(OPENING + uint40(INSPECTION_DAYS) * 1 days);
        inspect(1, 1, 0);
    }

    function test_theBuyerStillAcceptsAfterwards() public {
        receivedOrder();
        vm.warp(OPENING + uint40(INSPECTION_DAYS) * 1 days + 1);
        inspect(1, 1, ORDERED);
    }

    /* Lateness */

    function test_eachDayBegunIsDeductedUpToTheCap() public {
        acceptedOrder();
        assertEq(book.penaltyBpsOf(1, DELIVER_BY), 0, "in time");
        assertEq(book.penaltyBpsOf(1, DELIVER_BY + 1), 50, "a second late");
        assertEq(book.penaltyBpsOf(1, DELIVER_BY + 1 days), 50, "a day late");
        assertEq(book.penaltyBpsOf(1, DELIVER_BY + 1 days + 1), 100, "the second day begun");
        assertEq(book.penaltyBpsOf(1, DELIVER_BY + 10 days), 500, "at the cap");
        assertEq(book.penaltyBpsOf(1, DELIVER_BY + 10 days + 1), 500, "beyond");
        assertEq(book.penaltyBpsOf(1, type(uint40).max), 500, "for ever");
    }

    function test_thePenaltyIsRoundedDownAndCountsForWhatIsAcceptedAlone() public {
        acceptedOrder();
        ship(1, 333_33);
        ship(1, 666_67);
        vm.warp(DELIVER_BY + 3 days);
        receiveAt(1, 1, 333_33, DELIVER_BY);
        receiveAt(1, 2, 666_67, DELIVER_BY + 2 days + 5);
        inspect(1, 1, 333_33);
        vm.expectEmit(address(book));
        // 500.01 at 150 basis points is 7.50015.
        emit IOrderBook.GoodsInspected(1, 2, 500_01, 166_66, 7_50, REPORT);
        inspect(1, 2, 500_01);
        assertFlow(1, [ORDERED, 166_66, 0, 0, 333_33 + 492_51, 0], "penalty deducted");
    }

    function testFuzz_thePenaltyNeverExceedsTheCapNorThePrice(uint64 amountMinor, uint40 late) public {
        amountMinor = uint64(bound(amountMinor, 1, ORDERED));
        uint40 deliveredAt = DELIVER_BY + uint40(bound(late, 0, 100 days));
        acceptedOrder();
        ship(1, amountMinor);
        vm.warp(deliveredAt);
        receiveGoods(1, 1, amountMinor);
        inspect(1, 1, amountMinor);
        uint256 bps = (uint256(deliveredAt - DELIVER_BY + 1 days - 1) / 1 days) * PENALTY_BPS;
        if (bps > PENALTY_CAP_BPS) bps = PENALTY_CAP_BPS;
        uint256 penalty = (uint256(amountMinor) * bps) / 10_000;
        assertEq(book.orderOf(1).toInvoiceMinor, amountMinor - penalty, "to invoice");
    }

    function _recall(uint16 delivery) private {
        vm.prank(account(SUPPLIER));
        book.recall(1, delivery, NOTE);
    }

    function _acceptByLapse(uint16 delivery) private {
        vm.prank(account(SUPPLIER));
        book.acceptByLapse(1, delivery);
    }
}
