// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {INettingCycle} from "../../contracts/payments/INettingCycle.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {NettingCycle} from "../../contracts/payments/NettingCycle.sol";
import {DIVISIBLE} from "../../contracts/payments/Obligation.sol";
import {HostileToken} from "./HostileToken.sol";
import {NettingTest} from "./NettingTest.sol";

/// @notice The money that members keep in netting: deposits, withdrawals, reserves, credit lines.
contract NettingPositionsTest is NettingTest {
    function setUp() public {
        foundNetting();
    }

    /* Deployment */

    function test_keepsWhatItIsDeployedWith() public view {
        INettingCycle.Currency[] memory list = netting.currencies();
        assertEq(list.length, 2, "currencies");
        assertEq(address(list[EUR].token), address(eur), "token");
        assertEq(list[EUR].weight, 8, "weight");
        INettingCycle.Schedule memory timing = netting.schedule();
        assertEq(timing.periodSeconds, PERIOD, "period");
        assertEq(timing.offsetSeconds, 16 hours, "offset");
        assertEq(timing.proposalSeconds, PROPOSALS, "proposals");
        assertEq(timing.turnSeconds, TURN, "turn");
        assertEq(timing.lifetimeCycles, LIFETIME, "lifetime");
    }

    function test_revertsWithoutCurrenciesWithTooManyOrOneTwice() public {
        INettingCycle.Currency[] memory list = new INettingCycle.Currency[](0);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadCurrencies.selector, 0));
        deployed("NettingCycle", abi.encode(registry, list, schedule()));
        list = new INettingCycle.Currency[](17);
        for (uint160 i = 0; i < 17; ++i) list[i].token = ISettlementToken(address(i + 1));
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadCurrencies.selector, 17));
        deployed("NettingCycle", abi.encode(registry, list, schedule()));
        list = new INettingCycle.Currency[](2);
        (list[0].token, list[1].token) = (eur, eur);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadCurrencies.selector, 2));
        deployed("NettingCycle", abi.encode(registry, list, schedule()));
    }

    function test_revertsWhenTheScheduleLeavesNoTime() public {
        INettingCycle.Schedule memory timing = schedule();
        timing.proposalSeconds = PERIOD - 4 * TURN;
        newNetting(timing);
        ++timing.proposalSeconds;
        _refusedSchedule(timing);
        timing = schedule();
        timing.offsetSeconds = PERIOD;
        _refusedSchedule(timing);
        timing = schedule();
        timing.turnSeconds = 0;
        _refusedSchedule(timing);
        timing = schedule();
        timing.lifetimeCycles = 0;
        _refusedSchedule(timing);
    }

    /* Joining */

    function test_joinsOnce() public {
        vm.expectEmit(address(netting));
        emit INettingCycle.ParticipantJoined(org(ARBITER));
        vm.prank(account(ARBITER));
        netting.join();
        assertEq(netting.participants(), (1 << A) | (1 << B) | (1 << C) | (1 << ARBITER), "participants");
        vm.prank(account(ARBITER));
        netting.join();
    }

    function test_revertsWhenAStrangerJoins() public {
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        netting.join();
    }

    function test_revertsWhenTheOrganisationsNumberIsTooLarge() public {
        _answerFor(account(ARBITER), 255);
        vm.prank(account(ARBITER));
        netting.join();
        assertEq(netting.participants() >> 255, 1, "the last that fits");
        _answerFor(account(ARBITER), 256);
        expectError(
            abi.encodeWithSelector(
                INettingCycle.Netting_OrganisationOutOfRange.selector,
                OrgId.wrap(256),
                255
            )
        );
        vm.prank(account(ARBITER));
        netting.join();
    }

    /* Deposits and withdrawals */

    function test_depositJoinsAndBooks() public {
        fund(eur, account(ARBITER), 50);
        allow(eur, account(ARBITER), address(netting));
        vm.expectEmit(address(netting));
        emit INettingCycle.ParticipantJoined(org(ARBITER));
        vm.expectEmit(address(netting));
        emit INettingCycle.Deposited(org(ARBITER), EUR, 50, account(ARBITER), 50);
        deposit(ARBITER, EUR, 50);
        assertBalance(ARBITER, EUR, 50, "balance");
        assertEq(eur.balanceOf(address(netting)), 50, "held");
        assertEq(netting.availableOf(org(ARBITER), EUR), 50, "available");
    }

    function test_revertsWhenTheDepositIsNothingOrInNoCurrency() public {
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadAmount.selector, 0));
        deposit(A, EUR, 0);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_UnknownCurrency.selector, 2, 2));
        deposit(A, 2, 1);
    }

    function test_withdrawsToAnAccountOfTheSameOrganisation() public {
        deposit(A, EUR, 100);
        uint256 before = eur.balanceOf(deputy(A));
        vm.expectEmit(address(netting));
        emit INettingCycle.Withdrawn(org(A), EUR, 60, deputy(A), 40, 0, REFERENCE);
        vm.prank(account(A));
        netting.withdraw(EUR, 60, deputy(A), REFERENCE);
        assertEq(eur.balanceOf(deputy(A)), before + 60, "paid");
        assertBalance(A, EUR, 40, "balance");
    }

    function test_aWithdrawalToAFrozenAccountWaitsInQuarantine() public {
        deposit(A, EUR, 100);
        vm.prank(account(AURUM));
        eur.freeze(deputy(A));
        vm.prank(account(A));
        netting.withdraw(EUR, 60, deputy(A), REFERENCE);
        assertEq(eur.inQuarantine(1).amountMinor, 60, "put aside");
        assertEq(eur.inQuarantine(1).returnTo, deputy(A), "returns to");
        assertBalance(A, EUR, 40, "balance");
    }

    function test_revertsWhenItWithdrawsTooMuchNothingOrToAnother() public {
        deposit(A, EUR, 100);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BelowFloor.selector, org(A), EUR, -1, 0));
        _withdraw(A, 101);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadAmount.selector, 0));
        _withdraw(A, 0);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotItsAccount.selector, account(B), org(A)));
        vm.prank(account(A));
        netting.withdraw(EUR, 1, account(B), REFERENCE);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_UnknownCurrency.selector, 2, 2));
        vm.prank(account(A));
        netting.withdraw(2, 1, account(A), REFERENCE);
    }

    function test_aTokenThatCallsBackFindsTheDoorLocked() public {
        HostileToken token = new HostileToken();
        INettingCycle.Currency[] memory list = new INettingCycle.Currency[](1);
        list[0] = INettingCycle.Currency(ISettlementToken(address(token)), 1);
        netting = NettingCycle(deployed("NettingCycle", abi.encode(registry, list, schedule())));
        _answerFor(address(token), A);
        token.plan(address(netting), abi.encodeCall(netting.withdraw, (0, 1, account(A), REFERENCE)));
        deposit(A, 0, 100);
        token.plan(address(netting), abi.encodeCall(netting.deposit, (0, 1)));
        _withdraw(A, 60);
        assertEq(token.outcomeCount(), 2, "calls back");
        assertTrue(!token.outcomes(0) && !token.outcomes(1), "both refused");
        assertBalance(A, 0, 40, "balance");
    }

    function test_whileACycleWaitsDepositsGoOnAndNothingElseMovesMoney() public {
        deposit(A, EUR, 100);
        fund(eur, account(AURUM), 100);
        allow(eur, account(AURUM), address(netting));
        deposit(AURUM, EUR, 100);
        _grant(AURUM, A, 10);
        submit(A, batch(owes(B, 1)));
        passCutOff();
        bytes memory reason = abi.encodeWithSelector(INettingCycle.Netting_SettlementPending.selector, 1);
        expectError(reason);
        _withdraw(A, 1);
        expectError(reason);
        _grant(AURUM, A, 10);
        expectError(reason);
        _revoke(AURUM, A, 10);
        expectError(reason);
        _honour(AURUM, A, 10);
        expectError(reason);
        _keepReserve(A, 1);
        expectError(reason);
        vm.prank(account(AURUM));
        netting.requireReserve(org(A), EUR, 1);
        suspend(A);
        expectError(reason);
        vm.prank(account(AURUM));
        netting.payOut(org(A), EUR, 1, account(A), REFERENCE);
        reinstate(A);
        deposit(A, EUR, 1);
        skipSeconds(PROPOSALS);
        settle(taking(1));
        _withdraw(A, 100);
        assertBalance(A, EUR, 0, "balance");
    }

    function test_theIssuerPaysOutWhoCannotActAndNobodyElse() public {
        deposit(A, EUR, 100);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_ActsForItself.selector, org(A)));
        vm.prank(account(AURUM));
        netting.payOut(org(A), EUR, 100, account(A), REFERENCE);
        suspend(A);
        expectError(
            abi.encodeWithSelector(INettingCycle.Netting_NotTheIssuer.selector, org(JADE), org(AURUM))
        );
        vm.prank(account(JADE));
        netting.payOut(org(A), EUR, 100, account(A), REFERENCE);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotItsAccount.selector, account(B), org(A)));
        vm.prank(account(AURUM));
        netting.payOut(org(A), EUR, 100, account(B), REFERENCE);
        vm.prank(account(AURUM));
        netting.payOut(org(A), EUR, 100, account(A), REFERENCE);
        assertEq(eur.inQuarantine(1).amountMinor, 100, "put aside for A");
        assertBalance(A, EUR, 0, "balance");
    }

    /* Reserves */

    function test_theLargerReserveCountsAndIsRoundedUp() public {
        deposit(A, EUR, 101);
        vm.expectEmit(address(netting));
        emit INettingCycle.ReserveChanged(org(A), EUR, 500, 0);
        _keepReserve(A, 500);
        assertEq(netting.availableOf(org(A), EUR), 95, "5 percent, rounded up, kept");
        vm.expectEmit(address(netting));
        emit INettingCycle.ReserveChanged(org(A), EUR, 500, 1000);
        vm.prank(account(AURUM));
        netting.requireReserve(org(A), EUR, 1000);
        assertEq(netting.availableOf(org(A), EUR), 90, "10 percent kept");
        _keepReserve(A, 10_000);
        assertEq(netting.availableOf(org(A), EUR), 0, "all kept");
        _withdraw(A, 101);
    }

    function test_revertsWhenAReserveIsMoreThanAllOrNotTheIssuers() public {
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadReserve.selector, 10_001));
        _keepReserve(A, 10_001);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadReserve.selector, 10_001));
        vm.prank(account(AURUM));
        netting.requireReserve(org(A), EUR, 10_001);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotTheIssuer.selector, org(B), org(AURUM)));
        vm.prank(account(B));
        netting.requireReserve(org(A), EUR, 1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_UnknownCurrency.selector, 2, 2));
        vm.prank(account(A));
        netting.keepReserve(2, 1);
    }

    /// @dev Case P01: received in a cycle that is not settled is not spent; what cannot be paid is carried over; nobody is ever
    /// negative.
    function test_aDebitCapOf90PercentHoldsFromCycleToCycle() public {
        deposit(A, EUR, 100_000);
        deposit(B, EUR, 100_000);
        _keepReserve(A, 1000);
        _keepReserve(B, 1000);
        submit(A, batch(owes(B, 10_000)));
        passCutOff();
        submitLater(B, batch(owes(A, 100_000, DIVISIBLE)));
        skipSeconds(PROPOSALS);
        settle(taking(1));
        assertBalance(A, EUR, 90_000, "A after the first");
        assertBalance(B, EUR, 110_000, "B after the first");

        delete queue;
        queue.push(later[0]);
        passProposals();
        bytes memory reason = abi.encodeWithSelector(
            INettingCycle.Netting_BelowFloor.selector,
            org(B),
            EUR,
            10_000,
            11_000
        );
        expectError(reason);
        netting.settle(2, 0, taking(1), none(), true);
        settle(taking(1), part(2, 99_000));
        assertBalance(A, EUR, 189_000, "A after the second");
        assertBalance(B, EUR, 11_000, "B after the second");
        assertEq(netting.cycleOf(3).carriedCount, 1, "the rest is carried over");
    }

    /* Credit lines */

    function test_aLineLocksTheGuarantorsMoneyAndLowersTheMembersFloor() public {
        _fundGuarantor(100);
        vm.expectEmit(address(netting));
        emit INettingCycle.LineChanged(org(AURUM), org(A), EUR, 60, 0);
        _grant(AURUM, A, 60);
        assertEq(netting.lineOf(org(AURUM), org(A), EUR), 60, "line");
        assertEq(uint256(int256(netting.positionOf(org(AURUM), EUR).floorMinor)), 60, "floor of the bank");
        assertEq(netting.availableOf(org(A), EUR), 60, "available to A");
        assertEq(netting.availableOf(org(AURUM), EUR), 40, "available to the bank");
        expectError(
            abi.encodeWithSelector(INettingCycle.Netting_BelowFloor.selector, org(AURUM), EUR, 59, 60)
        );
        _withdraw(AURUM, 41);
        expectError(
            abi.encodeWithSelector(INettingCycle.Netting_BelowFloor.selector, org(AURUM), EUR, 100, 101)
        );
        _grant(AURUM, B, 41);
    }

    function test_aLineIsDrawnWithdrawnAndHonoured() public {
        _fundGuarantor(100);
        _grant(AURUM, A, 60);
        submit(A, batch(owes(B, 50)));
        passProposals();
        settle(taking(1));
        assertBalance(A, EUR, -50, "A drew on its line");
        _withdraw(B, 50);
        assertEq(eur.balanceOf(address(netting)), 50, "still held");
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BelowFloor.selector, org(A), EUR, -50, -49));
        _revoke(AURUM, A, 11);
        _revoke(AURUM, A, 10);
        vm.expectEmit(address(netting));
        emit INettingCycle.LineHonoured(org(AURUM), org(A), EUR, 50);
        _honour(AURUM, A, 50);
        assertBalance(A, EUR, 0, "A is even");
        assertBalance(AURUM, EUR, 50, "the bank paid");
        assertEq(netting.lineOf(org(AURUM), org(A), EUR), 0, "line is used up");
        _withdraw(AURUM, 50);
        assertEq(eur.balanceOf(address(netting)), 0, "nothing left");
    }

    function test_aReserveIsAShareOfWhatIsThereAndNotOfWhatWasDrawn() public {
        _fundGuarantor(100);
        _grant(AURUM, A, 60);
        _keepReserve(A, 5000);
        submit(A, batch(owes(B, 20)));
        passProposals();
        settle(taking(1));
        assertBalance(A, EUR, -20, "A drew on its line");
        assertEq(netting.availableOf(org(A), EUR), 40, "the rest of the line is available");
        delete queue;
        submit(A, batch(owes(B, 40)));
        passProposals();
        settle(taking(1));
        assertBalance(A, EUR, -60, "A drew all of it");
    }

    function test_theIssuerWindsUpTheLinesOfABankThatCannotAct() public {
        _fundGuarantor(100);
        fund(eur, account(JADE), 100);
        allow(eur, account(JADE), address(netting));
        deposit(JADE, EUR, 100);
        _grant(JADE, A, 60);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_ActsForItself.selector, org(JADE)));
        vm.prank(account(AURUM));
        netting.revokeLine(org(JADE), org(A), EUR, 60);
        suspend(JADE);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_NotTheIssuer.selector, org(A), org(AURUM)));
        vm.prank(account(A));
        netting.honourLine(org(JADE), org(A), EUR, 20);
        vm.prank(account(AURUM));
        netting.honourLine(org(JADE), org(A), EUR, 20);
        vm.prank(account(AURUM));
        netting.revokeLine(org(JADE), org(A), EUR, 40);
        assertBalance(A, EUR, 20, "A");
        assertEq(netting.availableOf(org(JADE), EUR), 80, "free again");
    }

    function test_revertsWhenALineIsToNobodyToItselfOrNotABanks() public {
        _fundGuarantor(100);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadLine.selector, org(AURUM), org(AURUM)));
        _grant(AURUM, AURUM, 1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadLine.selector, org(AURUM), org(ARBITER)));
        _grant(AURUM, ARBITER, 1);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadAmount.selector, 0));
        _grant(AURUM, A, 0);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_UnknownCurrency.selector, 2, 2));
        vm.prank(account(AURUM));
        netting.grantLine(org(A), 2, 1);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_MissingCapability.selector,
                account(A),
                org(A),
                Capabilities.BANK
            )
        );
        _grant(A, B, 1);
    }

    function test_revertsWhenALineIsSmallerThanThat() public {
        _fundGuarantor(100);
        _grant(AURUM, A, 60);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_LineExceeded.selector, 61, 60));
        _revoke(AURUM, A, 61);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_LineExceeded.selector, 61, 60));
        _honour(AURUM, A, 61);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadAmount.selector, 0));
        _revoke(AURUM, A, 0);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_UnknownCurrency.selector, 2, 2));
        vm.prank(account(AURUM));
        netting.revokeLine(org(AURUM), org(A), 2, 1);
    }

    function test_aReserveLeavesOutWhatLinesAllow() public {
        _fundGuarantor(100);
        _grant(AURUM, A, 60);
        deposit(A, EUR, 100);
        _keepReserve(A, 5000);
        assertEq(netting.availableOf(org(A), EUR), 110, "half of its own and the whole line");
        _keepReserve(AURUM, 1000);
        assertEq(netting.availableOf(org(AURUM), EUR), 30, "neither what is locked nor what is kept");
    }

    /// @dev The register has the account act for an organisation of that number.
    function _answerFor(address caller, uint256 number) private {
        vm.mockCall(
            address(registry),
            abi.encodeCall(registry.requireCanAct, (caller, caller)),
            abi.encode(number, number)
        );
    }

    function _fundGuarantor(uint96 amountMinor) private {
        fund(eur, account(AURUM), amountMinor);
        allow(eur, account(AURUM), address(netting));
        deposit(AURUM, EUR, amountMinor);
    }

    function _withdraw(uint256 member, uint96 amountMinor) private {
        vm.prank(account(member));
        netting.withdraw(EUR, amountMinor, account(member), REFERENCE);
    }

    function _keepReserve(uint256 member, uint16 reserveBps) private {
        vm.prank(account(member));
        netting.keepReserve(EUR, reserveBps);
    }

    function _grant(uint256 bank, uint256 member, uint96 amountMinor) private {
        vm.prank(account(bank));
        netting.grantLine(org(member), EUR, amountMinor);
    }

    function _revoke(uint256 bank, uint256 member, uint96 amountMinor) private {
        vm.prank(account(bank));
        netting.revokeLine(org(bank), org(member), EUR, amountMinor);
    }

    function _honour(uint256 bank, uint256 member, uint96 amountMinor) private {
        vm.prank(account(bank));
        netting.honourLine(org(bank), org(member), EUR, amountMinor);
    }

    function _refusedSchedule(INettingCycle.Schedule memory timing) private {
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadSchedule.selector, timing));
        newNetting(timing);
    }
}
