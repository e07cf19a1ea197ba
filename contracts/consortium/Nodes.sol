// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {Accounts} from "./Accounts.sol";
import {IConsortiumRegistry} from "./IConsortiumRegistry.sol";
import {IValidatorSet} from "./IValidatorSet.sol";

/// @title Nodes
/// @notice The nodes of organisations, and the validators among them.
abstract contract Nodes is Accounts {
    bytes32 private constant PROOF_TYPEHASH = keccak256(
        "ValidatorProof(uint32 orgId,address validator,address set,uint256 nonce,uint256 deadline)"
    );
    uint256 private constant MAXIMUM_NODES = 64;

    /// @inheritdoc IConsortiumRegistry
    IValidatorSet public immutable validatorSet;
    /// @inheritdoc IConsortiumRegistry
    IValidatorSet public immutable rescueValidatorSet;

    mapping(address node => OrgId orgId) private _nodes;

    modifier onlyKnownSet(IValidatorSet set) {
        if (address(set) != address(validatorSet) && address(set) != address(rescueValidatorSet)) {
            revert Registry_UnknownValidatorSet(address(set));
        }
        _;
    }

    constructor(IValidatorSet validatorSet_, IValidatorSet rescueValidatorSet_) {
        validatorSet = validatorSet_;
        rescueValidatorSet = rescueValidatorSet_;
    }

    /// @inheritdoc IConsortiumRegistry
    function organisationOfNode(address node) external view returns (OrgId) {
        return _nodes[node];
    }

    /// @inheritdoc IConsortiumRegistry
    function addNode(bytes calldata publicKey, string calldata endpoint) external returns (address node) {
        OrgId orgId = _requireActiveAdmin();
        node = _insertNode(orgId, publicKey, endpoint);
        emit NodeAdded(orgId, node, publicKey, endpoint);
        _log(NodeAdded.selector, abi.encode(orgId, node, publicKey, endpoint));
    }

    /// @inheritdoc IConsortiumRegistry
    function removeNode(address node) external {
        OrgId orgId = _requireAdmin();
        _requireNodeOf(node, orgId);
        if (validatorSet.isValidator(node)) revert Registry_NodeIsValidator(node, address(validatorSet));
        if (rescueValidatorSet.isValidator(node))
            revert Registry_NodeIsValidator(node, address(rescueValidatorSet));
        _nodes[node] = OrgId.wrap(0);
        --_organisations[orgId].nodeCount;
        emit NodeRemoved(orgId, node);
        _log(NodeRemoved.selector, abi.encode(orgId, node));
    }

    /// @inheritdoc IConsortiumRegistry
    function appointValidator(
        IValidatorSet set,
        OrgId orgId,
        address validator,
        uint256 deadline,
        bytes calldata proof
    ) external onlyTimelock onlyKnownSet(set) {
        Status status = _requireAdmitted(orgId);
        if (status != Status.Active) revert Registry_WrongStatus(orgId, status);
        _requireNodeOf(validator, orgId);
        _requireProof(set, orgId, validator, deadline, proof);
        set.add(validator, orgId);
        emit ValidatorAppointed(orgId, validator, address(set));
        _log(ValidatorAppointed.selector, abi.encode(orgId, validator, set));
    }

    /// @inheritdoc IConsortiumRegistry
    function retireValidator(IValidatorSet set, address validator) external onlyKnownSet(set) {
        OrgId orgId = set.validatorOf(validator).orgId;
        if (msg.sender != timelock && statusOf(orgId) != Status.Expelled) {
            if (_requireActiveAdmin() != orgId) revert Registry_NotAdminOf(msg.sender, orgId);
        }
        set.remove(validator);
        _logRetirement(set, orgId, validator, false);
    }

    /// @inheritdoc IConsortiumRegistry
    function swapValidator(
        IValidatorSet set,
        address validator,
        address replacement,
        uint256 deadline,
        bytes calldata proof
    ) external onlyKnownSet(set) {
        OrgId orgId = _requireActiveAdmin();
        if (set.validatorOf(validator).orgId != orgId) revert Registry_NotNodeOf(validator, orgId);
        _requireNodeOf(replacement, orgId);
        _requireProof(set, orgId, replacement, deadline, proof);
        set.swap(validator, replacement);
        emit ValidatorSwapped(orgId, validator, replacement, address(set));
        _log(ValidatorSwapped.selector, abi.encode(orgId, validator, replacement, set));
    }

    /// @inheritdoc IConsortiumRegistry
    function ejectValidator(IValidatorSet set, address validator) external onlyKnownSet(set) {
        OrgId orgId = set.eject(validator);
        _logRetirement(set, orgId, validator, true);
    }

    function _insertNode(
        OrgId orgId,
        bytes memory publicKey,
        string memory endpoint
    ) internal returns (address node) {
        if (publicKey.length != 64) revert Registry_BadPublicKey(publicKey.length);
        uint256 endpointLength = bytes(endpoint).length;
        if (endpointLength == 0 || endpointLength > 64) revert Registry_BadEndpoint(endpointLength);
        node = address(uint160(uint256(keccak256(publicKey))));
        if (!_nodes[node].isNone()) revert Registry_NodeTaken(node, _nodes[node]);
        Organisation storage organisation = _organisations[orgId];
        if (organisation.nodeCount == MAXIMUM_NODES) revert Registry_TooMany(orgId, MAXIMUM_NODES);
        _nodes[node] = orgId;
        ++organisation.nodeCount;
    }

    function _requireNodeOf(address node, OrgId orgId) private view {
        if (orgId.isNone() || _nodes[node] != orgId) revert Registry_NotNodeOf(node, orgId);
    }

    function _requireProof(
        IValidatorSet set,
        OrgId orgId,
        address validator,
        uint256 deadline,
        bytes calldata proof
    ) private {
        _requireUnexpired(deadline);
        bytes32 structHash = keccak256(
            abi.encode(PROOF_TYPEHASH, orgId, validator, set, _useNonce(validator), deadline)
        );
        _requireSignature(validator, structHash, proof);
    }

    function _logRetirement(IValidatorSet set, OrgId orgId, address validator, bool ejected) private {
        emit ValidatorRetired(orgId, validator, address(set), ejected);
        _log(ValidatorRetired.selector, abi.encode(orgId, validator, set, ejected));
    }
}
