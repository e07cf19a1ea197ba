// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {OrgId} from "../common/OrgId.sol";
import {EscrowLedger} from "./EscrowLedger.sol";
import {IPaymentEscrow} from "./IPaymentEscrow.sol";

/// @title EscrowMilestones
/// @notice Milestones are released by the payer, in person or by signature, or by evidence.
abstract contract EscrowMilestones is EscrowLedger {
    bytes32 private constant RELEASE_TYPEHASH = keccak256(
        "Release(bytes32 paymentId,uint8 milestone,uint96 amountMinor,uint256 deadline)"
    );

    /// @inheritdoc IPaymentEscrow
    function release(PaymentTerms calldata terms, uint256 milestone, bytes32 evidence) external {
        (bytes32 paymentId, Payment storage payment) = _unreleased(terms, milestone);
        OrgId orgId = _callingMember();
        if (!_actsFor(orgId, terms.payer)) {
            Milestone calldata due = terms.milestones[milestone];
            if (orgId != due.attester) revert Escrow_NotYours(paymentId, orgId);
            if (due.evidence != 0 && evidence != due.evidence)
                revert Escrow_WrongEvidence(evidence, due.evidence);
        }
        _release(terms, paymentId, payment, milestone, orgId, evidence);
    }

    /// @inheritdoc IPaymentEscrow
    function releaseBySignature(
        PaymentTerms calldata terms,
        uint256 milestone,
        address signer,
        uint256 deadline,
        bytes calldata signature
    ) external {
        (bytes32 paymentId, Payment storage payment) = _unreleased(terms, milestone);
        if (block.timestamp > deadline) revert Escrow_SignatureExpired(deadline);
        OrgId orgId = membership.requireMember(signer);
        if (orgId != membership.accountOf(terms.payer).orgId) revert Escrow_NotYours(paymentId, orgId);
        bytes32 structHash = keccak256(
            abi.encode(
                RELEASE_TYPEHASH,
                paymentId,
                milestone,
                terms.milestones[milestone].amountMinor,
                deadline
            )
        );
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(structHash), signature))
            revert Escrow_BadSignature(signer);
        _release(terms, paymentId, payment, milestone, orgId, bytes32(0));
    }

    /// @dev The payment under these terms, held, whose milestone was not released yet.
    function _unreleased(
        PaymentTerms calldata terms,
        uint256 milestone
    ) private view returns (bytes32 paymentId, Payment storage payment) {
        (paymentId, payment) = _openPaymentUnder(terms);
        if (milestone >= terms.milestones.length || (payment.releasedMilestones >> milestone) & 1 == 1)
            revert Escrow_NoMilestone(paymentId, milestone);
    }

    function _release(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        Payment storage payment,
        uint256 milestone,
        OrgId by,
        bytes32 evidence
    ) private {
        payment.releasedMilestones |= uint16(1 << milestone);
        emit MilestoneReleased(
            paymentId,
            by,
            uint8(milestone),
            terms.milestones[milestone].amountMinor,
            evidence
        );
    }
}
