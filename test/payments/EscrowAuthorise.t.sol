// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {EscrowTest} from "./EscrowTest.sol";

/// @notice Authorising: what may be agreed on, by whom, and once only.
contract EscrowAuthoriseTest is EscrowTest {
    function setUp() public {
        foundEscrow();
    }

    function test_holdsTheMoneyUnderTheDigestOfTheTerms() public {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        terms.milestones = milestoneTerms().milestones;
        terms.orderId = keccak256("order 7");
        bytes32 expected = idOf(terms);
        assertEq(escrow.paymentIdOf(terms), expected, "id");
        assertStatus(terms, IPaymentEscrow.Status.Unknown, "before");
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.PaymentAuthorised(expected, org(BUYER), org(SUPPLIER), terms);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.OrderEscrowed(terms.orderId, expected);
        assertEq(authorised(terms), expected, "returned id");
        assertStands(expected, AMOUNT, 0, "authorised");
        assertStatus(terms, IPaymentEscrow.Status.Open, "after");
        assertEq(eur.balanceOf(address(escrow)), AMOUNT, "held");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - AMOUNT, "payer");
        assertEq(address(escrow.membership()), address(registry), "register");
    }

    function testFuzz_theIdIsTheDigestThatIsSigned(
        uint96 amountMinor,
        uint40 time,
        uint16 bps,
        bytes32 word,
        bool flag
    ) public view {
        IPaymentEscrow.PaymentTerms memory terms = flag ? sharedTerms() : milestoneTerms();
        terms.amountMinor = amountMinor;
        terms.captureBefore = time;
        terms.maxFeeBps = bps;
        terms.orderId = word;
        terms.disputeDefaultsToPayee = flag;
        terms.payoutToken = cny;
        terms.minPayoutMinor = amountMinor;
        terms.agent = org(uint32(time));
        assertEq(escrow.paymentIdOf(terms), idOf(terms), "id");
    }

    function test_anyoneDeliversThePayersSignature() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        bytes memory signature = signed(terms, BUYER);
        vm.prank(stranger());
        bytes32 paymentId = escrow.authoriseBySignature(terms, signature);
        assertStands(paymentId, AMOUNT, 0, "authorised");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - AMOUNT, "payer");
    }

    function test_revertsWhenTheSameTermsAreAuthorisedTwice() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        bytes32 paymentId = authorised(terms);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_TermsUsed.selector, paymentId));
        authorised(terms);
        bytes memory signature = signed(terms, BUYER);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_TermsUsed.selector, paymentId));
        escrow.authoriseBySignature(terms, signature);
        capture(terms, 0, AMOUNT);
        vm.prank(account(SUPPLIER));
        escrow.refund(terms, AMOUNT);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_TermsUsed.selector, paymentId));
        authorised(terms);
    }

    function test_revertsWhenAnotherThanThePayerAuthorises() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        address[3] memory others = [deputy(BUYER), account(SUPPLIER), stranger()];
        for (uint256 i = 0; i < others.length; ++i) {
            expectError(
                abi.encodeWithSelector(IPaymentEscrow.Escrow_NotPayer.selector, others[i], account(BUYER))
            );
            vm.prank(others[i]);
            escrow.authorise(terms);
        }
    }

    function test_revertsWhenTheSignatureIsNotThePayersOverTheseTerms() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        _refuseSignature(terms, signed(terms, SUPPLIER));
        _refuseSignature(terms, malleated(signed(terms, BUYER)));
        _refuseSignature(terms, "");
        bytes memory signature = signed(terms, BUYER);
        terms.payee = account(SECOND_SUPPLIER);
        _refuseSignature(terms, signature);
    }

    /// @dev P13: what was signed here is worth nothing on a clone of the chain.
    function test_revertsOnACloneOfTheChain() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        bytes memory signature = signed(terms, BUYER);
        bytes32 before = escrow.paymentIdOf(terms);
        vm.chainId(20261);
        assertTrue(escrow.paymentIdOf(terms) != before, "id of the clone");
        assertEq(escrow.paymentIdOf(terms), idOf(terms), "domain of the running chain");
        _refuseSignature(terms, signature);
    }

    function test_revertsAfterTheTermsWereRevoked() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        bytes memory signature = signed(terms, BUYER);
        bytes32 paymentId = idOf(terms);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.TermsRevoked(paymentId, org(BUYER));
        vm.prank(deputy(BUYER));
        assertEq(escrow.revoke(terms), paymentId, "id");
        assertStatus(terms, IPaymentEscrow.Status.Revoked, "revoked");
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_TermsUsed.selector, paymentId));
        escrow.authoriseBySignature(terms, signature);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_UnknownPayment.selector, paymentId));
        capture(terms, 0, AMOUNT);
        assertEq(escrow.availableOf(terms), 0, "available");
    }

    function test_revertsWhenOthersRevokeOrTheTermsWereAuthorised() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotYours.selector, idOf(terms), org(SUPPLIER))
        );
        vm.prank(account(SUPPLIER));
        escrow.revoke(terms);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        escrow.revoke(terms);
        bytes32 paymentId = authorised(terms);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_TermsUsed.selector, paymentId));
        vm.prank(account(BUYER));
        escrow.revoke(terms);
    }

    function test_revertsWhenPayerOrPayeeMayNotAct() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        bytes memory signature = signed(terms, BUYER);
        suspend(BUYER);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(BUYER), org(BUYER))
        );
        escrow.authoriseBySignature(terms, signature);
        reinstate(BUYER);
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(SUPPLIER)));
        escrow.authoriseBySignature(terms, signature);
    }

    function test_revertsWithoutMoneyOrAllowance() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        terms.amountMinor = uint96(FUNDS + 1);
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector,
                account(BUYER),
                FUNDS,
                FUNDS + 1
            )
        );
        authorised(terms);
        terms = plainTerms();
        vm.prank(account(BUYER));
        eur.approve(address(escrow), AMOUNT - 1);
        expectError(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector,
                address(escrow),
                AMOUNT - 1,
                AMOUNT
            )
        );
        authorised(terms);
    }

    function test_revertsWhenThereIsNothingToHold() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        terms.amountMinor = 0;
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_NoAmount.selector));
        authorised(terms);
    }

    function test_revertsFromTheSecondThatAuthorisationEnds() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        vm.warp(AUTHORISE_BEFORE);
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_AuthorisationExpired.selector, AUTHORISE_BEFORE)
        );
        authorised(terms);
        vm.warp(AUTHORISE_BEFORE - 1);
        authorised(terms);
    }

    function test_revertsWhenTheDeadlinesAreOutOfOrderOrTooFar() public {
        uint256 latest = uint256(OPENING) + 3653 days;
        _refuseTimes(CAPTURE_BEFORE + 1, CAPTURE_BEFORE, REFUND_BEFORE);
        _refuseTimes(AUTHORISE_BEFORE, REFUND_BEFORE + 1, REFUND_BEFORE);
        _refuseTimes(AUTHORISE_BEFORE, uint40(latest + 1), type(uint40).max);
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        terms.authoriseBefore = terms.captureBefore = terms.refundBefore = uint40(latest);
        authorised(terms);
    }

    function test_revertsWhenTheFeeDoesNotFit() public {
        _refuseFees(2, 1, account(OPERATOR));
        _refuseFees(0, 10_001, account(OPERATOR));
        _refuseFees(1, 1, address(0));
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        terms.maxFeeBps = 10_000;
        authorised(terms);
        terms.feeReceiver = stranger();
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        authorised(terms);
    }

    function test_revertsWhenThePayersOrganisationIsTheAgent() public {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        terms.agent = org(BUYER);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadAgent.selector, org(BUYER)));
        authorised(terms);
    }

    function test_revertsWhenTheArbiterIsNoneOrAParty() public {
        // The operator is the agent.
        uint256[3] memory parties = [BUYER, SUPPLIER, OPERATOR];
        for (uint256 i = 0; i < parties.length; ++i) {
            vm.prank(address(timelock));
            registry.setCapabilities(org(parties[i]), type(uint16).max >> 4);
            _refuseArbiter(org(parties[i]));
        }
        _refuseArbiter(org(SECOND_SUPPLIER));
        _refuseArbiter(org(999));
    }

    function test_revertsWhenTheArbitersTimeDoesNotFit() public {
        _refusePeriod(org(ARBITER), 0);
        _refusePeriod(org(ARBITER), 1 hours - 1);
        _refusePeriod(org(ARBITER), 365 days + 1);
        _refusePeriod(org(0), 1 hours);
        IPaymentEscrow.PaymentTerms memory terms = disputableTerms();
        terms.disputeSeconds = 365 days;
        authorised(terms);
        terms.disputeSeconds = 1 hours;
        authorised(terms);
    }

    function test_revertsWhenTheOtherMoneyDoesNotFit() public {
        _refusePayout(cny, 0);
        _refusePayout(ISettlementToken(address(0)), 1);
        _refusePayout(eur, 1);
    }

    function test_revertsWhenSharesDoNotFit() public {
        IPaymentEscrow.PaymentTerms memory terms = sharedTerms();
        terms.shares[2].parts = 0;
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadShares.selector, 3, 8_000));
        authorised(terms);
        terms.shares[2].parts = type(uint96).max - 7_999;
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadShares.selector, 3, uint256(1) << 96));
        authorised(terms);
        terms.shares[2].parts = type(uint96).max - 8_000;
        authorised(terms);
        terms.shares[1].beneficiary = stranger();
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        authorised(terms);
        terms.shares = _equalShares(33);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadShares.selector, 33, 0));
        authorised(terms);
        terms.shares = _equalShares(32);
        authorised(terms);
    }

    function test_revertsWhenMilestonesDoNotAddUp() public {
        IPaymentEscrow.PaymentTerms memory terms = milestoneTerms();
        terms.milestones[1].amountMinor -= 1;
        _refuseMilestones(terms, 3, AMOUNT - 1);
        terms.milestones[1].amountMinor = 0;
        _refuseMilestones(terms, 3, 200_00);
        terms.milestones = _equalMilestones(17);
        terms.amountMinor = 17;
        _refuseMilestones(terms, 17, 0);
        terms.milestones = _equalMilestones(16);
        terms.amountMinor = 16;
        authorised(terms);
    }

    /// @dev The digest is taken over the words as they came; each must be one that its type has.
    function test_revertsWhenAWordHasBitsThatItsTypeHasNot() public {
        IPaymentEscrow.PaymentTerms memory terms = disputableTerms();
        bytes memory clean = abi.encodeCall(escrow.authorise, (terms));
        for (uint256 word = 0; word < 18; ++word) {
            if (word == 16 || word == 17) continue;
            bytes memory dirty = bytes.concat(clean);
            // Behind the selector stands the offset of the terms.
            dirty[4 + 32 + 32 * word] |= 0x80;
            vm.prank(terms.payer);
            (bool done, ) = address(escrow).call(dirty);
            assertFalse(done, "a word with foreign bits");
        }
        vm.prank(terms.payer);
        (bool done_, ) = address(escrow).call(clean);
        assertTrue(done_, "the clean call");
    }

    function _equalShares(uint256 count) private pure returns (IPaymentEscrow.Share[] memory shares) {
        shares = new IPaymentEscrow.Share[](count);
        for (uint256 i = 0; i < count; ++i) shares[i] = IPaymentEscrow.Share(account(SUPPLIER), 1);
    }

    function _equalMilestones(
        uint256 count
    ) private pure returns (IPaymentEscrow.Milestone[] memory milestones) {
        milestones = new IPaymentEscrow.Milestone[](count);
        for (uint256 i = 0; i < count; ++i) milestones[i] = IPaymentEscrow.Milestone(1, OrgId.wrap(0), 0);
    }

    function _refuseSignature(IPaymentEscrow.PaymentTerms memory terms, bytes memory signature) private {
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadSignature.selector, account(BUYER)));
        escrow.authoriseBySignature(terms, signature);
    }

    function _refuseTimes(uint40 authoriseBefore, uint40 captureBefore, uint40 refundBefore) private {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        terms.authoriseBefore = authoriseBefore;
        terms.captureBefore = captureBefore;
        terms.refundBefore = refundBefore;
        expectError(
            abi.encodeWithSelector(
                IPaymentEscrow.Escrow_BadTimes.selector,
                authoriseBefore,
                captureBefore,
                refundBefore,
                uint256(OPENING) + 3653 days
            )
        );
        authorised(terms);
    }

    function _refuseFees(uint16 least, uint16 most, address receiver) private {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        (terms.minFeeBps, terms.maxFeeBps, terms.feeReceiver) = (least, most, receiver);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadFees.selector, least, most, receiver));
        authorised(terms);
    }

    function _refuseArbiter(OrgId arbiter) private {
        IPaymentEscrow.PaymentTerms memory terms = disputableTerms();
        terms.agent = org(OPERATOR);
        terms.arbiter = arbiter;
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadArbiter.selector, arbiter));
        authorised(terms);
    }

    function _refusePeriod(OrgId arbiter, uint32 period) private {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        (terms.arbiter, terms.disputeSeconds) = (arbiter, period);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadDisputePeriod.selector, period, arbiter));
        authorised(terms);
    }

    function _refusePayout(ISettlementToken token, uint96 least) private {
        IPaymentEscrow.PaymentTerms memory terms = plainTerms();
        (terms.payoutToken, terms.minPayoutMinor) = (token, least);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadPayout.selector, token, least));
        authorised(terms);
    }

    function _refuseMilestones(
        IPaymentEscrow.PaymentTerms memory terms,
        uint256 count,
        uint256 total
    ) private {
        expectError(
            abi.encodeWithSelector(
                IPaymentEscrow.Escrow_BadMilestones.selector,
                count,
                total,
                terms.amountMinor
            )
        );
        authorised(terms);
    }
}
