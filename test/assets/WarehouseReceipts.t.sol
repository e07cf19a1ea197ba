// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {IAssetClasses} from "../../contracts/assets/IAssetClasses.sol";
import {IClaimRegistry} from "../../contracts/assets/IClaimRegistry.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IWarehouseReceipts} from "../../contracts/assets/IWarehouseReceipts.sol";
import {ReceiptsTest} from "./ReceiptsTest.sol";

/// @notice Receipts issued, held, passed on and pledged, and how long the goods are kept.
contract WarehouseReceiptsTest is ReceiptsTest {
    function setUp() public {
        foundReceipts();
    }

    /* issue */

    function test_aLotBecomesUnits() public {
        IWarehouseReceipts.Terms memory terms = lotTerms("LOT7");
        uint256 id = receipts.idOf(org(WAREHOUSE), "LOT7");
        bytes32 key = claimRegistry.keyOf(
            IClaimRegistry.Document(IClaimRegistry.DocumentKind.Goods, org(WAREHOUSE), org(SUPPLIER), "LOT7")
        );
        vm.expectEmit(address(claimRegistry));
        emit IClaimRegistry.DocumentClaimed(
            key,
            address(receipts),
            id,
            IClaimRegistry.DocumentKind.Goods,
            org(WAREHOUSE),
            org(SUPPLIER),
            "LOT7"
        );
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.ReceiptIssued(id, org(WAREHOUSE), org(SUPPLIER), key, terms);
        vm.expectEmit(address(receipts));
        emit IERC6909.Transfer(account(WAREHOUSE), address(0), account(SUPPLIER), id, QUANTITY);
        assertEq(issue(terms), id, "id");
        IWarehouseReceipts.Receipt memory expected = IWarehouseReceipts.Receipt({
            status: IWarehouseReceipts.Status.Stored,
            warehouse: org(WAREHOUSE),
            inspector: org(INSPECTOR),
            classId: goodsClass,
            units: QUANTITY,
            quantity: QUANTITY,
            issued: QUANTITY,
            delivered: 0,
            toleranceLeft: TOLERANCE,
            storageUntil: STORAGE_UNTIL,
            deliverySeconds: DELIVERY,
            tierLimit: TIER_LIMIT,
            grade: 0
        });
        assertEq(keccak256(abi.encode(receipts.receiptOf(id))), keccak256(abi.encode(expected)), "receipt");
        assertEq(receipts.balanceOf(account(SUPPLIER), id), QUANTITY, "units");
        assertEq(receipts.quantityOf(id, account(SUPPLIER)), QUANTITY, "quantity");
        assertEq(receipts.quantityOf(id, account(AURUM)), 0, "nothing");
        assertEq(address(receipts.claimRegistry()), address(claimRegistry), "registry");
        vm.chainId(block.chainid + 1);
        assertTrue(receipts.idOf(org(WAREHOUSE), "LOT7") != id, "another chain, another id");
    }

    function test_aLotBecomesAReceiptOnce() public {
        IWarehouseReceipts.Terms memory terms = lotTerms("LOT7");
        uint256 id = issue(terms);
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_LotIssued.selector, id));
        issue(terms);
        // For another depositor, which the claim registry would take for another document.
        terms.depositor = org(SECOND_SUPPLIER);
        terms.holder = account(SECOND_SUPPLIER);
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_LotIssued.selector, id));
        issue(terms);
        // And when all of it is gone.
        delivered(SUPPLIER, id, QUANTITY, QUANTITY);
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_LotIssued.selector, id));
        issue(terms);
        terms.lot = "lot-7";
        expectError(abi.encodeWithSelector(IClaimRegistry.ClaimRegistry_BadNumber.selector, "lot-7"));
        issue(terms);
    }

    function test_onlyAWarehouseIssues() public {
        IWarehouseReceipts.Terms memory terms = lotTerms("LOT7");
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_MissingCapability.selector,
                account(SUPPLIER),
                org(SUPPLIER),
                Capabilities.LOGISTICS
            )
        );
        vm.prank(account(SUPPLIER));
        receipts.issue(terms);
    }

    function test_theInspectorAttestsTheSiteNow() public {
        IWarehouseReceipts.Terms memory terms = lotTerms("LOT7");
        terms.site = "Meridian hall 4";
        _expectNotAttested("Meridian hall 4");
        issue(terms);
        vm.warp(STORAGE_UNTIL - 1);
        terms = lotTerms("LOT8");
        terms.storageUntil = STORAGE_UNTIL + 1;
        issue(terms);
        vm.warp(STORAGE_UNTIL);
        terms.lot = "LOT9";
        _expectNotAttested(SITE);
        issue(terms);
        attest(INSPECTOR, STORAGE_UNTIL + 1);
        admitTo(INSPECTOR, Capabilities.ARBITER);
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_MayNotInspect.selector, org(INSPECTOR))
        );
        issue(terms);
        admitTo(INSPECTOR, Capabilities.AUDITOR);
        suspend(INSPECTOR);
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_MayNotInspect.selector, org(INSPECTOR))
        );
        issue(terms);
        reinstate(INSPECTOR);
        issue(terms);
    }

    function test_termsMakeSense() public {
        uint256 id = receipts.idOf(org(WAREHOUSE), "LOT7");
        IWarehouseReceipts.Terms memory terms = lotTerms("LOT7");
        terms.quantity = 0;
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, id));
        issue(terms);
        terms = lotTerms("LOT7");
        terms.evidenceDigest = 0;
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_NoEvidence.selector));
        issue(terms);
        terms = lotTerms("LOT7");
        terms.storageUntil = timeNow();
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_BadStorageEnd.selector, timeNow(), timeNow())
        );
        issue(terms);
        terms = lotTerms("LOT7");
        terms.toleranceBps = 1_001;
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_ToleranceTooWide.selector, 1_001, 1_000)
        );
        issue(terms);
    }

    function test_goodsAreDescribed() public {
        IWarehouseReceipts.Terms memory terms = lotTerms("LOT7");
        terms.commodity = "";
        _expectBadDescription(terms);
        terms = lotTerms("LOT7");
        terms.unit = "";
        _expectBadDescription(terms);
        terms = lotTerms("LOT7");
        terms.site = "";
        _expectBadDescription(terms);
        terms = lotTerms("LOT7");
        terms.exponent = 19;
        _expectBadDescription(terms);
        terms.exponent = 18;
        issue(terms);
    }

    function test_theClassDecides() public {
        IWarehouseReceipts.Terms memory terms = lotTerms("LOT7");
        terms.tierLimit = TIER_LIMIT + 1;
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_TierLimitAboveClass.selector,
                TIER_LIMIT + 1,
                TIER_LIMIT
            )
        );
        issue(terms);
        IAssetClasses.ClassRules memory rules = goodsRules();
        rules.rulesDigest = keccak256("in money");
        rules.token = address(eur);
        terms = lotTerms("LOT7");
        terms.classId = release(WAREHOUSE, rules);
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_ClassWithMoney.selector, terms.classId)
        );
        issue(terms);
        terms.classId = classId;
        expectError(
            abi.encodeWithSelector(
                IAssetClasses.Classes_MayNotIssue.selector,
                classId,
                org(WAREHOUSE),
                Capabilities.SUPPLIER
            )
        );
        issue(terms);
    }

    function test_theHolderIsTheDepositors() public {
        IWarehouseReceipts.Terms memory terms = lotTerms("LOT7");
        terms.holder = account(BUYER);
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_HolderNotDepositor.selector,
                account(BUYER),
                org(BUYER),
                org(SUPPLIER)
            )
        );
        issue(terms);
        suspend(SUPPLIER);
        terms = lotTerms("LOT7");
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(SUPPLIER),
                org(SUPPLIER)
            )
        );
        issue(terms);
    }

    /* Who may hold */

    function test_whoKeepsOrInspectsDoesNotHold() public {
        uint256[2] memory barred = [WAREHOUSE, INSPECTOR];
        for (uint256 i = 0; i < barred.length; ++i) {
            uint256 other = barred[i];
            IWarehouseReceipts.Terms memory terms = lotTerms("LOT7");
            terms.depositor = org(other);
            terms.holder = account(other);
            uint256 id = receipts.idOf(org(WAREHOUSE), "LOT7");
            _expectCannotHold(id, other);
            issue(terms);
        }
        uint256 issued_ = issuedLot("LOT8");
        for (uint256 i = 0; i < barred.length; ++i) {
            _expectCannotHold(issued_, barred[i]);
            give(issued_, SUPPLIER, barred[i], 1);
            IClaims.PledgeTerms memory pledge = goodsPledge(barred[i]);
            _expectCannotHold(issued_, barred[i]);
            vm.prank(account(SUPPLIER));
            receipts.pledge(issued_, 1, account(SUPPLIER), pledge);
            _expectCannotHold(issued_, barred[i]);
            vm.prank(address(timelock));
            receipts.forcedTransfer(account(SUPPLIER), account(barred[i]), issued_, 1);
        }
    }

    function test_aClassMayRestrictHolders() public {
        IAssetClasses.ClassRules memory rules = goodsRules();
        rules.rulesDigest = keccak256("suppliers only");
        rules.holderCapabilities = Capabilities.SUPPLIER;
        IWarehouseReceipts.Terms memory terms = lotTerms("LOT7");
        terms.classId = release(WAREHOUSE, rules);
        uint256 id = issue(terms);
        give(id, SUPPLIER, SECOND_SUPPLIER, 1);
        bytes memory reason = abi.encodeWithSelector(
            IAssetClasses.Classes_MayNotHold.selector,
            terms.classId,
            org(AURUM),
            Capabilities.SUPPLIER
        );
        expectError(reason);
        give(id, SUPPLIER, AURUM, 1);
        IClaims.PledgeTerms memory pledge = goodsPledge(AURUM);
        expectError(reason);
        vm.prank(account(SUPPLIER));
        receipts.pledge(id, 1, account(SUPPLIER), pledge);
    }

    /* Passing on */

    function test_unitsArePassedOnPledgedAndEnforced() public {
        uint256 id = issuedLot("LOT7");
        give(id, SUPPLIER, SECOND_SUPPLIER, 4_000_000);
        assertEq(receipts.holdingOf(id, account(SECOND_SUPPLIER)).tier, 1, "tier");
        IClaims.PledgeTerms memory terms = goodsPledge(AURUM);
        vm.prank(account(SECOND_SUPPLIER));
        bytes32 pledgeId = receipts.pledge(id, 3_000_000, account(SECOND_SUPPLIER), terms);
        vm.prank(account(AURUM));
        receipts.enforce(id, pledgeId, account(AURUM));
        assertEq(receipts.quantityOf(id, account(AURUM)), 3_000_000, "taken");
        give(id, AURUM, BUYER, 1);
        expectError(abi.encodeWithSelector(IClaims.Claims_TierLimit.selector, id, 4, 3));
        give(id, BUYER, JADE, 1);
    }

    function test_unknownReceiptsAreRefused() public {
        bytes memory reason = abi.encodeWithSelector(IClaims.Claims_Unknown.selector, 7);
        expectError(reason);
        give(7, SUPPLIER, BUYER, 1);
        expectError(reason);
        receipts.receiptOf(7);
        expectError(reason);
        receipts.quantityOf(7, account(SUPPLIER));
        expectError(reason);
        receipts.recountOf(7);
        expectError(reason);
        vm.prank(account(SUPPLIER));
        receipts.surrender(7, 1, account(SUPPLIER));
        expectError(reason);
        vm.prank(account(WAREHOUSE));
        receipts.extendStorage(7, STORAGE_UNTIL);
        expectError(reason);
        recount(WAREHOUSE, 7, 1);
        expectError(reason);
        vm.prank(account(INSPECTOR));
        receipts.grade(7, "A", EVIDENCE);
        expectError(reason);
        vm.prank(address(timelock));
        receipts.appointInspector(7, org(AURUM));
    }

    /* Storage */

    function test_unitsStandStillOnceStorageIsOver() public {
        uint256 id = issuedLot("LOT7");
        IClaims.PledgeTerms memory terms = goodsPledge(AURUM);
        terms.expiresAt = STORAGE_UNTIL + 9 days;
        vm.prank(account(SUPPLIER));
        bytes32 pledgeId = receipts.pledge(id, 1_000, account(SUPPLIER), terms);
        vm.warp(STORAGE_UNTIL - 1);
        give(id, SUPPLIER, BUYER, 1_000);
        vm.warp(STORAGE_UNTIL);
        assertStands(id, IWarehouseReceipts.Status.Expired, QUANTITY, QUANTITY);
        bytes memory reason = abi.encodeWithSelector(
            IWarehouseReceipts.Receipts_StorageOver.selector,
            id,
            STORAGE_UNTIL
        );
        expectError(reason);
        give(id, SUPPLIER, BUYER, 1);
        expectError(reason);
        vm.prank(account(SUPPLIER));
        receipts.pledge(id, 1, account(SUPPLIER), terms);
        // Goods are still owed, liens still hold.
        vm.prank(account(AURUM));
        receipts.enforce(id, pledgeId, account(AURUM));
        delivered(AURUM, id, 1_000, 1_000);
    }

    function test_theWarehouseExtendsTheStorage() public {
        uint256 id = issuedLot("LOT7");
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_NotWarehouse.selector,
                org(SUPPLIER),
                org(WAREHOUSE)
            )
        );
        vm.prank(account(SUPPLIER));
        receipts.extendStorage(id, STORAGE_UNTIL + 1);
        _expectBadEnd(STORAGE_UNTIL, STORAGE_UNTIL);
        _extend(id, STORAGE_UNTIL);
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.StorageExtended(id, STORAGE_UNTIL + 1);
        _extend(id, STORAGE_UNTIL + 1);
        vm.warp(STORAGE_UNTIL + 5);
        _expectBadEnd(STORAGE_UNTIL + 5, STORAGE_UNTIL + 5);
        _extend(id, STORAGE_UNTIL + 5);
        _extend(id, STORAGE_UNTIL + 6);
        give(id, SUPPLIER, BUYER, 1);
        assertStands(id, IWarehouseReceipts.Status.Stored, QUANTITY, QUANTITY);
    }

    function _extend(uint256 id, uint40 until) private {
        vm.prank(account(WAREHOUSE));
        receipts.extendStorage(id, until);
    }

    function _expectBadEnd(uint40 until, uint40 earliest) private {
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_BadStorageEnd.selector, until, earliest)
        );
    }

    function _expectBadDescription(IWarehouseReceipts.Terms memory terms) private {
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_BadDescription.selector,
                terms.commodity,
                terms.unit,
                terms.exponent,
                terms.site
            )
        );
        issue(terms);
    }

    function _expectCannotHold(uint256 id, uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_CannotHold.selector, id, org(organisation))
        );
    }

    function _expectNotAttested(string memory site) private {
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_NotAttested.selector,
                org(INSPECTOR),
                org(WAREHOUSE),
                keccak256(bytes(site))
            )
        );
    }
}
