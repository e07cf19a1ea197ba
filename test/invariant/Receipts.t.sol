// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AssetClasses} from "../../contracts/assets/AssetClasses.sol";
import {ClaimRegistry} from "../../contracts/assets/ClaimRegistry.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IWarehouseReceipts} from "../../contracts/assets/IWarehouseReceipts.sol";
import {WarehouseReceipts} from "../../contracts/assets/WarehouseReceipts.sol";
import {ReceiptsTest} from "../assets/ReceiptsTest.sol";
import {ReceiptActs} from "./handlers/ReceiptActs.sol";
import {ReceiptBooks} from "./handlers/ReceiptBooks.sol";

/// @notice Everything that anyone may try on warehouse receipts.
/// @dev Stands here because the runner fuzzes only contracts of files that it was asked to run.
contract ReceiptsHandler is ReceiptActs {
    constructor(
        AssetClasses classes,
        ClaimRegistry documents,
        WarehouseReceipts room
    ) ReceiptBooks(classes, documents, room) {}
}

/// @notice The invariants of warehouse receipts, see README.md; some are checked by the handlers themselves.
contract ReceiptsInvariants is ReceiptsTest {
    ReceiptsHandler private handler;

    function setUp() public {
        foundReceipts();
        handler = new ReceiptsHandler(assetClasses, claimRegistry, receipts);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_Units() public view {
        ReceiptBooks.BookedReceipt[] memory booked = handler.booked();
        address[] memory holders = handler.holders();
        for (uint256 i = 0; i < booked.length; ++i) {
            uint256 sum = 0;
            uint256 shares = 0;
            for (uint256 j = 0; j < holders.length; ++j) {
                sum += receipts.balanceOf(holders[j], booked[i].id);
                shares += receipts.quantityOf(booked[i].id, holders[j]);
            }
            IWarehouseReceipts.Receipt memory receipt = receipts.receiptOf(booked[i].id);
            assertEq(sum, receipt.units, "units");
            assertTrue(shares <= receipt.quantity, "shares");
            assertTrue(receipt.quantity <= receipt.units, "worth more than at first");
        }
    }

    function invariant_Locks() public view {
        ReceiptBooks.BookedReceipt[] memory booked = handler.booked();
        address[] memory holders = handler.holders();
        for (uint256 i = 0; i < booked.length; ++i) {
            for (uint256 j = 0; j < holders.length; ++j) {
                IClaims.Holding memory holding = receipts.holdingOf(booked[i].id, holders[j]);
                assertEq(holding.pledged, handler.lockedOn(booked[i].id, holders[j]), "locked");
                assertTrue(uint256(holding.pledged) + holding.frozen <= holding.amount, "covered");
            }
        }
    }

    function invariant_Goods() public view {
        ReceiptBooks.BookedReceipt[] memory booked = handler.booked();
        for (uint256 i = 0; i < booked.length; ++i) {
            IWarehouseReceipts.Receipt memory receipt = receipts.receiptOf(booked[i].id);
            assertEq(receipt.delivered, booked[i].delivered, "delivered");
            assertEq(
                booked[i].delivered + booked[i].lost + receipt.quantity,
                booked[i].issued,
                "delivered, lost and there"
            );
        }
    }

    function invariant_Tolerance() public view {
        ReceiptBooks.BookedReceipt[] memory booked = handler.booked();
        for (uint256 i = 0; i < booked.length; ++i) {
            uint256 left = receipts.receiptOf(booked[i].id).toleranceLeft;
            assertTrue(booked[i].alone + left <= booked[i].tolerance, "lost by one side's word");
        }
    }

    function invariant_Holders() public view {
        ReceiptBooks.BookedReceipt[] memory booked = handler.booked();
        address[] memory holders = handler.holders();
        for (uint256 j = 0; j < holders.length; ++j) {
            uint256 organisation = handler.organisationOf(holders[j]);
            if (organisation != WAREHOUSE && organisation != INSPECTOR) continue;
            for (uint256 i = 0; i < booked.length; ++i)
                assertEq(receipts.balanceOf(holders[j], booked[i].id), 0, "held by who counts");
        }
    }
}
