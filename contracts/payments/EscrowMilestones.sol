// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {Signatures} from "../common/Signatures.sol";
import {EscrowLedger} from "./EscrowLedger.sol";
import {Held} from "./Held.sol";
import {IPaymentEscrow} from "./IPaymentEscrow.sol";

/// @title EscrowMilestones
/// @notice Milestones are released by the payer, in person or by signature, or by evidence.
abstract contract EscrowMilestones is EscrowLedger {
    bytes32 private constant RELEASE_TYPEHASH = keccak256(
        "Release(bytes32 paymentId,uint8 milestone,uint96 amountMinor,uint256 deadline)"
    );

    /// @inheritdoc IPaymentEscrow
    function release(PaymentTerms calldata terms, uint256 milestone, bytes32 evidence) external {
        (bytes32 paymentId, Held held) = _unreleasedUnder(terms, milestone);
        OrgId orgId = _callingMember();
        if (!_speaksFor(orgId, terms.payer)) {
            Milestone calldata due = terms.milestones[milestone];
            if (orgId != due.attester) revert Escrow_NotYours(paymentId, orgId);
            if (due.evidence != 0 && evidence != due.evidence)
                revert Escrow_WrongEvidence(evidence, due.evidence);
        }
        _release(terms, paymentId, held, milestone, orgId, evidence);
    }

    /// @inheritdoc IPaymentEscrow
    function releaseBySignature(
        PaymentTerms calldata terms,
        uint256 milestone,
        address signer,
        uint256 deadline,
        bytes calldata signature
    ) external {
        (bytes32 paymentId, Held held) = _unreleasedUnder(terms, milestone);
        if (block.timestamp > deadline) revert Escrow_SignatureExpired(deadline);
        OrgId orgId = membership.requireMember(signer);
        if (orgId != membership.accountOf(terms.payer).orgId) revert Escrow_NotYours(paymentId, orgId);
        uint96 amountMinor = terms.milestones[milestone].amountMinor;
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(RELEASE_TYPEHASH, paymentId, milestone, amountMinor, deadline))
        );
        if (!Signatures.isBy(signer, digest, signature)) revert Escrow_BadSignature(signer);
        _release(terms, paymentId, held, milestone, orgId, bytes32(0));
    }

    /// @dev A payment that can be captured, and whose milestone was not released yet.
    function _unreleasedUnder(
        PaymentTerms calldata terms,
        uint256 milestone
    ) private view returns (bytes32 paymentId, Held held) {
        (paymentId, held) = _openPaymentUnder(terms);
        if (milestone >= terms.milestones.length || held.isReleased(milestone))
            revert Escrow_NoMilestone(paymentId, milestone);
    }

    function _release(
        PaymentTerms calldata terms,
        bytes32 paymentId,
        Held held,
        uint256 milestone,
        OrgId by,
        bytes32 evidence
    ) private {
        _payments[paymentId] = held.withReleased(milestone);
        uint96 amountMinor = terms.milestones[milestone].amountMinor;
        emit MilestoneReleased(paymentId, by, uint8(milestone), amountMinor, evidence);
    }
}
