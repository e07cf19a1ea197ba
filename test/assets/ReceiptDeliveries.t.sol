// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IWarehouseReceipts} from "../../contracts/assets/IWarehouseReceipts.sol";
import {ContractSigner} from "./ContractSigner.sol";
import {ReceiptsTest} from "./ReceiptsTest.sol";

/// @notice Surrender, delivery against the taker's signature, and what the shares of all come to.
contract ReceiptDeliveriesTest is ReceiptsTest {
    uint256 private id;

    function setUp() public {
        foundReceipts();
        id = issuedLot("LOT7");
    }

    /* surrender */

    function test_surrenderedUnitsAreLockedWhereTheyAre() public {
        bytes32 surrenderId = keccak256(abi.encode(id, account(SUPPLIER), 0));
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.Surrendered(
            id,
            surrenderId,
            account(SUPPLIER),
            account(BUYER),
            4_000_000,
            timeNow() + DELIVERY
        );
        vm.prank(account(SUPPLIER));
        assertEq(receipts.surrender(id, 4_000_000, account(BUYER)), surrenderId, "id");
        IWarehouseReceipts.Surrender memory waiting = receipts.surrenderOf(id, surrenderId);
        assertEq(waiting.holder, account(SUPPLIER), "holder");
        assertEq(waiting.units, 4_000_000, "units");
        assertEq(waiting.taker, account(BUYER), "taker");
        assertEq(waiting.deliverBy, timeNow() + DELIVERY, "deliver by");
        assertEq(receipts.balanceOf(account(SUPPLIER), id), QUANTITY, "held as before");
        bytes memory reason = abi.encodeWithSelector(
            IClaims.Claims_NotFree.selector,
            id,
            account(SUPPLIER),
            6_000_000,
            6_000_001
        );
        expectError(reason);
        give(id, SUPPLIER, BUYER, 6_000_001);
        expectError(reason);
        vm.prank(account(SUPPLIER));
        receipts.surrender(id, 6_000_001, account(SUPPLIER));
        expectError(reason);
        vm.prank(address(timelock));
        receipts.forcedTransfer(account(SUPPLIER), account(BUYER), id, 6_000_001);
    }

    function test_pledgesAndSurrendersHaveIdsOfTheirOwn() public {
        bytes32 first = surrendered(SUPPLIER, id, 1);
        IClaims.PledgeTerms memory terms = goodsPledge(AURUM);
        vm.prank(account(SUPPLIER));
        bytes32 second = receipts.pledge(id, 1, account(SUPPLIER), terms);
        assertTrue(first != second && second != surrendered(SUPPLIER, id, 1), "ids");
        // A pledgee does not come at surrendered units, nor the warehouse at pledged ones.
        expectError(abi.encodeWithSelector(IClaims.Claims_UnknownPledge.selector, id, first));
        vm.prank(account(AURUM));
        receipts.enforce(id, first, account(AURUM));
        _expectUnknown(second);
        deliver(id, second, "");
    }

    function test_surrenderIsRefused() public {
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, id));
        surrendered(SUPPLIER, id, 0);
        expectError(abi.encodeWithSelector(IClaims.Claims_NotFree.selector, id, account(BUYER), 0, 1));
        surrendered(BUYER, id, 1);
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_BadTaker.selector,
                account(WAREHOUSE),
                org(WAREHOUSE)
            )
        );
        vm.prank(account(SUPPLIER));
        receipts.surrender(id, 1, account(WAREHOUSE));
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(account(SUPPLIER));
        receipts.surrender(id, 1, stranger());
        vm.prank(address(timelock));
        receipts.setFrozenTokens(account(SUPPLIER), id, QUANTITY);
        expectError(abi.encodeWithSelector(IClaims.Claims_NotFree.selector, id, account(SUPPLIER), 0, 1));
        surrendered(SUPPLIER, id, 1);
        suspend(SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(SUPPLIER),
                org(SUPPLIER)
            )
        );
        surrendered(SUPPLIER, id, 1);
    }

    /* takeBack */

    function test_theHolderTakesBackWhatWasNotDelivered() public {
        bytes32 surrenderId = surrendered(SUPPLIER, id, 4_000_000);
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_NotSurrendered.selector,
                surrenderId,
                account(WAREHOUSE),
                account(SUPPLIER)
            )
        );
        vm.prank(account(WAREHOUSE));
        receipts.takeBack(id, surrenderId);
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.SurrenderTakenBack(id, surrenderId, account(SUPPLIER));
        vm.prank(account(SUPPLIER));
        receipts.takeBack(id, surrenderId);
        assertEq(receipts.surrenderOf(id, surrenderId).holder, address(0), "gone");
        give(id, SUPPLIER, BUYER, QUANTITY);
        _expectUnknown(surrenderId);
        vm.prank(account(SUPPLIER));
        receipts.takeBack(id, surrenderId);
        _expectUnknown(surrenderId);
        deliver(id, surrenderId, "");
    }

    function test_aLostAccountsSurrenderIsTakenBackAndRecovered() public {
        bytes32 surrenderId = surrendered(SUPPLIER, id, 4_000_000);
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        vm.prank(stranger());
        receipts.takeBack(id, surrenderId);
        vm.prank(admin(SUPPLIER));
        receipts.recover(id, account(SUPPLIER), admin(SUPPLIER), new bytes32[](0));
        assertEq(receipts.balanceOf(admin(SUPPLIER), id), QUANTITY, "recovered");
    }

    /* deliver */

    function test_deliveryEndsTheUnitsAndKeepsTheTakersWord() public {
        vm.prank(account(SUPPLIER));
        bytes32 surrenderId = receipts.surrender(id, 4_000_000, account(BUYER));
        assertEq(
            receipts.deliveryDigest(id, surrenderId, 4_000_000, EVIDENCE),
            digestOfDelivery(id, surrenderId, 4_000_000),
            "digest"
        );
        bytes memory signature = deliverySignature(BUYER, id, surrenderId, 4_000_000);
        vm.expectEmit(address(receipts));
        emit IERC6909.Transfer(account(WAREHOUSE), account(SUPPLIER), address(0), id, 4_000_000);
        vm.expectEmit(address(receipts));
        emit IWarehouseReceipts.Delivered(id, surrenderId, account(BUYER), 4_000_000, 4_000_000, EVIDENCE);
        assertEq(deliver(id, surrenderId, signature), 4_000_000, "quantity");
        IWarehouseReceipts.Receipt memory receipt = receipts.receiptOf(id);
        assertEq(receipt.delivered, 4_000_000, "delivered");
        assertEq(receipt.toleranceLeft, 60_000, "tolerance");
        assertStands(id, IWarehouseReceipts.Status.Stored, 6_000_000, 6_000_000);
        IClaims.Holding memory holding = receipts.holdingOf(id, account(SUPPLIER));
        assertEq(holding.amount, 6_000_000, "left");
        assertEq(holding.pledged, 0, "nothing locked");
        _expectUnknown(surrenderId);
        deliver(id, surrenderId, signature);
        delivered(SUPPLIER, id, 6_000_000, 6_000_000);
        assertStands(id, IWarehouseReceipts.Status.Delivered, 0, 0);
    }

    function test_aContractSignsForTheGoods() public {
        ContractSigner carrier = new ContractSigner(account(BUYER));
        bytes memory code = address(carrier).code;
        vm.etch(account(BUYER), code);
        vm.prank(account(SUPPLIER));
        bytes32 surrenderId = receipts.surrender(id, 1, account(BUYER));
        deliver(id, surrenderId, deliverySignature(BUYER, id, surrenderId, 1));
    }

    function test_noDeliveryWithoutTheTakersWord() public {
        bytes32 surrenderId = surrendered(SUPPLIER, id, 4_000_000);
        bytes memory reason = abi.encodeWithSelector(
            IWarehouseReceipts.Receipts_BadSignature.selector,
            account(SUPPLIER)
        );
        expectError(reason);
        deliver(id, surrenderId, "");
        bytes memory other = deliverySignature(WAREHOUSE, id, surrenderId, 4_000_000);
        expectError(reason);
        deliver(id, surrenderId, other);
        other = deliverySignature(SUPPLIER, id, surrenderId, 4_000_001);
        expectError(reason);
        deliver(id, surrenderId, other);
        other = deliverySignature(SUPPLIER, id, surrendered(SUPPLIER, id, 4_000_000), 4_000_000);
        expectError(reason);
        deliver(id, surrenderId, other);
        // Signed before a recount, for more than there is now.
        bytes memory before = deliverySignature(SUPPLIER, id, surrenderId, 4_000_000);
        recount(WAREHOUSE, id, QUANTITY - 10);
        expectError(reason);
        deliver(id, surrenderId, before);
        deliver(id, surrenderId, deliverySignature(SUPPLIER, id, surrenderId, 3_999_996));
    }

    function test_onlyTheWarehouseDeliversOnEvidence() public {
        bytes32 surrenderId = surrendered(SUPPLIER, id, 10);
        bytes memory signature = deliverySignature(SUPPLIER, id, surrenderId, 10);
        expectError(
            abi.encodeWithSelector(
                IWarehouseReceipts.Receipts_NotWarehouse.selector,
                org(SUPPLIER),
                org(WAREHOUSE)
            )
        );
        vm.prank(account(SUPPLIER));
        receipts.deliver(id, surrenderId, EVIDENCE, signature);
        bytes32 digest = receipts.deliveryDigest(id, surrenderId, 10, 0);
        bytes memory without = signatureOf(keyOf("operator", SUPPLIER), digest);
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_NoEvidence.selector));
        vm.prank(account(WAREHOUSE));
        receipts.deliver(id, surrenderId, 0, without);
    }

    function test_nothingIsHandedToWhoMayNotAct() public {
        vm.prank(account(SUPPLIER));
        bytes32 surrenderId = receipts.surrender(id, 10, account(BUYER));
        bytes memory signature = deliverySignature(BUYER, id, surrenderId, 10);
        uint256[2] memory sides = [SUPPLIER, BUYER];
        for (uint256 i = 0; i < sides.length; ++i) {
            suspend(sides[i]);
            expectError(
                abi.encodeWithSelector(
                    IMembership.Membership_NotInStanding.selector,
                    account(sides[i]),
                    org(sides[i])
                )
            );
            deliver(id, surrenderId, signature);
            reinstate(sides[i]);
        }
        deliver(id, surrenderId, signature);
    }

    function test_nothingIsHandedOutWhereNothingIs() public {
        bytes32 surrenderId = surrendered(SUPPLIER, id, 10);
        agree(id, QUANTITY / 11);
        bytes memory signature = deliverySignature(SUPPLIER, id, surrenderId, 0);
        expectError(abi.encodeWithSelector(IWarehouseReceipts.Receipts_NothingThere.selector, id, 10));
        deliver(id, surrenderId, signature);
    }

    /* Shares */

    /// @dev Whatever is lost, found and delivered: shares never add up to more than is there, nobody's shrinks by what
    /// others take, and all that was issued is delivered, lost or there.
    function testFuzz_sharesNeverExceedWhatIsThere(
        uint96 first,
        uint96 second,
        uint96 counted,
        uint96 taken,
        uint96 recounted
    ) public {
        uint256 a = bound(first, 1, QUANTITY - 2);
        uint256 b = bound(second, 1, QUANTITY - a - 1);
        give(id, SUPPLIER, BUYER, a);
        give(id, SUPPLIER, AURUM, b);
        uint256 left = bound(counted, 1, QUANTITY - 1);
        if (left + TOLERANCE < QUANTITY) agree(id, left);
        else recount(WAREHOUSE, id, left);
        _assertShares(left, left);
        uint256 units = bound(taken, 1, a);
        uint256 share = (units * left) / QUANTITY;
        if (share == 0) return;
        uint256 others = receipts.quantityOf(id, account(AURUM));
        delivered(BUYER, id, units, share);
        assertTrue(receipts.quantityOf(id, account(AURUM)) >= others, "the share of another shrank");
        _assertShares(left - share, left - share);
        uint256 found = bound(recounted, left - share, QUANTITY - units);
        if (found == left - share) return;
        agree(id, found);
        _assertShares(found, found);
        assertTrue(receipts.quantityOf(id, account(AURUM)) <= b, "worth more than at first");
        uint256 last = receipts.quantityOf(id, account(SUPPLIER));
        if (last != 0) delivered(SUPPLIER, id, receipts.balanceOf(account(SUPPLIER), id), last);
        IWarehouseReceipts.Receipt memory receipt = receipts.receiptOf(id);
        assertTrue(receipt.quantity <= receipt.units, "more than units");
        assertTrue(uint256(receipt.delivered) + receipt.quantity <= receipt.issued, "out of nothing");
    }

    function _assertShares(uint256 most, uint256 quantity) private view {
        uint256 sum =
            receipts.quantityOf(id, account(SUPPLIER)) +
                receipts.quantityOf(id, account(BUYER)) +
                receipts.quantityOf(id, account(AURUM));
        assertTrue(sum <= most, "more than is there");
        assertTrue(sum + 3 > quantity, "more lost than floors leave");
        assertEq(receipts.receiptOf(id).quantity, quantity, "quantity");
    }

    function _expectUnknown(bytes32 surrenderId) private {
        expectError(
            abi.encodeWithSelector(IWarehouseReceipts.Receipts_UnknownSurrender.selector, id, surrenderId)
        );
    }
}
