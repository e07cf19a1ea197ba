// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IWarehouseReceipts} from "../../contracts/assets/IWarehouseReceipts.sol";
import {ReceiptsTest} from "./ReceiptsTest.sol";

/// @notice Sites, grades and recounts: what two organisations say of the goods, and neither alone.
contract ReceiptCountsTest is ReceiptsTest {
    OrgId private constant NOBODY = OrgId.wrap(0);

    uint256 private id;

    function setUp() public {
        foundReceipts();
        id = issuedLot("LOT7");
    }

    /* attestSite */

    function test_anInspectorVouchesForASiteUntilATime() public {
        bytes32 siteDigest = keccak256(bytes(SITE));
        assertEq(receipts.attestedUntil(org(INSPECTOR), org(WAREHOUSE), siteDigest), STORAGE_UNTIL, "until");
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.SiteAttested(
            org(INSPECTOR),
            org(WAREHOUSE),
            siteDigest,
            SITE,
            timeNow(),
            EVIDENCE
        );
        attest(INSPECTOR, timeNow());
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_NotAttested.selector,
                org(INSPECTOR),
                org(WAREHOUSE),
                siteDigest
            )
        );
        issuedLot("LOT8");
    }

    function test_onlyInspectorsAttestAndNeverThemselves() public {
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_MayNotInspect.selector, org(AURUM)));
        attest(AURUM, STORAGE_UNTIL);
        admitTo(WAREHOUSE, Capabilities.LOGISTICS | Capabilities.AUDITOR);
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_InspectsItself.selector, org(WAREHOUSE))
        );
        attest(WAREHOUSE, STORAGE_UNTIL);
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_NoEvidence.selector));
        vm.prank(account(INSPECTOR));
        receipts.attestSite(org(WAREHOUSE), SITE, STORAGE_UNTIL, 0);
    }

    /* grade */

    function test_theInspectorGradesAndRegrades() public {
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.Graded(id, org(INSPECTOR), 0, "A7", EVIDENCE);
        _grade(INSPECTOR, "A7");
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.Graded(id, org(INSPECTOR), "A7", "A6", EVIDENCE);
        _grade(INSPECTOR, "A6");
        assertEq(receipts.receiptOf(id).grade, "A6", "grade");
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_SameGrade.selector, id, bytes32("A6"))
        );
        _grade(INSPECTOR, "A6");
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_NoEvidence.selector));
        vm.prank(account(INSPECTOR));
        receipts.grade(id, "A5", 0);
    }

    function test_nobodyElseGrades() public {
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_NotInspector.selector,
                org(WAREHOUSE),
                org(INSPECTOR)
            )
        );
        _grade(WAREHOUSE, "A7");
        admitTo(INSPECTOR, Capabilities.ARBITER);
        bytes memory reason = abi.encodeWithSelector(
            IWarehouseReceipts.Receipts_MayNotInspect.selector,
            org(INSPECTOR)
        );
        expectError(reason);
        _grade(INSPECTOR, "A7");
        expectError(reason);
        recount(INSPECTOR, id, 1);
        suspend(INSPECTOR);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(INSPECTOR),
                org(INSPECTOR)
            )
        );
        _grade(INSPECTOR, "A7");
    }

    /* Losses within the tolerance */

    function test_aLossWithinTheToleranceHoldsAtOnceForAll() public {
        give(id, SUPPLIER, BUYER, 2_500_000);
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.Recounted(id, org(WAREHOUSE), NOBODY, QUANTITY, QUANTITY - 60_000, EVIDENCE);
        recount(WAREHOUSE, id, QUANTITY - 60_000);
        assertStands(id, IWarehouseReceipts.Status.Stored, QUANTITY, QUANTITY - 60_000);
        assertEq(receipts.quantityOf(id, account(BUYER)), 2_485_000, "a quarter of the loss");
        assertEq(receipts.quantityOf(id, account(SUPPLIER)), 7_455_000, "the rest of it");
        assertEq(receipts.receiptOf(id).toleranceLeft, TOLERANCE - 60_000, "tolerance");
        assertEq(receipts.recountOf(id).quantity, 0, "nothing pends");
    }

    function test_lossesTogetherStayWithinTheTolerance() public {
        recount(WAREHOUSE, id, QUANTITY - 60_000);
        recount(INSPECTOR, id, QUANTITY - 100_000);
        assertEq(receipts.receiptOf(id).toleranceLeft, 0, "used up");
        recount(WAREHOUSE, id, QUANTITY - 100_001);
        assertStands(id, IWarehouseReceipts.Status.Stored, QUANTITY, QUANTITY - 100_000);
        assertEq(receipts.recountOf(id).quantity, QUANTITY - 100_001, "pends");
        // What was found again gives no new tolerance.
        vm.prank(account(WAREHOUSE));
        receipts.rejectRecount(id, 0);
        agree(id, QUANTITY);
        assertEq(receipts.receiptOf(id).toleranceLeft, 0, "used up for good");
    }

    function test_whatIsDeliveredTakesItsPartOfTheTolerance() public {
        give(id, SUPPLIER, BUYER, 10);
        delivered(SUPPLIER, id, QUANTITY - 10, QUANTITY - 10);
        assertEq(receipts.receiptOf(id).toleranceLeft, 0, "a tenth of a unit, rounded down");
        recount(WAREHOUSE, id, 9);
        assertEq(receipts.quantityOf(id, account(BUYER)), 10, "the last units are not a prey");
    }

    /* Recounts that need two */

    function test_aLossBeyondTheToleranceNeedsTheOtherSide() public {
        uint40 lapsesAt = timeNow() + PERIOD;
        uint256 counted = QUANTITY - TOLERANCE - 1;
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.RecountProposed(id, org(WAREHOUSE), counted, EVIDENCE, lapsesAt);
        recount(WAREHOUSE, id, counted);
        assertStands(id, IWarehouseReceipts.Status.Stored, QUANTITY, QUANTITY);
        IWarehouseReceipts.Recount memory pending = receipts.recountOf(id);
        assertTrue(pending.by == org(WAREHOUSE), "by");
        assertEq(pending.quantity, counted, "quantity");
        assertEq(pending.lapsesAt, lapsesAt, "until");
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_OwnRecount.selector, id, org(WAREHOUSE))
        );
        confirm(WAREHOUSE, id, counted);
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_OtherQuantity.selector,
                id,
                counted,
                counted - 1
            )
        );
        confirm(INSPECTOR, id, counted - 1);
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_NoEvidence.selector));
        vm.prank(account(INSPECTOR));
        receipts.confirmRecount(id, counted, 0);
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.Recounted(id, org(WAREHOUSE), org(INSPECTOR), QUANTITY, counted, EVIDENCE);
        confirm(INSPECTOR, id, counted);
        assertStands(id, IWarehouseReceipts.Status.Stored, QUANTITY, counted);
        assertTrue(receipts.recountOf(id).by.isNone(), "answered");
        assertEq(receipts.receiptOf(id).toleranceLeft, TOLERANCE, "tolerance is for what nobody confirmed");
        _expectNoRecount();
        confirm(INSPECTOR, id, counted);
    }

    function test_theInspectorProposesAndTheWarehouseAnswers() public {
        recount(INSPECTOR, id, 0);
        confirm(WAREHOUSE, id, 0);
        assertStands(id, IWarehouseReceipts.Status.Lost, QUANTITY, 0);
        assertEq(receipts.quantityOf(id, account(SUPPLIER)), 0, "nothing");
        // Found again.
        agree(id, 5);
        assertStands(id, IWarehouseReceipts.Status.Stored, QUANTITY, 5);
    }

    function test_nothingMovesWhileARecountPends() public {
        bytes32 surrenderId = surrendered(SUPPLIER, id, 1_000);
        IClaims.PledgeTerms memory terms = goodsPledge(AURUM);
        recount(INSPECTOR, id, 5_000_000);
        uint40 lapsesAt = timeNow() + PERIOD;
        bytes memory reason = abi.encodeWithSelector(
            IWarehouseReceipts.Receipts_RecountPending.selector,
            id,
            lapsesAt
        );
        expectError(reason);
        give(id, SUPPLIER, BUYER, 1);
        expectError(reason);
        vm.prank(account(SUPPLIER));
        receipts.pledge(id, 1, account(SUPPLIER), terms);
        bytes memory signature = deliverySignature(SUPPLIER, id, surrenderId, 1_000);
        expectError(reason);
        deliver(id, surrenderId, signature);
        expectError(reason);
        recount(WAREHOUSE, id, QUANTITY - 1);
        vm.warp(lapsesAt - 1);
        expectError(reason);
        give(id, SUPPLIER, BUYER, 1);
        vm.warp(lapsesAt);
        give(id, SUPPLIER, BUYER, 1);
        _expectNoRecount();
        confirm(WAREHOUSE, id, 5_000_000);
        _expectNoRecount();
        vm.prank(account(WAREHOUSE));
        receipts.rejectRecount(id, 0);
        assertTrue(receipts.recountOf(id).by.isNone(), "lapsed");
        recount(WAREHOUSE, id, QUANTITY - 1);
        assertStands(id, IWarehouseReceipts.Status.Stored, QUANTITY, QUANTITY - 1);
    }

    function test_eitherSideRejects() public {
        recount(INSPECTOR, id, 5_000_000);
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.RecountRejected(id, org(WAREHOUSE), REASON);
        vm.prank(account(WAREHOUSE));
        receipts.rejectRecount(id, REASON);
        give(id, SUPPLIER, BUYER, 1);
        recount(INSPECTOR, id, 5_000_000);
        vm.prank(account(INSPECTOR));
        receipts.rejectRecount(id, REASON);
        _expectNoRecount();
        confirm(WAREHOUSE, id, 5_000_000);
        assertStands(id, IWarehouseReceipts.Status.Stored, QUANTITY, QUANTITY);
    }

    function test_onlyTheTwoCount() public {
        bytes memory reason = abi.encodeWithSelector(
            IWarehouseReceipts.Receipts_MayNotCount.selector,
            id,
            org(SUPPLIER)
        );
        expectError(reason);
        recount(SUPPLIER, id, 1);
        recount(WAREHOUSE, id, 1);
        expectError(reason);
        confirm(SUPPLIER, id, 1);
        expectError(reason);
        vm.prank(account(SUPPLIER));
        receipts.rejectRecount(id, 0);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        receipts.rejectRecount(id, 0);
    }

    function test_aRecountChangesSomethingOnEvidence() public {
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_SameQuantity.selector, id, QUANTITY));
        recount(WAREHOUSE, id, QUANTITY);
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_NoEvidence.selector));
        vm.prank(account(WAREHOUSE));
        receipts.recount(id, 1, 0);
    }

    /* Found again */

    function test_evenALittleFoundNeedsTwo() public {
        recount(WAREHOUSE, id, QUANTITY - 10);
        recount(WAREHOUSE, id, QUANTITY);
        assertStands(id, IWarehouseReceipts.Status.Stored, QUANTITY, QUANTITY - 10);
        confirm(INSPECTOR, id, QUANTITY);
        assertStands(id, IWarehouseReceipts.Status.Stored, QUANTITY, QUANTITY);
        _expectMoreThanUnits(QUANTITY, QUANTITY + 1);
        recount(WAREHOUSE, id, QUANTITY + 1);
    }

    function test_whoTookDeliveryGaveUpItsPartOfWhatIsFound() public {
        give(id, SUPPLIER, BUYER, QUANTITY / 2);
        agree(id, QUANTITY / 2);
        delivered(SUPPLIER, id, QUANTITY / 2, QUANTITY / 4);
        // All is found, and the one that stayed gets no more than its units.
        _expectMoreThanUnits(QUANTITY / 2, QUANTITY / 2 + 1);
        recount(WAREHOUSE, id, QUANTITY / 2 + 1);
        agree(id, QUANTITY / 2);
        assertEq(receipts.quantityOf(id, account(BUYER)), QUANTITY / 2, "whole again");
    }

    /* appointInspector */

    function test_theOfficeNamesAnotherInspector() public {
        recount(INSPECTOR, id, 5_000_000);
        admitTo(JADE, Capabilities.AUDITOR);
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.InspectorAppointed(id, org(INSPECTOR), org(JADE));
        _appoint(JADE);
        // What the one before proposed, the new one does not confirm.
        _expectNoRecount();
        confirm(JADE, id, 5_000_000);
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_MayNotCount.selector, id, org(INSPECTOR))
        );
        recount(INSPECTOR, id, 1);
        _grade(JADE, "B");
    }

    function test_theNewInspectorMayInspect() public {
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_MayNotInspect.selector, org(JADE)));
        _appoint(JADE);
        admitTo(WAREHOUSE, Capabilities.LOGISTICS | Capabilities.AUDITOR);
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_InspectsItself.selector, org(WAREHOUSE))
        );
        _appoint(WAREHOUSE);
        expectError(
            abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, account(WAREHOUSE))
        );
        vm.prank(account(WAREHOUSE));
        receipts.appointInspector(id, org(INSPECTOR));
    }

    function _appoint(uint256 inspector) private {
        vm.prank(address(timelock));
        receipts.appointInspector(id, org(inspector));
    }

    function _grade(uint256 by, bytes32 newGrade) private {
        vm.prank(account(by));
        receipts.grade(id, newGrade, EVIDENCE);
    }

    function _expectNoRecount() private {
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_NoRecount.selector, id));
    }

    function _expectMoreThanUnits(uint256 most, uint256 quantity) private {
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_MoreThanUnits.selector, id, most, quantity)
        );
    }
}
