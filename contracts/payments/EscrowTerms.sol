// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IPaymentEscrow} from "./IPaymentEscrow.sol";

/// @title EscrowTerms
/// @notice What parties may agree on, and the digest that names it.
abstract contract EscrowTerms is IPaymentEscrow, MemberGated, EIP712 {
    bytes32 private constant SHARE_TYPEHASH = keccak256("Share(address beneficiary,uint96 parts)");
    bytes32 private constant MILESTONE_TYPEHASH = keccak256(
        "Milestone(uint96 amountMinor,uint32 attester,bytes32 evidence)"
    );
    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "PaymentTerms(address payer,address payee,uint32 agent,address token,uint96 amountMinor,uint40 authoriseBefore,"
        "uint40 captureBefore,uint40 refundBefore,uint32 arbiter,uint32 disputeSeconds,bool disputeDefaultsToPayee,"
        "address feeReceiver,uint16 minFeeBps,uint16 maxFeeBps,address payoutToken,uint96 minPayoutMinor,bytes32 orderId,"
        "bytes32 paymentReference,Share[] shares,Milestone[] milestones)"
        "Milestone(uint96 amountMinor,uint32 attester,bytes32 evidence)Share(address beneficiary,uint96 parts)"
    );

    bytes32 private constant DIGEST_OF_NONE = keccak256("");

    uint256 internal constant WHOLE_BPS = 10_000;
    uint256 private constant LONGEST_HOLD = 3653 days;
    uint256 private constant SHORTEST_DISPUTE = 1 hours;
    uint256 private constant LONGEST_DISPUTE = 365 days;
    uint256 private constant MOST_SHARES = 32;
    /// @dev One bit each in `Payment.releasedMilestones`.
    uint256 private constant MOST_MILESTONES = 16;

    /// @dev The struct is copied as it lies in the call, which saves some 2,000 gas per call. Words with bits that
    /// their types do not have would give a digest of their own; `authorise` reads every word, and reading refuses
    /// such a word.
    function _idOf(PaymentTerms calldata terms) internal view returns (bytes32) {
        bytes32 typeHash = TERMS_TYPEHASH;
        bytes32 shares = _digestOf(terms.shares);
        bytes32 milestones = _digestOf(terms.milestones);
        bytes32 structHash;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let encoded := mload(0x40)
            mstore(encoded, typeHash)
            calldatacopy(add(encoded, 0x20), terms, 0x240)
            mstore(add(encoded, 0x260), shares)
            mstore(add(encoded, 0x280), milestones)
            structHash := keccak256(encoded, 0x2a0)
        }
        return _hashTypedDataV4(structHash);
    }

    /// @notice What is agreed on can be kept.
    /// @return payerOrg The organisation that pays.
    /// @return payeeOrg The organisation that is paid.
    function _requireSound(
        PaymentTerms calldata terms
    ) internal view returns (OrgId payerOrg, OrgId payeeOrg) {
        if (block.timestamp >= terms.authoriseBefore)
            revert Escrow_AuthorisationExpired(terms.authoriseBefore);
        if (terms.amountMinor == 0) revert Escrow_NoAmount();
        (payerOrg, payeeOrg) = membership.requireCanAct(terms.payer, terms.payee);
        if (terms.agent == payerOrg) revert Escrow_BadAgent(payerOrg);
        _requireSoundTimes(terms);
        _requireSoundFees(terms);
        _requireSoundArbiter(terms, payerOrg, payeeOrg);
        bool hasPayout = address(terms.payoutToken) != address(0);
        if (hasPayout != (terms.minPayoutMinor != 0) || address(terms.payoutToken) == address(terms.token))
            revert Escrow_BadPayout(terms.payoutToken, terms.minPayoutMinor);
        if (terms.shares.length != 0) _requireSoundShares(terms.shares);
        if (terms.milestones.length != 0) _requireSoundMilestones(terms);
    }

    function _requireSoundTimes(PaymentTerms calldata terms) private view {
        uint256 latest = block.timestamp + LONGEST_HOLD;
        bool ordered =
            terms.authoriseBefore <= terms.captureBefore && terms.captureBefore <= terms.refundBefore;
        if (!ordered || terms.captureBefore > latest) {
            revert Escrow_BadTimes(terms.authoriseBefore, terms.captureBefore, terms.refundBefore, latest);
        }
    }

    function _requireSoundFees(PaymentTerms calldata terms) private view {
        bool hasReceiver = terms.feeReceiver != address(0);
        if (
            terms.minFeeBps > terms.maxFeeBps ||
            terms.maxFeeBps > WHOLE_BPS ||
            (terms.minFeeBps != 0 && !hasReceiver)
        ) revert Escrow_BadFees(terms.minFeeBps, terms.maxFeeBps, terms.feeReceiver);
        if (hasReceiver) membership.requireMember(terms.feeReceiver);
    }

    function _requireSoundArbiter(PaymentTerms calldata terms, OrgId payerOrg, OrgId payeeOrg) private view {
        (OrgId arbiter, uint32 period) = (terms.arbiter, terms.disputeSeconds);
        if (arbiter.isNone()) {
            if (period != 0) revert Escrow_BadDisputePeriod(period, arbiter);
            return;
        }
        if (period < SHORTEST_DISPUTE || period > LONGEST_DISPUTE)
            revert Escrow_BadDisputePeriod(period, arbiter);
        bool isParty = arbiter == payerOrg || arbiter == payeeOrg || arbiter == terms.agent;
        if (isParty || membership.capabilitiesOf(arbiter) & Capabilities.ARBITER == 0)
            revert Escrow_BadArbiter(arbiter);
    }

    function _requireSoundShares(Share[] calldata shares) private view {
        bool sound = shares.length <= MOST_SHARES;
        uint256 total = 0;
        for (uint256 i = 0; i < shares.length && sound; ++i) {
            sound = shares[i].parts != 0;
            total += shares[i].parts;
            membership.requireMember(shares[i].beneficiary);
        }
        if (!sound || total > type(uint96).max) revert Escrow_BadShares(shares.length, total);
    }

    function _requireSoundMilestones(PaymentTerms calldata terms) private pure {
        Milestone[] calldata milestones = terms.milestones;
        bool sound = milestones.length <= MOST_MILESTONES;
        uint256 total = 0;
        for (uint256 i = 0; i < milestones.length && sound; ++i) {
            sound = milestones[i].amountMinor != 0;
            total += milestones[i].amountMinor;
        }
        if (!sound || total != terms.amountMinor)
            revert Escrow_BadMilestones(milestones.length, total, terms.amountMinor);
    }

    function _digestOf(Share[] calldata shares) private pure returns (bytes32) {
        if (shares.length == 0) return DIGEST_OF_NONE;
        bytes32[] memory digests = new bytes32[](shares.length);
        for (uint256 i = 0; i < shares.length; ++i) {
            digests[i] = keccak256(abi.encode(SHARE_TYPEHASH, shares[i]));
        }
        return keccak256(abi.encodePacked(digests));
    }

    function _digestOf(Milestone[] calldata milestones) private pure returns (bytes32) {
        if (milestones.length == 0) return DIGEST_OF_NONE;
        bytes32[] memory digests = new bytes32[](milestones.length);
        for (uint256 i = 0; i < milestones.length; ++i) {
            digests[i] = keccak256(abi.encode(MILESTONE_TYPEHASH, milestones[i]));
        }
        return keccak256(abi.encodePacked(digests));
    }
}
