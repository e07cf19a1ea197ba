// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {AssetsTest} from "./AssetsTest.sol";

/// @notice The debtor does not pay: who may turn to the creditor, and what the creditor pays.
contract RecourseTest is AssetsTest {
    uint256 private id;

    function setUp() public {
        foundAssets();
        id = issued("INV1");
        pass(id, account(SUPPLIER), account(AURUM), 6_000_00);
        allow(eur, account(SUPPLIER), address(receivables));
    }

    function test_theCreditorPaysWhatUnitsHaveNotReceivedAndTakesThemBack() public {
        payDebt(id, 2_500_00);
        receivables.redeem(id, account(AURUM));
        vm.warp(DUE_AT + GRACE);
        vm.expectEmit(address(receivables));
        emit IReceivables.RecourseDemanded(id, account(AURUM), org(SUPPLIER), 4_500_00);
        _demand(account(AURUM));
        assertEq(receivables.recourseDemandedAt(id, account(AURUM)), timeNow(), "time");
        vm.expectEmit(address(receivables));
        emit IReceivables.RecourseHonoured(id, account(AURUM), account(SUPPLIER), 2_000_00, 1_500_00);
        assertEq(_honour(account(SUPPLIER), 2_000_00), 1_500_00, "paid");
        assertEq(eur.balanceOf(account(AURUM)), 3_000_00, "bank's money");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS - 1_500_00, "creditor's money");
        assertEq(receivables.balanceOf(account(SUPPLIER), id), 6_000_00, "creditor's units");
        _honour(account(SUPPLIER), 4_000_00);
        assertEq(eur.balanceOf(account(AURUM)), 6_000_00, "bank has all");
        // The creditor is in the bank's place: what the debtor pays later is its own.
        payDebt(id, 7_500_00);
        receivables.redeem(id, account(SUPPLIER));
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 4_000_00, "creditor is whole");
        assertEq(eur.balanceOf(address(receivables)), 0, "nothing left");
    }

    function test_revertsBeforeDefaultAndAfterPayment() public {
        vm.warp(DUE_AT + GRACE - 1);
        expectWrongStatus(id, IReceivables.Status.Overdue);
        _demand(account(AURUM));
        vm.warp(DUE_AT + GRACE);
        _demand(account(AURUM));
        payDebt(id, AMOUNT);
        expectWrongStatus(id, IReceivables.Status.Paid);
        _honour(account(SUPPLIER), 1);
        expectWrongStatus(id, IReceivables.Status.Paid);
        _demand(account(AURUM));
        expectError(abi.encodeWithSelector(IClaims.Claims_Unknown.selector, 7));
        vm.prank(account(AURUM));
        receivables.demandRecourse(7);
    }

    function test_revertsWithoutRecourseOrUnits() public {
        IReceivables.Terms memory terms = termsOf("INV2");
        terms.recourse = false;
        uint256 without = issued(terms);
        pass(without, account(SUPPLIER), account(AURUM), 1_00);
        pledged(id, account(AURUM), 6_000_00, JADE);
        vm.warp(DUE_AT + GRACE);
        _expectNoRecourse(without, account(AURUM));
        vm.prank(account(AURUM));
        receivables.demandRecourse(without);
        _expectNoRecourse(id, account(SUPPLIER));
        _demand(account(SUPPLIER));
        _expectNoRecourse(id, account(JADE));
        _demand(account(JADE));
        // Pledged units are the pledgee's to take first.
        _expectNoRecourse(id, account(AURUM));
        _demand(account(AURUM));
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        _demand(stranger());
    }

    function test_revertsWithoutADemandOrByAnotherThanTheCreditor() public {
        vm.warp(DUE_AT + GRACE);
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_NotDemanded.selector, id, account(AURUM))
        );
        _honour(account(SUPPLIER), 1);
        _demand(account(AURUM));
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_NotCreditor.selector, org(JADE), org(SUPPLIER))
        );
        _honour(account(JADE), 1);
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, id));
        _honour(account(SUPPLIER), 0);
        pledged(id, account(AURUM), 1_000_00, JADE);
        expectError(
            abi.encodeWithSelector(IClaims.Claims_NotFree.selector, id, account(AURUM), 5_000_00, 5_000_01)
        );
        _honour(account(SUPPLIER), 5_000_01);
        suspend(AURUM);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(AURUM), org(AURUM))
        );
        _honour(account(SUPPLIER), 1);
    }

    function _demand(address holder) private {
        vm.prank(holder);
        receivables.demandRecourse(id);
    }

    function _honour(address creditor, uint256 units) private returns (uint256) {
        vm.prank(creditor);
        return receivables.honourRecourse(id, account(AURUM), units);
    }

    function _expectNoRecourse(uint256 claim, address holder) private {
        expectError(abi.encodeWithSelector(IReceivables.Receivables_NoRecourse.selector, claim, holder));
    }
}
