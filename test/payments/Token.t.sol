// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {PaymentsTest} from "./PaymentsTest.sol";

/// @notice Holding and paying: who may, and how much.
contract TokenTest is PaymentsTest {
    uint256 private constant DAY = 1 days;

    function setUp() public {
        foundPayments();
    }

    /* What it is */

    function test_saysWhoOwesItAndInWhat() public view {
        assertEq(kwd.currency(), "KWD", "currency");
        assertEq(kwd.decimals(), 3, "exponent");
        assertEq(jpy.decimals(), 0, "exponent of yen");
        assertEq(kwd.name(), "Guildhall KWD", "name");
        assertTrue(kwd.issuer() == org(AURUM), "issuer");
        assertEq(kwd.totalSupply(), 3 * FUNDS, "supply");
    }

    function test_revertsWhenItsIssuerIsNoBank() public {
        expectError(abi.encodeWithSelector(ISettlementToken.Token_IssuerIsNoBank.selector, org(BUYER)));
        deployed("SettlementToken", abi.encode(registry, org(BUYER), "EUR", 2, "Own money", "OWN"));
    }

    function test_revertsWhenItsCurrencyIsNoCode() public {
        string[4] memory bad = ["EURO", "eur", "E1R", ""];
        for (uint256 i = 0; i < bad.length; ++i) {
            expectError(abi.encodeWithSelector(ISettlementToken.Token_BadCurrency.selector, bad[i]));
            deployed("SettlementToken", abi.encode(registry, org(AURUM), bad[i], 2, "Bad money", "BAD"));
        }
    }

    /* Paying */

    function test_paysAndSaysWhatFor() public {
        vm.expectEmit(address(eur));
        emit IERC20.Transfer(account(BUYER), account(SUPPLIER), 125);
        vm.expectEmit(address(eur));
        emit ISettlementToken.PaymentMade(account(BUYER), account(SUPPLIER), 125, REFERENCE);
        vm.prank(account(BUYER));
        eur.pay(account(SUPPLIER), 125, REFERENCE);
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 125, "payer");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 125, "payee");
        assertEq(eur.totalSupply(), 3 * FUNDS, "supply");
    }

    function test_amountsOfAnySizeAreExact() public {
        fund(eur, account(BUYER), 9_007_199_254_740_993);
        fund(eur, account(BUYER), 1e21);
        _transfer(BUYER, SUPPLIER, 1e21 + 9_007_199_254_740_993);
        assertEq(eur.balanceOf(account(SUPPLIER)), 1_000_009_007_199_354_740_993, "payee");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "payer");
    }

    function test_payingNothingIsAllowed() public {
        vm.expectEmit(address(eur));
        emit IERC20.Transfer(account(BUYER), account(SUPPLIER), 0);
        _transfer(BUYER, SUPPLIER, 0);
    }

    function test_payingOneselfChangesNothingButCountsTowardsTheDay() public {
        _transfer(BUYER, BUYER, FUNDS);
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "balance");
        assertEq(eur.holdingOf(account(BUYER)).paidTodayMinor, FUNDS, "paid");
    }

    function test_aSpenderPaysUnderItsAllowance() public {
        vm.prank(account(BUYER));
        eur.approve(stranger(), 100);
        vm.prank(stranger());
        eur.transferFrom(account(BUYER), account(SUPPLIER), 60);
        assertEq(eur.allowance(account(BUYER), stranger()), 40, "allowance");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 60, "payee");
        expectError(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, stranger(), 40, 41)
        );
        vm.prank(stranger());
        eur.transferFrom(account(BUYER), account(SUPPLIER), 41);
    }

    function test_revertsWhenTheBalanceDoesNotCoverIt() public {
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector,
                account(BUYER),
                FUNDS,
                FUNDS + 1
            )
        );
        _transfer(BUYER, SUPPLIER, FUNDS + 1);
        _transfer(BUYER, SUPPLIER, 1);
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector,
                account(BUYER),
                FUNDS - 1,
                type(uint256).max
            )
        );
        _transfer(BUYER, SUPPLIER, type(uint256).max);
    }

    /* Who may take part */

    function test_revertsWhenEitherSideMayNotAct() public {
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(account(BUYER));
        eur.transfer(stranger(), 1);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        eur.transfer(account(BUYER), 0);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, address(0)));
        vm.prank(account(BUYER));
        eur.transfer(address(0), 1);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, address(eur)));
        vm.prank(account(BUYER));
        eur.transfer(address(eur), 1);

        suspend(SUPPLIER);
        _expectNotInStanding(SUPPLIER);
        _transfer(BUYER, SUPPLIER, 1);
        _expectNotInStanding(SUPPLIER);
        _transfer(SUPPLIER, BUYER, 1);
        reinstate(SUPPLIER);
        _transfer(BUYER, SUPPLIER, 1);
    }

    function test_revertsWhenTheRegisterFrozeOrRemovedAnAccount() public {
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(SUPPLIER)));
        _transfer(BUYER, SUPPLIER, 1);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(SUPPLIER)));
        _transfer(SUPPLIER, BUYER, 1);
        removeFromRegister(account(BUYER), BUYER);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, account(BUYER)));
        _transfer(BUYER, SECOND_SUPPLIER, 1);
    }

    function test_revertsWhenTheIdentityCheckHasLapsed() public {
        vm.warp(KYC_UNTIL);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_KycLapsed.selector,
                account(BUYER),
                org(BUYER),
                KYC_UNTIL
            )
        );
        _transfer(BUYER, SUPPLIER, 1);
    }

    function test_revertsWhenTheIssuerFrozeEitherSide() public {
        vm.expectEmit(address(eur));
        emit ISettlementToken.AccountFrozen(account(SUPPLIER));
        _asIssuer();
        eur.freeze(account(SUPPLIER));
        _expectFrozen(SUPPLIER);
        _transfer(BUYER, SUPPLIER, 1);
        _expectFrozen(SUPPLIER);
        _transfer(SUPPLIER, BUYER, 1);
        _expectFrozen(SUPPLIER);
        vm.prank(account(SUPPLIER));
        eur.redeem(1, "payout");
        _expectFrozen(SUPPLIER);
        _asIssuer();
        eur.issue(account(SUPPLIER), 1, "deposit");

        _asIssuer();
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_NothingToChange.selector, account(SUPPLIER))
        );
        eur.freeze(account(SUPPLIER));
        vm.expectEmit(address(eur));
        emit ISettlementToken.AccountUnfrozen(account(SUPPLIER));
        _asIssuer();
        eur.unfreeze(account(SUPPLIER));
        _transfer(BUYER, SUPPLIER, 1);
        _asIssuer();
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_NothingToChange.selector, account(SUPPLIER))
        );
        eur.unfreeze(account(SUPPLIER));
    }

    /* Limits */

    function test_withoutLimitsAnythingMayBePaid() public view {
        ISettlementToken.Limits memory limits = eur.limitsFor(0);
        assertEq(limits.perPaymentMinor, type(uint96).max, "per payment");
        assertEq(limits.perDayMinor, type(uint96).max, "per day");
    }

    function test_onePaymentStaysWithinItsLimit() public {
        _setLimits(0, 1_000_01, 5_000_00);
        _expectOverPayment(BUYER, 1_000_02, 1_000_01);
        _transfer(BUYER, SUPPLIER, 1_000_02);
        _transfer(BUYER, SUPPLIER, 1_000_01);
        _expectOverPayment(BUYER, 1_000_02, 1_000_01);
        _transfer(BUYER, SUPPLIER, 1_000_02);
    }

    function test_aDayStaysWithinItsLimitAndTheNextBeginsAtMidnight() public {
        _setLimits(0, 1_000_00, 1_500_01);
        _transfer(BUYER, SUPPLIER, 1_000_00);
        _expectOverDay(BUYER, 1_500_02, 1_500_01);
        _transfer(BUYER, SUPPLIER, 500_02);
        _transfer(BUYER, SUPPLIER, 500_01);
        _expectOverDay(BUYER, 1_500_02, 1_500_01);
        _transfer(BUYER, SUPPLIER, 1);

        uint256 midnight = (timeNow() / DAY + 1) * DAY;
        vm.warp(midnight - 1);
        _expectOverDay(BUYER, 1_500_02, 1_500_01);
        _transfer(BUYER, SUPPLIER, 1);
        vm.warp(midnight);
        assertEq(eur.holdingOf(account(BUYER)).paidTodayMinor, 0, "paid on the new day");
        _transfer(BUYER, SUPPLIER, 1_000_00);
        assertEq(eur.holdingOf(account(BUYER)).paidTodayMinor, 1_000_00, "paid then");
    }

    function test_aSpenderIsBoundByThePayersLimits() public {
        _setLimits(0, 10, 10);
        allow(eur, account(BUYER), stranger());
        _expectOverPayment(BUYER, 11, 10);
        vm.prank(stranger());
        eur.transferFrom(account(BUYER), account(SUPPLIER), 11);
    }

    function test_higherLimitsHoldAtOnce() public {
        _setLimits(0, 100, 100);
        _transfer(BUYER, SUPPLIER, 100);
        _setLimits(0, 200, 300);
        _transfer(BUYER, SUPPLIER, 200);
        _expectOverDay(BUYER, 301, 300);
        _transfer(BUYER, SUPPLIER, 1);
    }

    function test_lowerLimitsHoldFromTheNextDayOrWhenBound() public {
        _setLimits(0, 1024, 10_240);
        _transfer(BUYER, SUPPLIER, 1000);
        _transfer(SUPPLIER, BUYER, 1000);
        _setLimits(0, 10, 2000);
        _transfer(BUYER, SUPPLIER, 1000);
        address[] memory accounts = new address[](1);
        accounts[0] = account(BUYER);
        vm.prank(stranger());
        eur.bindLimits(accounts);
        _expectOverPayment(BUYER, 11, 10);
        _transfer(BUYER, SUPPLIER, 11);
        _expectOverDay(BUYER, 2001, 2000);
        _transfer(BUYER, SUPPLIER, 1);
        skipSeconds(DAY);
        _expectOverPayment(SUPPLIER, 11, 10);
        _transfer(SUPPLIER, BUYER, 11);
    }

    function test_anAccountIsUnderItsClassAtOnce() public {
        _setLimits(0, 1000, 1000);
        _setLimits(7, 100, 500);
        _transfer(BUYER, SUPPLIER, 450);
        vm.expectEmit(address(eur));
        emit ISettlementToken.AccountClassified(account(BUYER), 7, 0);
        _asIssuer();
        eur.classify(account(BUYER), 7);
        assertEq(eur.holdingOf(account(BUYER)).limitClass, 7, "class");
        _expectOverPayment(BUYER, 101, 100);
        _transfer(BUYER, SUPPLIER, 101);
        _expectOverDay(BUYER, 501, 500);
        _transfer(BUYER, SUPPLIER, 51);
        _transfer(BUYER, SUPPLIER, 50);
    }

    function test_settingLimitsTellsOldAndNew() public {
        _setLimits(3, 5, 6);
        vm.expectEmit(address(eur));
        emit ISettlementToken.LimitsChanged(3, ISettlementToken.Limits(7, 8), ISettlementToken.Limits(5, 6));
        _setLimits(3, 7, 8);
    }

    function test_aLimitOfZeroStopsAllPayments() public {
        _setLimits(0, 0, 0);
        _expectOverPayment(BUYER, 1, 0);
        _transfer(BUYER, SUPPLIER, 1);
        _transfer(BUYER, SUPPLIER, 0);
    }

    function test_redemptionsCountTowardsNoLimit() public {
        _setLimits(0, 1, 1);
        vm.prank(account(BUYER));
        eur.redeem(FUNDS, "payout");
        assertEq(eur.holdingOf(account(BUYER)).paidTodayMinor, 0, "paid");
    }

    /// @dev The quick look at limits in the account's slot must never let through what the plain look would not.
    function testFuzz_limitsAreNeverExceeded(
        uint96 perPayment,
        uint96 perDay,
        uint96[5] calldata amounts,
        uint8 shift
    ) public {
        perPayment = uint96(perPayment >> (shift % 96));
        perDay = uint96(perDay >> ((shift / 2) % 96));
        fund(eur, account(BUYER), type(uint96).max - eur.totalSupply());
        uint256 balance = eur.balanceOf(account(BUYER));
        _setLimits(0, perPayment, perDay);
        uint256 paid = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 amount = bound(amounts[i] >> (i * 16), 0, perPayment == 0 ? 1 : uint256(perPayment) + 1);
            bool isFine = amount <= perPayment && paid + amount <= perDay && amount <= balance - paid;
            vm.prank(account(BUYER));
            (bool done, ) = address(eur).call(abi.encodeCall(eur.transfer, (account(SUPPLIER), amount)));
            assertTrue(done == isFine, "paid exactly if within limits");
            if (done) paid += amount;
            assertEq(eur.holdingOf(account(BUYER)).paidTodayMinor, paid, "paid today");
        }
        assertEq(eur.balanceOf(account(BUYER)), balance - paid, "balance");
    }

    function _asIssuer() private {
        vm.prank(account(AURUM));
    }

    function _setLimits(uint8 limitClass, uint96 perPayment, uint96 perDay) private {
        _asIssuer();
        eur.setLimits(limitClass, ISettlementToken.Limits(perPayment, perDay));
    }

    function _transfer(uint256 from, uint256 to, uint256 amount) private {
        vm.prank(account(from));
        eur.transfer(account(to), amount);
    }

    function _expectOverPayment(uint256 payer, uint256 amount, uint256 limit) private {
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_OverPaymentLimit.selector,
                account(payer),
                amount,
                limit
            )
        );
    }

    function _expectOverDay(uint256 payer, uint256 paid, uint256 limit) private {
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_OverDailyLimit.selector,
                account(payer),
                paid,
                limit
            )
        );
    }

    function _expectFrozen(uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_AccountFrozen.selector, account(organisation))
        );
    }

    function _expectNotInStanding(uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(organisation),
                org(organisation)
            )
        );
    }
}
