// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IPaymentEscrow} from "../../contracts/payments/IPaymentEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";

/// @notice Milestones: nothing is captured beyond what payer or attester released.
contract EscrowMilestonesTest is EscrowTest {
    bytes32 private paymentId;

    function setUp() public {
        foundEscrow();
        paymentId = authorised(milestoneTerms());
    }

    function test_capturesUpToWhatWasReleased() public {
        _refuseCapture(0, 1, 0);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.MilestoneReleased(paymentId, org(BUYER), 0, 200_00, EVIDENCE);
        vm.prank(deputy(BUYER));
        escrow.release(milestoneTerms(), 0, EVIDENCE);
        assertEq(escrow.availableOf(milestoneTerms()), 200_00, "available");
        capture(milestoneTerms(), 0, 150_00);
        _refuseCapture(150_00, 50_01, 50_00);
        vm.prank(account(BUYER));
        escrow.release(milestoneTerms(), 2, 0);
        capture(milestoneTerms(), 150_00, 550_00);
        assertEq(escrow.availableOf(milestoneTerms()), 0, "available in the end");
        assertEq(escrow.paymentOf(paymentId).releasedMilestones, 5, "released");
    }

    function test_whatWasNotReleasedGoesBack() public {
        vm.prank(account(BUYER));
        escrow.release(milestoneTerms(), 0, 0);
        capture(milestoneTerms(), 0, 200_00);
        vm.warp(CAPTURE_BEFORE);
        escrow.expire(milestoneTerms());
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 200_00, "payer");
        assertEq(escrow.availableOf(milestoneTerms()), 0, "available");
    }

    function test_aVoidedPaymentHasNothingAvailable() public {
        vm.prank(account(BUYER));
        escrow.release(milestoneTerms(), 0, 0);
        vm.prank(account(SUPPLIER));
        escrow.void(milestoneTerms());
        assertEq(escrow.availableOf(milestoneTerms()), 0, "available");
        _refuseCapture(0, 1, 0);
    }

    function test_attesterReleasesOnTheEvidenceThatIsAskedFor() public {
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_WrongEvidence.selector, REASON, EVIDENCE));
        vm.prank(account(ARBITER));
        escrow.release(milestoneTerms(), 1, REASON);
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.MilestoneReleased(paymentId, org(ARBITER), 1, 300_00, EVIDENCE);
        vm.prank(deputy(ARBITER));
        escrow.release(milestoneTerms(), 1, EVIDENCE);
        vm.prank(account(SECOND_SUPPLIER));
        escrow.release(milestoneTerms(), 2, REASON);
        assertEq(escrow.availableOf(milestoneTerms()), 800_00, "available");
    }

    function test_revertsWhenOthersRelease() public {
        uint256[3] memory others = [SUPPLIER, SECOND_SUPPLIER, ARBITER];
        for (uint256 i = 0; i < others.length; ++i) {
            _expectNotYours(others[i]);
            vm.prank(account(others[i]));
            escrow.release(milestoneTerms(), 0, 0);
        }
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        escrow.release(milestoneTerms(), 0, 0);
    }

    function test_revertsWhenThereIsNoSuchMilestoneOrItWasReleased() public {
        _expectNoMilestone(3);
        vm.prank(account(BUYER));
        escrow.release(milestoneTerms(), 3, 0);
        _expectNoMilestone(type(uint256).max);
        vm.prank(account(BUYER));
        escrow.release(milestoneTerms(), type(uint256).max, 0);
        vm.prank(account(BUYER));
        escrow.release(milestoneTerms(), 1, 0);
        _expectNoMilestone(1);
        vm.prank(account(ARBITER));
        escrow.release(milestoneTerms(), 1, EVIDENCE);
    }

    function test_revertsWhenReleasedTooLateOrInDispute() public {
        dispute(milestoneTerms(), BUYER);
        expectError(
            abi.encodeWithSelector(
                IPaymentEscrow.Escrow_Disputed.selector,
                paymentId,
                OPENING + DISPUTE_SECONDS
            )
        );
        vm.prank(account(BUYER));
        escrow.release(milestoneTerms(), 0, 0);
        vm.prank(account(BUYER));
        escrow.withdrawDispute(milestoneTerms());
        vm.warp(CAPTURE_BEFORE);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_Lapsed.selector, paymentId, CAPTURE_BEFORE));
        vm.prank(account(BUYER));
        escrow.release(milestoneTerms(), 0, 0);
    }

    function test_anyoneDeliversThePayersSignature() public {
        bytes memory signature = releaseOf(milestoneTerms(), 2, OPENING, keyOf("deputy", BUYER));
        vm.expectEmit(address(escrow));
        emit IPaymentEscrow.MilestoneReleased(paymentId, org(BUYER), 2, 500_00, 0);
        vm.prank(stranger());
        escrow.releaseBySignature(milestoneTerms(), 2, deputy(BUYER), OPENING, signature);
        _expectNoMilestone(2);
        escrow.releaseBySignature(milestoneTerms(), 2, deputy(BUYER), OPENING, signature);
    }

    function test_revertsWhenTheSignatureIsNotForThisRelease() public {
        bytes memory signature = releaseOf(milestoneTerms(), 2, OPENING, keyOf("deputy", BUYER));
        _refuseSignature(1, deputy(BUYER), OPENING, signature);
        _refuseSignature(2, account(BUYER), OPENING, signature);
        _refuseSignature(2, deputy(BUYER), OPENING + 1, signature);
        _refuseSignature(2, deputy(BUYER), OPENING, malleated(signature));
        vm.chainId(20261);
        IPaymentEscrow.PaymentTerms memory same = milestoneTerms();
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_UnknownPayment.selector, idOf(same)));
        escrow.releaseBySignature(same, 2, deputy(BUYER), OPENING, signature);
    }

    function test_revertsAfterTheDeadlineOfTheSignature() public {
        bytes memory signature = releaseOf(milestoneTerms(), 2, OPENING, keyOf("deputy", BUYER));
        vm.warp(OPENING + 1);
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_SignatureExpired.selector, OPENING));
        escrow.releaseBySignature(milestoneTerms(), 2, deputy(BUYER), OPENING, signature);
    }

    function test_revertsWhenTheSignerDoesNotActForThePayer() public {
        bytes memory signature = releaseOf(milestoneTerms(), 2, OPENING, keyOf("operator", SUPPLIER));
        _expectNotYours(SUPPLIER);
        escrow.releaseBySignature(milestoneTerms(), 2, account(SUPPLIER), OPENING, signature);
        signature = releaseOf(milestoneTerms(), 2, OPENING, keyOf("deputy", BUYER));
        freezeInRegister(deputy(BUYER), BUYER);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, deputy(BUYER)));
        escrow.releaseBySignature(milestoneTerms(), 2, deputy(BUYER), OPENING, signature);
    }

    function _refuseCapture(uint96 before, uint96 amount, uint256 available) private {
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotAvailable.selector, paymentId, amount, available)
        );
        capture(milestoneTerms(), before, amount);
    }

    function _refuseSignature(
        uint256 milestone,
        address signer,
        uint256 deadline,
        bytes memory signature
    ) private {
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_BadSignature.selector, signer));
        escrow.releaseBySignature(milestoneTerms(), milestone, signer, deadline, signature);
    }

    function _expectNoMilestone(uint256 milestone) private {
        expectError(abi.encodeWithSelector(IPaymentEscrow.Escrow_NoMilestone.selector, paymentId, milestone));
    }

    function _expectNotYours(uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(IPaymentEscrow.Escrow_NotYours.selector, paymentId, org(organisation))
        );
    }
}
