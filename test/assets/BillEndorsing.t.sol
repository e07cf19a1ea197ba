// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IBills} from "../../contracts/assets/IBills.sol";
import {BillsTest} from "./BillsTest.sol";

/// @notice Passing lots on, whole and in part, and knowing who did.
contract BillEndorsingTest is BillsTest {
    uint256 private bill;
    uint256 private first;

    function setUp() public {
        foundBills();
        bill = drawAndAccept();
        first = lotId(bill, 1);
    }

    function test_endorsesAWholeLot() public {
        vm.expectEmit(address(bills));
        emit IBills.LotEndorsed(first, org(SUPPLIER), org(SECOND_SUPPLIER), account(SECOND_SUPPLIER), true);
        assertEq(endorse(SUPPLIER, first, SECOND_SUPPLIER, AMOUNT, true), first, "the same lot");
        assertHolder(first, SECOND_SUPPLIER, AMOUNT);
        assertEndorsements(first, chain(SUPPLIER));
        assertEq(bills.billOf(bill).lotCount, 1, "lots");
    }

    function test_endorsesAPartAsALotOfItsOwn() public {
        endorse(SUPPLIER, first, SECOND_SUPPLIER);
        vm.expectEmit(address(bills));
        emit IBills.LotSplit(first, lotId(bill, 2), 40_00);
        vm.expectEmit(address(bills));
        emit IBills.LotEndorsed(lotId(bill, 2), org(SECOND_SUPPLIER), org(JADE), account(JADE), false);
        uint256 part = endorse(SECOND_SUPPLIER, first, JADE, 40_00, false);
        assertEq(part, lotId(bill, 2), "the part");
        assertHolder(part, JADE, 40_00);
        assertHolder(first, SECOND_SUPPLIER, AMOUNT - 40_00);
        assertEq(bills.lotOf(part).parentId, first, "parent");
        assertEndorsements(part, chain(SUPPLIER, SECOND_SUPPLIER + 100));
        assertEndorsements(first, chain(SUPPLIER));
        assertEq(bills.billOf(bill).lotCount, 2, "lots");
    }

    function test_splitsInTheHandsOfTheHolder() public {
        endorse(SUPPLIER, first, SECOND_SUPPLIER);
        vm.expectEmit(address(bills));
        emit IBills.LotSplit(first, lotId(bill, 2), 1);
        vm.prank(account(SECOND_SUPPLIER));
        uint256 part = bills.split(first, 1);
        assertHolder(part, SECOND_SUPPLIER, 1);
        assertHolder(first, SECOND_SUPPLIER, AMOUNT - 1);
        assertEndorsements(part, chain(SUPPLIER));
    }

    function test_aPartOfAPartKnowsItsParent() public {
        uint256 part = endorse(SUPPLIER, first, SECOND_SUPPLIER, 100, true);
        uint256 partOfPart = endorse(SECOND_SUPPLIER, part, JADE, 10, true);
        assertEq(bills.lotOf(partOfPart).parentId, part, "parent");
        assertEndorsements(partOfPart, chain(SUPPLIER, SECOND_SUPPLIER));
    }

    /// @dev Endorsements fill pages of five; parts read those from before in the lots that they came from.
    function test_keepsEveryEndorserOverManyPagesAndSplits() public {
        uint256[3] memory ring = [SUPPLIER, SECOND_SUPPLIER, JADE];
        uint256 lot = first;
        for (uint256 i = 0; i < 23; ++i) {
            bool part = i % 4 == 3;
            uint96 amountMinor = bills.lotOf(lot).amountMinor - (part ? 1 : 0);
            lot = endorse(ring[i % 3], lot, ring[(i + 1) % 3], amountMinor, i % 2 == 0);
            // What stays behind fills pages of its own with other names.
            if (part) {
                uint256 left = lotId(bill, 1 + i / 4);
                if (bills.lotOf(left).parentId != 0 || left == first) endorse(ring[i % 3], left, AURUM);
            }
            IBills.Endorsement[] memory found = bills.endorsementsOf(lot);
            assertEq(found.length, i + 1, "endorsements");
            for (uint256 j = 0; j <= i; ++j) {
                assertTrue(found[j].endorser == org(ring[j % 3]), "endorser");
                assertTrue(found[j].withRecourse == (j % 2 == 0), "with recourse");
            }
        }
    }

    function test_revertsAfter255Endorsements() public {
        for (uint256 i = 0; i < 255; ++i) {
            endorse(i % 2 == 0 ? SUPPLIER : JADE, first, i % 2 == 0 ? JADE : SUPPLIER, AMOUNT, true);
        }
        assertEq(bills.endorsementsOf(first).length, 255, "endorsements");
        expectError(abi.encodeWithSelector(IBills.Bills_TooManyEndorsements.selector, first));
        endorse(JADE, first, SUPPLIER, AMOUNT, true);
    }

    function test_anyAccountOfTheHolderActsAndMoneyFollowsTheLot() public {
        vm.prank(deputy(SUPPLIER));
        bills.endorse(first, account(SECOND_SUPPLIER), AMOUNT, true);
        assertHolder(first, SECOND_SUPPLIER, AMOUNT);
    }

    /// @dev Case A09: the same party in two roles. The drawee and earlier endorsers may be endorsees again.
    function test_theDraweeAndEarlierEndorsersMayBeEndorseesAgain() public {
        endorse(SUPPLIER, first, SECOND_SUPPLIER);
        endorse(SECOND_SUPPLIER, first, BUYER);
        endorse(BUYER, first, SUPPLIER);
        assertHolder(first, SUPPLIER, AMOUNT);
        assertEndorsements(first, chain(SUPPLIER, SECOND_SUPPLIER, BUYER));
    }

    /// @dev Case A09: endorser and endorsee are one organisation.
    function test_revertsWhenEndorsedToItself() public {
        address[2] memory own = [account(SUPPLIER), deputy(SUPPLIER)];
        for (uint256 i = 0; i < own.length; ++i) {
            expectError(
                abi.encodeWithSelector(IBills.Bills_ToOwnOrganisation.selector, first, org(SUPPLIER))
            );
            vm.prank(account(SUPPLIER));
            bills.endorse(first, own[i], AMOUNT, true);
        }
        assertHolder(first, SUPPLIER, AMOUNT);
    }

    function test_revertsWhenTheAmountIsNoneOrMoreThanTheLot() public {
        uint96[2] memory wrong = [0, AMOUNT + 1];
        for (uint256 i = 0; i < wrong.length; ++i) {
            expectError(abi.encodeWithSelector(IBills.Bills_BadAmount.selector, wrong[i], AMOUNT));
            endorse(SUPPLIER, first, JADE, wrong[i], true);
        }
        wrong = [0, AMOUNT];
        for (uint256 i = 0; i < wrong.length; ++i) {
            expectError(abi.encodeWithSelector(IBills.Bills_BadAmount.selector, wrong[i], AMOUNT));
            vm.prank(account(SUPPLIER));
            bills.split(first, wrong[i]);
        }
    }

    function test_revertsWhenAnotherThanTheHolderPassesItOn() public {
        bytes memory refusal = abi.encodeWithSelector(
            IBills.Bills_NotHolder.selector,
            first,
            org(JADE),
            org(SUPPLIER)
        );
        expectError(refusal);
        endorse(JADE, first, SECOND_SUPPLIER, AMOUNT, true);
        expectError(refusal);
        vm.prank(account(JADE));
        bills.split(first, 1);
        expectError(refusal);
        vm.prank(account(JADE));
        bills.redirect(first, deputy(JADE));
    }

    function test_revertsWhenEitherMayNotAct() public {
        suspend(JADE);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(JADE), org(JADE))
        );
        endorse(SUPPLIER, first, JADE, AMOUNT, true);
        suspend(SUPPLIER);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(SUPPLIER),
                org(SUPPLIER)
            )
        );
        endorse(SUPPLIER, first, SECOND_SUPPLIER, AMOUNT, true);
        assertHolder(first, SUPPLIER, AMOUNT);
    }

    /// @dev Case A07: endorsement after protest.
    function test_revertsAfterProtest() public {
        endorse(SUPPLIER, first, SECOND_SUPPLIER);
        dishonour(first);
        protest(SECOND_SUPPLIER, first);
        expectError(abi.encodeWithSelector(IBills.Bills_Protested.selector, first));
        endorse(SECOND_SUPPLIER, first, JADE, AMOUNT, true);
        expectError(abi.encodeWithSelector(IBills.Bills_Protested.selector, first));
        vm.prank(account(SECOND_SUPPLIER));
        bills.split(first, 1);
    }

    /* Lost accounts */

    function test_redirectsTheMoneyOfALotFromALostAccount() public {
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        vm.expectEmit(address(bills));
        emit IBills.LotRedirected(first, deputy(SUPPLIER), account(SUPPLIER));
        vm.prank(deputy(SUPPLIER));
        bills.redirect(first, deputy(SUPPLIER));
        assertEq(bills.lotOf(first).account, deputy(SUPPLIER), "account");
        vm.prank(deputy(SUPPLIER));
        bills.endorse(first, account(JADE), AMOUNT, true);
        assertHolder(first, JADE, AMOUNT);
    }

    function test_revertsWhenRedirectedToAnotherOrganisation() public {
        expectError(
            abi.encodeWithSelector(IBills.Bills_OtherOrganisation.selector, first, org(JADE), org(SUPPLIER))
        );
        vm.prank(account(SUPPLIER));
        bills.redirect(first, account(JADE));
    }

    function test_revertsWhenTheComplianceOfficeFrozeTheAccountOfTheLot() public {
        vm.prank(complianceOfficer());
        registry.complianceFreeze(account(SUPPLIER));
        bytes memory refusal = abi.encodeWithSelector(
            IBills.Bills_AccountFrozen.selector,
            first,
            account(SUPPLIER)
        );
        expectError(refusal);
        vm.prank(deputy(SUPPLIER));
        bills.endorse(first, account(JADE), AMOUNT, true);
        expectError(refusal);
        vm.prank(deputy(SUPPLIER));
        bills.redirect(first, deputy(SUPPLIER));
        vm.prank(complianceOfficer());
        registry.complianceUnfreeze(account(SUPPLIER));
        vm.prank(deputy(SUPPLIER));
        bills.redirect(first, deputy(SUPPLIER));
    }
}
