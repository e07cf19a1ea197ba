// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {IValidatorSet} from "../../contracts/consortium/IValidatorSet.sol";
import {Founding} from "./Founding.sol";

/// @notice What members sign, put together anew from the words of the interfaces, not taken from the code.
abstract contract Signing is Founding {
    function consentOf(
        uint256 key,
        OrgId orgId,
        uint8 rights,
        uint256 deadline
    ) internal view returns (bytes memory) {
        address account = vm.addr(key);
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "AccountConsent(uint32 orgId,address account,uint8 rights,uint256 nonce,uint256 deadline)"
                ),
                orgId,
                account,
                rights,
                registry.nonces(account),
                deadline
            )
        );
        return signatureOf(key, registryDigest(structHash));
    }

    function proofOf(
        uint256 key,
        OrgId orgId,
        IValidatorSet set,
        uint256 deadline
    ) internal view returns (bytes memory) {
        address node = vm.addr(key);
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "ValidatorProof(uint32 orgId,address validator,address set,uint256 nonce,uint256 deadline)"
                ),
                orgId,
                node,
                set,
                registry.nonces(node),
                deadline
            )
        );
        return signatureOf(key, registryDigest(structHash));
    }

    function emergencyDigest(OrgId orgId, bytes32 reason, uint256 deadline) internal view returns (bytes32) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("EmergencySuspension(uint32 orgId,bytes32 reason,uint256 nonce,uint256 deadline)"),
                orgId,
                reason,
                registry.emergencyNonce(orgId),
                deadline
            )
        );
        return registryDigest(structHash);
    }

    function endorsedBy(
        uint256 key,
        OrgId orgId,
        bytes32 reason,
        uint256 deadline
    ) internal view returns (IConsortiumRegistry.Endorsement memory) {
        bytes memory signature = signatureOf(key, emergencyDigest(orgId, reason, deadline));
        return IConsortiumRegistry.Endorsement(vm.addr(key), signature);
    }

    /// @dev Endorsements by the admins of `count` organisations from `first` on.
    function endorsements(
        uint256 first,
        uint256 count,
        OrgId orgId
    ) internal view returns (IConsortiumRegistry.Endorsement[] memory list) {
        list = new IConsortiumRegistry.Endorsement[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = endorsedBy(keyOf("admin", first + i), orgId, REASON, timeNow());
        }
    }

    /// @dev The members from `first` on, as many as the quorum asks for, suspend `accused`.
    function emergencySuspend(uint256 first, uint256 accused) internal {
        IConsortiumRegistry.Endorsement[] memory list = endorsements(
            first,
            registry.emergencyQuorum(),
            org(accused)
        );
        registry.emergencySuspend(org(accused), REASON, timeNow(), list);
    }

    function registryDigest(bytes32 structHash) internal view returns (bytes32) {
        return typedDataDigest("Guildhall ConsortiumRegistry", address(registry), structHash);
    }

    function typedDataDigest(
        string memory name,
        address verifier,
        bytes32 structHash
    ) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256(bytes(name)),
                keccak256("1"),
                block.chainid,
                verifier
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }
}
