// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IMaterialsPlan} from "../../contracts/orders/IMaterialsPlan.sol";
import {MaterialsPlan} from "../../contracts/orders/MaterialsPlan.sol";
import {OrdersTest} from "./OrdersTest.sol";

/// @notice Demand, promises and what became of them, stock.
contract MaterialsPlanTest is OrdersTest {
    bytes32 private constant SKU = keccak256("bolt M8x40");
    bytes32 private constant SITE = keccak256("plant 1");
    uint48 private constant NEEDED = 5_000_000;
    uint40 private constant NEEDED_BY = OPENING + 20 days;
    uint40 private constant PROMISED_FOR = OPENING + 10 days;

    MaterialsPlan private plan;

    function setUp() public {
        foundOrders();
        plan = MaterialsPlan(deployed("MaterialsPlan", abi.encode(registry, directory)));
    }

    /* Demand */

    function test_publishesDemand() public {
        vm.expectEmit(address(plan));
        emit IMaterialsPlan.DemandPublished(1, org(BUYER), SKU, _line());
        assertEq(_publish(), 1, "number");
        IMaterialsPlan.Demand memory demand = plan.demandOf(1);
        assertTrue(demand.buyer == org(BUYER), "buyer");
        assertEq(demand.quantityMilli, NEEDED, "quantity");
        assertEq(demand.deliveredMilli, 0, "delivered");
        assertEq(demand.neededBy, NEEDED_BY, "needed by");
        IMaterialsPlan.DemandLine[] memory lines = new IMaterialsPlan.DemandLine[](2);
        (lines[0], lines[1]) = (_line(), _line());
        vm.prank(account(BUYER));
        assertEq(plan.publishDemands(lines), 2, "first of many");
        assertEq(plan.demandCount(), 3, "count");
    }

    function test_revertsWhenTheCallerIsNoBuyer() public {
        bytes memory missing = abi.encodeWithSelector(
            IMembership.Membership_MissingCapability.selector,
            account(SUPPLIER),
            org(SUPPLIER),
            Capabilities.BUYER
        );
        expectError(missing);
        vm.prank(account(SUPPLIER));
        plan.publishDemand(_line());
        expectError(missing);
        vm.prank(account(SUPPLIER));
        plan.publishDemands(new IMaterialsPlan.DemandLine[](0));
    }

    function test_revertsWhenALineIsNotSound() public {
        IMaterialsPlan.DemandLine memory bad = _line();
        bad.sku = 0;
        _expectRefused(bad, abi.encodeWithSelector(IMaterialsPlan.Plan_NoDigest.selector));
        bad = _line();
        bad.site = 0;
        _expectRefused(bad, abi.encodeWithSelector(IMaterialsPlan.Plan_NoDigest.selector));
        bad = _line();
        bad.file = 0;
        _expectRefused(bad, abi.encodeWithSelector(IMaterialsPlan.Plan_NoDigest.selector));
        bad = _line();
        bad.quantityMilli = 0;
        _expectRefused(bad, _badQuantity(0, type(uint48).max));
        bad = _line();
        bad.neededBy = OPENING;
        _expectRefused(bad, _badTime(OPENING, OPENING + 1, type(uint40).max));
    }

    function test_theBuyerWithdraws() public {
        _publish();
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_NotYours.selector, org(SUPPLIER), org(BUYER)));
        vm.prank(account(SUPPLIER));
        plan.withdrawDemand(1);
        vm.expectEmit(address(plan));
        emit IMaterialsPlan.DemandWithdrawn(1, org(BUYER));
        vm.prank(account(BUYER));
        plan.withdrawDemand(1);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_UnknownDemand.selector, 1));
        vm.prank(account(BUYER));
        plan.withdrawDemand(1);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_UnknownDemand.selector, 1));
        _promise(1000);
    }

    /* Promises */

    function test_aSupplierPromises() public {
        _publish();
        vm.expectEmit(address(plan));
        emit IMaterialsPlan.SupplyPromised(1, 1, org(SUPPLIER), _offer(3_000_000));
        assertEq(_promise(3_000_000), 1, "number");
        IMaterialsPlan.Promise memory record = plan.promiseOf(1);
        assertEq(record.demandId, 1, "demand");
        assertTrue(record.supplier == org(SUPPLIER), "supplier");
        assertEq(record.quantityMilli, 3_000_000, "quantity");
        assertEq(record.promisedFor, PROMISED_FOR, "date");
        _assertPromise(IMaterialsPlan.PromiseStatus.Open, "open");
        vm.warp(PROMISED_FOR);
        _assertPromise(IMaterialsPlan.PromiseStatus.Open, "in its last second");
        vm.warp(PROMISED_FOR + 1);
        _assertPromise(IMaterialsPlan.PromiseStatus.Overdue, "overdue");
        assertEq(uint256(plan.promiseStatusOf(2)), uint256(IMaterialsPlan.PromiseStatus.None), "none");
    }

    function test_revertsWhenAPromiseIsNotSound() public {
        _publish();
        expectError(_badQuantity(0, type(uint48).max));
        _promise(0);
        IMaterialsPlan.Offer memory bad = _offer(1000);
        bad.lotMilli = 0;
        _expectRefused(bad, abi.encodeWithSelector(IMaterialsPlan.Plan_BadLot.selector, 0, 1000));
        bad.lotMilli = 1001;
        _expectRefused(bad, abi.encodeWithSelector(IMaterialsPlan.Plan_BadLot.selector, 1001, 1000));
        bad = _offer(1000);
        bad.promisedFor = OPENING;
        _expectRefused(bad, _badTime(OPENING, OPENING + 1, type(uint40).max));
        bad = _offer(1000);
        bad.demandId = 2;
        _expectRefused(bad, abi.encodeWithSelector(IMaterialsPlan.Plan_UnknownDemand.selector, 2));
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_MissingCapability.selector,
                account(BUYER),
                org(BUYER),
                Capabilities.SUPPLIER
            )
        );
        vm.prank(account(BUYER));
        plan.promiseSupply(_offer(1000));
    }

    function test_revertsWhenPromisingToItself() public {
        _publish();
        vm.prank(address(timelock));
        registry.setCapabilities(org(BUYER), Capabilities.BUYER | Capabilities.SUPPLIER);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_OwnDemand.selector, 1, org(BUYER)));
        vm.prank(account(BUYER));
        plan.promiseSupply(_offer(1000));
    }

    function test_theSupplierReducesDownToWhatWasDelivered() public {
        _publish();
        _promise(3_000);
        _delivery(OPENING);
        _attribute(1, 1, 1_000);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_NotYours.selector, org(BUYER), org(SUPPLIER)));
        vm.prank(account(BUYER));
        plan.reducePromise(1, 2_000, REASON);
        expectError(_badQuantity(3_000, 3_000));
        _reduce(3_000);
        expectError(_badQuantity(999, 3_000));
        _reduce(999);
        vm.expectEmit(address(plan));
        emit IMaterialsPlan.PromiseReduced(1, org(SUPPLIER), 1_000, 3_000, REASON);
        _reduce(1_000);
        _assertPromise(IMaterialsPlan.PromiseStatus.Kept, "kept");
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_UnknownPromise.selector, 2));
        vm.prank(account(SUPPLIER));
        plan.reducePromise(2, 0, REASON);
        _promise(3_000);
        vm.prank(account(SUPPLIER));
        plan.reducePromise(2, 0, REASON);
        assertEq(
            uint256(plan.promiseStatusOf(2)),
            uint256(IMaterialsPlan.PromiseStatus.Withdrawn),
            "withdrawn"
        );
    }

    /* Deliveries */

    function test_deliveriesInTimeAndLateKeepAPromise() public {
        _publish();
        _promise(3_000);
        _delivery(PROMISED_FOR);
        vm.expectEmit(address(plan));
        emit IMaterialsPlan.DeliveryAttributed(1, 1, 1, 1_000, false);
        _attribute(1, 1, 1_000);
        _delivery(PROMISED_FOR + 1);
        vm.expectEmit(address(plan));
        emit IMaterialsPlan.DeliveryAttributed(1, 2, 1, 2_000, true);
        _attribute(1, 2, 2_000);
        IMaterialsPlan.Promise memory record = plan.promiseOf(1);
        assertEq(record.keptMilli, 1_000, "kept");
        assertEq(record.lateMilli, 2_000, "late");
        assertEq(plan.demandOf(1).deliveredMilli, 3_000, "delivered");
        _assertPromise(IMaterialsPlan.PromiseStatus.KeptLate, "kept late");
    }

    function test_revertsWhenADeliveryIsAttributedTwiceOrTooMuchOfIt() public {
        _publish();
        _promise(3_000);
        _delivery(OPENING);
        expectError(_badQuantity(3_001, 3_000));
        _attribute(1, 1, 3_001);
        expectError(_badQuantity(0, 3_000));
        _attribute(1, 1, 0);
        _attribute(1, 1, 1_000);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_AttributedAlready.selector, 1, 1, 1));
        _attribute(1, 1, 1_000);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_UnknownPromise.selector, 2));
        _attribute(2, 1, 1);
    }

    function test_revertsWhenTheDeliveryIsOfOthersOrNotAccepted() public {
        _publish();
        _promise(3_000);
        receivedOrder();
        _expectNotDelivered();
        _attribute(1, 1, 1);
        inspect(1, 1, 0);
        _expectNotDelivered();
        _attribute(1, 1, 1);
        vm.prank(account(SECOND_SUPPLIER));
        plan.promiseSupply(_offer(1_000));
        _delivery(OPENING);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_OtherOrder.selector, 2, 2));
        _attribute(2, 2, 1);
        _expectNotYours();
        vm.prank(account(SUPPLIER));
        plan.attribute(1, 2, 1, 1);
    }

    function test_theBuyerCallsOffWhatWasPromised() public {
        _publish();
        _promise(3_000);
        place();
        vm.expectEmit(address(plan));
        emit IMaterialsPlan.PromiseCalledOff(1, 1, 3_000);
        _callOff(1, 1, 3_000);
        _callOff(1, 1, 0);
        expectError(_badQuantity(3_001, 3_000));
        _callOff(1, 1, 3_001);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_OtherOrder.selector, 1, 2));
        _callOff(1, 2, 1);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_UnknownPromise.selector, 2));
        _callOff(2, 1, 1);
        _expectNotYours();
        vm.prank(account(SUPPLIER));
        plan.callOff(1, _calls(1, 1));
    }

    function test_anOrderIsCalledOffWholeOrNotAtAll() public {
        _publish();
        _promise(3_000);
        _promise(2_000);
        place();
        IMaterialsPlan.Call[] memory calls = new IMaterialsPlan.Call[](2);
        calls[0] = IMaterialsPlan.Call(1, 3_000);
        calls[1] = IMaterialsPlan.Call(2, 2_000);
        vm.expectEmit(address(plan));
        emit IMaterialsPlan.PromiseCalledOff(1, 1, 3_000);
        vm.expectEmit(address(plan));
        emit IMaterialsPlan.PromiseCalledOff(2, 1, 2_000);
        vm.prank(account(BUYER));
        plan.callOff(1, calls);
        calls[1].quantityMilli = 2_001;
        expectError(_badQuantity(2_001, 2_000));
        vm.prank(account(BUYER));
        plan.callOff(1, calls);
    }

    /* Stock */

    function test_aWarehouseReportsStock() public {
        vm.expectEmit(address(plan));
        emit IMaterialsPlan.StockReported(org(CARRIER), org(BUYER), SKU, SITE, 700, OPENING, NOTE);
        _report(700, OPENING);
        IMaterialsPlan.Stock memory stock = plan.stockOf(org(CARRIER), org(BUYER), SKU, SITE);
        assertEq(stock.quantityMilli, 700, "quantity");
        assertEq(stock.countedAt, OPENING, "counted");
        vm.warp(OPENING + 10);
        _report(0, OPENING + 10);
        assertEq(plan.stockOf(org(CARRIER), org(BUYER), SKU, SITE).quantityMilli, 0, "sold out");
        assertEq(plan.stockOf(org(CARRIER), org(SUPPLIER), SKU, SITE).countedAt, 0, "another owner's");
    }

    function test_revertsWhenAReportIsNotNewerOrOfTheFuture() public {
        _report(700, OPENING);
        expectError(_badTime(OPENING, OPENING + 1, OPENING));
        _report(700, OPENING);
        expectError(_badTime(OPENING + 1, OPENING + 1, OPENING));
        _report(700, OPENING + 1);
    }

    function test_revertsWhenTheReporterStoresNothingOrNothingIsNamed() public {
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_NotAWarehouse.selector, org(SUPPLIER)));
        vm.prank(account(SUPPLIER));
        plan.reportStock(org(SUPPLIER), SKU, SITE, 1, OPENING, NOTE);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_NoDigest.selector));
        vm.prank(account(CARRIER));
        plan.reportStock(org(BUYER), 0, SITE, 1, OPENING, NOTE);
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_NoDigest.selector));
        vm.prank(account(CARRIER));
        plan.reportStock(org(BUYER), SKU, 0, 1, OPENING, NOTE);
        vm.prank(address(timelock));
        registry.setCapabilities(org(ARBITER), Capabilities.APPRAISER);
        vm.prank(account(ARBITER));
        plan.reportStock(org(BUYER), SKU, SITE, 1, OPENING, NOTE);
    }

    function _line() private pure returns (IMaterialsPlan.DemandLine memory) {
        return IMaterialsPlan.DemandLine(SKU, SITE, NEEDED, NEEDED_BY, FILE);
    }

    function _offer(uint48 quantityMilli) private view returns (IMaterialsPlan.Offer memory) {
        return IMaterialsPlan.Offer(1, quantityMilli, 1, PROMISED_FOR, 12, eur);
    }

    function _publish() private returns (uint40) {
        vm.prank(account(BUYER));
        return plan.publishDemand(_line());
    }

    function _promise(uint48 quantityMilli) private returns (uint40) {
        vm.prank(account(SUPPLIER));
        return plan.promiseSupply(_offer(quantityMilli));
    }

    function _reduce(uint48 quantityMilli) private {
        vm.prank(account(SUPPLIER));
        plan.reducePromise(1, quantityMilli, REASON);
    }

    function _attribute(uint40 promiseId, uint256 orderId, uint48 quantityMilli) private {
        vm.prank(account(BUYER));
        plan.attribute(promiseId, orderId, 1, quantityMilli);
    }

    function _report(uint48 quantityMilli, uint40 countedAt) private {
        vm.prank(account(CARRIER));
        plan.reportStock(org(BUYER), SKU, SITE, quantityMilli, countedAt, NOTE);
    }

    /// @dev An order that was delivered whole, and accepted, at a time.
    function _delivery(uint40 deliveredAt) private {
        vm.warp(OPENING);
        uint256 orderId = shippedOrder();
        vm.warp(deliveredAt);
        receiveGoods(orderId, 1, ORDERED);
        inspect(orderId, 1, ORDERED);
    }

    function _assertPromise(IMaterialsPlan.PromiseStatus expected, string memory what) private view {
        assertEq(uint256(plan.promiseStatusOf(1)), uint256(expected), what);
    }

    function _expectRefused(IMaterialsPlan.DemandLine memory bad, bytes memory because) private {
        expectError(because);
        vm.prank(account(BUYER));
        plan.publishDemand(bad);
    }

    function _expectRefused(IMaterialsPlan.Offer memory bad, bytes memory because) private {
        expectError(because);
        vm.prank(account(SUPPLIER));
        plan.promiseSupply(bad);
    }

    function _callOff(uint40 promiseId, uint256 orderId, uint48 quantityMilli) private {
        vm.prank(account(BUYER));
        plan.callOff(orderId, _calls(promiseId, quantityMilli));
    }

    function _calls(
        uint40 promiseId,
        uint48 quantityMilli
    ) private pure returns (IMaterialsPlan.Call[] memory calls) {
        calls = new IMaterialsPlan.Call[](1);
        calls[0] = IMaterialsPlan.Call(promiseId, quantityMilli);
    }

    function _expectNotDelivered() private {
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_NotDelivered.selector, 1, 1, 1));
    }

    function _expectNotYours() private {
        expectError(abi.encodeWithSelector(IMaterialsPlan.Plan_NotYours.selector, org(SUPPLIER), org(BUYER)));
    }

    function _badQuantity(uint48 quantityMilli, uint48 availableMilli) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IMaterialsPlan.Plan_BadQuantity.selector, quantityMilli, availableMilli);
    }

    function _badTime(uint40 time, uint40 earliest, uint40 latest) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMaterialsPlan.Plan_BadTime.selector, time, earliest, latest);
    }
}
