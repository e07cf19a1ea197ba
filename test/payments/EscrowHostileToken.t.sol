// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {HostileToken} from "./HostileToken.sol";

/// @notice A token that is none, agreed on by two members, or made up by one: it touches nobody else's money.
contract EscrowHostileTokenTest is EscrowTest {
    HostileToken private token;
    bytes32 private genuine;

    function setUp() public {
        foundEscrow();
        token = new HostileToken();
        genuine = authorised(plainTerms());
    }

    /// @dev The payer of another payment is no party: the token that an attacker chose moves nothing of it.
    function test_anAttackersTokenMovesNoOnesMoney() public {
        IPaymentEscrow.PaymentTerms memory terms = _hostileTerms();
        terms.payer = account(SUPPLIER);
        terms.payee = account(SECOND_SUPPLIER);
        authorised(terms);
        vm.prank(account(SECOND_SUPPLIER));
        escrow.capture(terms, capturing(0, AMOUNT));
        _assertOthersUntouched();
    }

    /// @dev Its organisation is the agent, so one capture is its right; it comes as soon as the payment is authorised.
    function test_aTokenThatCallsBackCapturesNothingTwice() public {
        _makeOperator();
        IPaymentEscrow.PaymentTerms memory terms = _ofToken();
        bytes memory call = abi.encodeCall(escrow.capture, (terms, capturing(0, AMOUNT)));
        token.plan(address(escrow), call);
        bytes32 paymentId = authorised(terms);
        assertEq(token.outcomeCount(), 2, "while it authorises, and while that capture pays");
        assertFalse(token.outcomes(0), "the inner capture");
        assertTrue(token.outcomes(1), "the outer capture");
        assertStands(paymentId, 0, AMOUNT, "captured once");
        _assertOthersUntouched();
    }

    function test_revertsWhenATokenSaysThatItDidNotMoveTheMoney() public {
        IPaymentEscrow.PaymentTerms memory terms = _hostileTerms();
        token.refuseToPay(true);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_TokenRefused.selector, token));
        authorised(terms);
    }

    function test_aTokenThatCallsBackExpiresNothingTwice() public {
        IPaymentEscrow.PaymentTerms memory terms = _hostileTerms();
        bytes32 paymentId = authorised(terms);
        token.plan(address(escrow), abi.encodeCall(escrow.expire, (terms)));
        vm.warp(CAPTURE_BEFORE);
        escrow.expire(terms);
        _assertOneVainStrike();
        assertStands(paymentId, 0, 0, "expired");
    }

    function test_aTokenThatCallsBackEndsNoDisputeTwice() public {
        IPaymentEscrow.PaymentTerms memory terms = _hostileTerms();
        terms.arbiter = org(ARBITER);
        terms.disputeSeconds = DISPUTE_SECONDS;
        bytes32 paymentId = authorised(terms);
        dispute(terms, BUYER);
        token.plan(address(escrow), abi.encodeCall(escrow.endDispute, (terms)));
        vm.warp(OPENING + DISPUTE_SECONDS);
        escrow.endDispute(terms);
        _assertOneVainStrike();
        assertStands(paymentId, 0, 0, "ended");
    }

    /// @dev While an award is paid out, the payment is already closed for everything.
    function test_aTokenThatCallsBackOpensNoNewDispute() public {
        _makeOperator();
        IPaymentEscrow.PaymentTerms memory terms = _ofToken();
        terms.arbiter = org(ARBITER);
        terms.disputeSeconds = DISPUTE_SECONDS;
        bytes32 paymentId = authorised(terms);
        dispute(terms, BUYER);
        token.plan(address(escrow), abi.encodeCall(escrow.openDispute, (terms, REASON)));
        vm.prank(account(ARBITER));
        escrow.resolve(terms, 1, EVIDENCE);
        for (uint256 i = 0; i < token.outcomeCount(); ++i) assertFalse(token.outcomes(i), "a new dispute");
        assertStands(paymentId, 0, 1, "resolved");
    }

    function test_aTokenThatCallsBackAuthorisesNothingTwice() public {
        _makeOperator();
        IPaymentEscrow.PaymentTerms memory terms = _ofToken();
        bytes memory signature = signed(terms, BUYER);
        token.plan(address(escrow), abi.encodeCall(escrow.authoriseBySignature, (terms, signature)));
        bytes32 paymentId = authorised(terms);
        _assertOneVainStrike();
        assertStands(paymentId, AMOUNT, 0, "authorised once");
    }

    function test_aTokenThatCallsBackRefundsNoMoreThanWasCaptured() public {
        _makeOperator();
        IPaymentEscrow.PaymentTerms memory terms = _ofToken();
        bytes32 paymentId = authorised(terms);
        capture(terms, 0, 100);
        token.plan(address(escrow), abi.encodeCall(escrow.refund, (terms, 100)));
        vm.prank(account(SUPPLIER));
        escrow.refund(terms, 100);
        _assertOneVainStrike();
        assertStands(paymentId, AMOUNT - 100, 0, "refunded");
    }

    function _hostileTerms() private view returns (IPaymentEscrow.PaymentTerms memory terms) {
        terms = plainTerms();
        terms.token = ISettlementToken(address(token));
    }

    /// @dev Terms whose agent is the organisation that the token itself acts for.
    function _ofToken() private view returns (IPaymentEscrow.PaymentTerms memory terms) {
        terms = _hostileTerms();
        terms.agent = registry.organisationOfAccount(address(token));
    }

    /// @dev Code comes to an account that is a member already: the token acts for an organisation of its own.
    function _makeOperator() private {
        address home = addressNamed("hostile");
        admitted("hostile");
        vm.etch(home, address(token).code);
        token = HostileToken(home);
    }

    /// @dev A strike that went through would have struck again.
    function _assertOneVainStrike() private view {
        assertEq(token.outcomeCount(), 1, "strikes");
        assertFalse(token.outcomes(0), "a second time");
    }

    function _assertOthersUntouched() private view {
        assertEq(eur.balanceOf(address(escrow)), AMOUNT, "held for others");
        assertStands(genuine, AMOUNT, 0, "another payment");
        assertEq(gained(eur, account(SUPPLIER)), 0, "a party's gain");
        assertEq(gained(eur, account(SECOND_SUPPLIER)), 0, "another's gain");
    }
}
