// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {Bills} from "../../contracts/assets/Bills.sol";
import {IBills} from "../../contracts/assets/IBills.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {BillsTest} from "../assets/BillsTest.sol";
import {BillActs} from "./handlers/BillActs.sol";

/// @notice Everything that anyone may try on bills.
/// @dev Stands here because the runner fuzzes only contracts of files that it was asked to run.
contract BillsHandler is BillActs {
    constructor(Bills bills_, SettlementToken eur_) BillActs(bills_, eur_) {}
}

/// @notice The invariants of bills, see README.md; those on recourse, financing and time are checked by the handler.
contract BillsInvariants is BillsTest {
    BillsHandler private handler;

    function setUp() public {
        foundBills();
        handler = new BillsHandler(bills, eur);
        uint256[6] memory cast = [BUYER, SUPPLIER, SECOND_SUPPLIER, OPERATOR, AURUM, JADE];
        for (uint256 i = 0; i < cast.length; ++i) assertEq(eur.balanceOf(account(cast[i])), FUNDS, "funds");
        // Lot 1 of bill 1 is there from the start, so that every act has something to act on.
        handler.drawOne(0x020001);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_Sums() public view {
        for (uint256 bill = 1; bill <= bills.billCount(); ++bill) {
            IBills.Bill memory found = bills.billOf(bill);
            uint256 sum = 0;
            for (uint256 n = 1; n <= found.lotCount; ++n) sum += bills.lotOf(lotId(bill, n)).amountMinor;
            assertEq(sum, found.outstandingMinor, "lots of a bill");
            assertEq(handler.paidBooked(bill) + found.outstandingMinor, found.faceMinor, "face");
        }
    }

    function invariant_Holders() public view {
        uint256 count = 0;
        for (uint256 bill = 1; bill <= bills.billCount(); ++bill) count += bills.billOf(bill).lotCount;
        assertEq(handler.lotsBooked(), count, "lots");
        for (uint256 i = 0; i < count; ++i) {
            uint256 lot = handler.lots(i);
            IBills.Lot memory found = bills.lotOf(lot);
            assertEq(OrgId.unwrap(found.holder), handler.holderBooked(lot), "holder");
            assertTrue(registry.organisationOfAccount(found.account) == found.holder, "account");
            assertTrue(found.pledged == handler.pledgeBooked(lot), "pledged");
        }
    }

    function invariant_Lineage() public view {
        for (uint256 i = 0; i < handler.lotsBooked(); ++i) {
            uint256 lot = handler.lots(i);
            IBills.Endorsement[] memory found = bills.endorsementsOf(lot);
            assertEq(found.length, handler.endorsementsBooked(lot), "endorsements");
            for (uint256 j = 0; j < found.length; ++j) {
                assertFalse(found[j].endorser.isNone(), "an endorser that is nobody");
            }
        }
    }

    function invariant_Money() public view {
        uint256[6] memory cast = [BUYER, SUPPLIER, SECOND_SUPPLIER, OPERATOR, AURUM, JADE];
        for (uint256 i = 0; i < cast.length; ++i) {
            assertEq(
                eur.balanceOf(account(cast[i])),
                uint256(int256(FUNDS) + handler.moneyBooked(cast[i])),
                "money"
            );
        }
        assertEq(eur.balanceOf(address(bills)), 0, "bills hold no money");
    }
}
