// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IInterbank} from "../../contracts/payments/IInterbank.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {SettlementToken} from "../../contracts/payments/SettlementToken.sol";
import {FalseToken} from "./doubles/FalseToken.sol";
import {PaymentsTest} from "./PaymentsTest.sol";

/// @notice From the money of one bank into that of another: with the reserve behind it, or not at all.
contract InterbankTest is PaymentsTest {
    uint256 private constant CLEARING = OPERATOR;
    uint96 private constant PER_DAY = 10_000;
    uint256 private constant RESERVE = 50_000;

    SettlementToken private jadeEur;
    SettlementToken private reserve;

    function setUp() public {
        foundPayments();
        vm.prank(address(timelock));
        registry.setCapabilities(org(CLEARING), Capabilities.BANK);
        jadeEur = newToken(JADE, "EUR", 2);
        reserve = newToken(CLEARING, "EUR", 2);
        fund(reserve, account(AURUM), RESERVE);
        fund(reserve, account(JADE), RESERVE);
        allow(reserve, account(AURUM), address(eur));
        allow(reserve, account(JADE), address(jadeEur));
        _name(eur, jadeEur, _terms(AURUM, JADE));
        _name(jadeEur, eur, _terms(JADE, AURUM));
    }

    function test_burnsHereMovesReserveAndCreatesThere() public {
        vm.expectEmit(address(eur));
        emit IERC20.Transfer(account(BUYER), address(0), 700);
        vm.expectEmit(address(eur));
        emit IInterbank.PaidThrough(account(BUYER), jadeEur, account(SUPPLIER), 700, REFERENCE);
        vm.expectEmit(address(reserve));
        emit IERC20.Transfer(account(AURUM), account(JADE), 700);
        vm.expectEmit(address(jadeEur));
        emit IERC20.Transfer(address(0), account(SUPPLIER), 700);
        vm.expectEmit(address(jadeEur));
        emit IInterbank.ReceivedThrough(account(BUYER), eur, account(SUPPLIER), 700, REFERENCE);
        _payThrough(700);
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 700, "payer");
        assertEq(eur.totalSupply(), 3 * FUNDS - 700, "money here");
        assertEq(jadeEur.balanceOf(account(SUPPLIER)), 700, "payee");
        assertEq(jadeEur.totalSupply(), 700, "money there");
        assertEq(reserve.balanceOf(account(AURUM)), RESERVE - 700, "reserve here");
        assertEq(reserve.balanceOf(account(JADE)), RESERVE + 700, "reserve there");
        assertEq(reserve.totalSupply(), 2 * RESERVE, "reserve");
    }

    function test_goesBothWays() public {
        _payThrough(700);
        vm.prank(account(SUPPLIER));
        jadeEur.payThrough(eur, account(BUYER), 700, REFERENCE);
        assertEq(eur.totalSupply(), 3 * FUNDS, "money here");
        assertEq(jadeEur.totalSupply(), 0, "money there");
        assertEq(reserve.balanceOf(account(AURUM)), RESERVE, "reserve");
    }

    function test_saysWhatWasAgreed() public {
        IInterbank.Correspondent memory terms = eur.correspondence(jadeEur);
        assertEq(address(terms.reserve), address(reserve), "reserve");
        assertEq(terms.ownReserve, account(AURUM), "own account");
        assertEq(terms.otherReserve, account(JADE), "other account");
        assertEq(terms.perDayMinor, PER_DAY, "limit");
        vm.expectEmit(address(eur));
        emit IInterbank.CorrespondentSet(jadeEur, terms);
        _name(eur, jadeEur, terms);
        vm.expectEmit(address(eur));
        emit IInterbank.CorrespondentRemoved(jadeEur);
        vm.prank(account(AURUM));
        eur.removeCorrespondent(jadeEur);
        _expectNone(jadeEur);
        vm.prank(account(AURUM));
        eur.removeCorrespondent(jadeEur);
    }

    function test_aDayStaysWithinTheLimitOfTheCorrespondence() public {
        _payThrough(PER_DAY - 1);
        expectError(
            abi.encodeWithSelector(
                IInterbank.Token_OverCorrespondentLimit.selector,
                jadeEur,
                PER_DAY + 1,
                PER_DAY
            )
        );
        _payThrough(2);
        _payThrough(1);
        skipSeconds(1 days);
        _payThrough(PER_DAY);
    }

    function test_theLimitsOfThePayerApply() public {
        vm.prank(account(AURUM));
        eur.setLimits(0, ISettlementToken.Limits(699, 1000));
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_OverPaymentLimit.selector, account(BUYER), 700, 699)
        );
        _payThrough(700);
        _payThrough(699);
        assertEq(eur.holdingOf(account(BUYER)).paidTodayMinor, 699, "paid");
    }

    function test_revertsUnlessBothBanksNamedEachOther() public {
        vm.prank(account(JADE));
        jadeEur.removeCorrespondent(eur);
        _expectNone(eur);
        _payThrough(700);
        vm.prank(account(AURUM));
        eur.removeCorrespondent(jadeEur);
        _expectNone(jadeEur);
        _payThrough(700);
    }

    function test_revertsWhenNothingOrTooMuchIsPaid() public {
        expectError(abi.encodeWithSelector(ISettlementToken.Token_ZeroAmount.selector));
        _payThrough(0);
        vm.prank(account(BUYER));
        eur.transfer(account(SUPPLIER), FUNDS - 10);
        expectError(
            abi.encodeWithSignature(
                "ERC20InsufficientBalance(address,uint256,uint256)",
                account(BUYER),
                10,
                11
            )
        );
        _payThrough(11);
    }

    function test_revertsAsAWholeWhenAnyStepFails() public {
        // The payee may not receive.
        suspend(SUPPLIER);
        _expectNotInStanding(SUPPLIER);
        _payThrough(700);
        reinstate(SUPPLIER);
        // The payer may not pay.
        suspend(BUYER);
        _expectNotInStanding(BUYER);
        _payThrough(700);
        reinstate(BUYER);
        // Either bank is suspended, so its reserve stands still.
        suspend(JADE);
        _expectNotInStanding(JADE);
        _payThrough(700);
        reinstate(JADE);
        // The bank is out of reserve.
        vm.prank(account(AURUM));
        reserve.transfer(account(JADE), RESERVE - 699);
        expectError(
            abi.encodeWithSignature(
                "ERC20InsufficientBalance(address,uint256,uint256)",
                account(AURUM),
                699,
                700
            )
        );
        _payThrough(700);
        assertEq(eur.balanceOf(account(BUYER)), FUNDS, "payer");
        assertEq(jadeEur.totalSupply(), 0, "money there");
    }

    function test_revertsWhenSomethingElseIsNamed() public {
        SettlementToken[4] memory others = [eur, newToken(JADE, "CNY", 2), newToken(JADE, "EUR", 3), reserve];
        for (uint256 i = 0; i < others.length; ++i) {
            _expectBad(others[i]);
            _name(eur, others[i], _terms(AURUM, JADE));
        }
        IInterbank.Correspondent memory terms = _terms(AURUM, JADE);
        terms.reserve = eur;
        _expectBad(jadeEur);
        _name(eur, jadeEur, terms);
        terms.reserve = cny;
        _expectBad(jadeEur);
        _name(eur, jadeEur, terms);
        _expectBad(jadeEur);
        _name(eur, jadeEur, _terms(BUYER, JADE));
        _expectBad(jadeEur);
        _name(eur, jadeEur, _terms(AURUM, BUYER));
    }

    function test_revertsWhenSomeoneElseNamesOrRemovesCorrespondents() public {
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_NotIssuer.selector, account(JADE), org(AURUM))
        );
        vm.prank(account(JADE));
        eur.setCorrespondent(jadeEur, _terms(AURUM, JADE));
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_NotIssuer.selector, account(JADE), org(AURUM))
        );
        vm.prank(account(JADE));
        eur.removeCorrespondent(jadeEur);
    }

    /* What a false correspondent gets */

    function test_revertsWhenAStrangerAsksForMoneyOrReserve() public {
        _expectNone(ISettlementToken(stranger()));
        vm.prank(stranger());
        jadeEur.creditThrough(stranger(), account(SUPPLIER), 700, REFERENCE);
        expectError(abi.encodeWithSelector(IInterbank.Token_NoPaymentUnderWay.selector, stranger(), 700));
        vm.prank(stranger());
        eur.bringReserve(700);
        expectError(abi.encodeWithSelector(IInterbank.Token_NoPaymentUnderWay.selector, address(jadeEur), 0));
        vm.prank(address(jadeEur));
        eur.bringReserve(0);
    }

    function test_aFalseTokenCreatesNothingWithoutReserve() public {
        FalseToken falseToken = _falseToken();
        expectError(abi.encodeWithSelector(IInterbank.Token_ReserveMissing.selector, falseToken, 0, 700));
        falseToken.claimArrival(jadeEur, account(SUPPLIER), 700);
        assertEq(jadeEur.totalSupply(), 0, "money");
    }

    function test_aFalseTokenCannotCountOneArrivalTwice() public {
        FalseToken falseToken = _falseToken();
        vm.prank(account(CLEARING));
        reserve.admitCustodian(address(falseToken));
        fund(reserve, address(falseToken), 700);
        falseToken.nest(reserve, account(JADE));
        expectError(abi.encodeWithSignature("ReentrancyGuardReentrantCall()"));
        falseToken.claimArrival(jadeEur, account(SUPPLIER), 700);
    }

    function test_aFalseTokenTakesNoMoreThanThePaymentUnderWay() public {
        FalseToken falseToken = _falseToken();
        _name(eur, ISettlementToken(address(falseToken)), _terms(AURUM, JADE));
        // It takes no reserve, so the payer's money is not burned.
        expectError(abi.encodeWithSelector(IInterbank.Token_ReserveMissing.selector, falseToken, 0, 700));
        vm.prank(account(BUYER));
        eur.payThrough(ISettlementToken(address(falseToken)), account(SUPPLIER), 700, REFERENCE);
        // It asks for more, or for the same twice.
        falseToken.ask(701, 1);
        expectError(abi.encodeWithSelector(IInterbank.Token_NoPaymentUnderWay.selector, falseToken, 701));
        vm.prank(account(BUYER));
        eur.payThrough(ISettlementToken(address(falseToken)), account(SUPPLIER), 700, REFERENCE);
        falseToken.ask(700, 2);
        expectError(abi.encodeWithSelector(IInterbank.Token_NoPaymentUnderWay.selector, falseToken, 700));
        vm.prank(account(BUYER));
        eur.payThrough(ISettlementToken(address(falseToken)), account(SUPPLIER), 700, REFERENCE);
        // Asked for once, it moves to the account that this bank named, whatever the other is.
        falseToken.ask(700, 1);
        vm.prank(account(BUYER));
        eur.payThrough(ISettlementToken(address(falseToken)), account(SUPPLIER), 700, REFERENCE);
        assertEq(reserve.balanceOf(account(JADE)), RESERVE + 700, "reserve there");
    }

    function test_revertsWhenTheReserveDoesNotMove() public {
        vm.mockCall(
            address(reserve),
            abi.encodeWithSelector(reserve.transferFrom.selector),
            abi.encode(false)
        );
        expectError(abi.encodeWithSelector(IInterbank.Token_ReserveMissing.selector, jadeEur, 0, 700));
        _payThrough(700);
    }

    function testFuzz_moneyAndReserveAreConserved(uint256[6] calldata amounts) public {
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 amount = bound(amounts[i], 1, 1000);
            bool isOutward = amounts[i] % 3 != 0 || jadeEur.balanceOf(account(SUPPLIER)) < amount;
            vm.prank(account(isOutward ? BUYER : SUPPLIER));
            if (isOutward) eur.payThrough(jadeEur, account(SUPPLIER), amount, REFERENCE);
            else jadeEur.payThrough(eur, account(BUYER), amount, REFERENCE);
            assertEq(eur.totalSupply() + jadeEur.totalSupply(), 3 * FUNDS, "money of both");
            assertEq(
                jadeEur.totalSupply() + RESERVE,
                reserve.balanceOf(account(JADE)),
                "reserve behind the money there"
            );
            assertEq(reserve.totalSupply(), 2 * RESERVE, "reserve");
        }
    }

    function _falseToken() private returns (FalseToken falseToken) {
        falseToken = new FalseToken(org(AURUM));
        _name(jadeEur, ISettlementToken(address(falseToken)), _terms(JADE, AURUM));
        falseToken.pretend(org(JADE));
    }

    function _terms(uint256 own, uint256 other) private view returns (IInterbank.Correspondent memory) {
        return IInterbank.Correspondent(reserve, account(own), account(other), PER_DAY);
    }

    function _name(
        SettlementToken token,
        ISettlementToken other,
        IInterbank.Correspondent memory terms
    ) private {
        vm.prank(account(address(token) == address(eur) ? AURUM : JADE));
        token.setCorrespondent(other, terms);
    }

    function _payThrough(uint256 amount) private {
        vm.prank(account(BUYER));
        eur.payThrough(jadeEur, account(SUPPLIER), amount, REFERENCE);
    }

    function _expectNone(ISettlementToken other) private {
        expectError(abi.encodeWithSelector(IInterbank.Token_NoCorrespondent.selector, other));
    }

    function _expectBad(ISettlementToken other) private {
        expectError(abi.encodeWithSelector(IInterbank.Token_BadCorrespondent.selector, other));
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
