// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {OrgId} from "../common/OrgId.sol";
import {DirectoryNames} from "./DirectoryNames.sol";
import {IDirectory} from "./IDirectory.sol";
import {IValidatorSet} from "./IValidatorSet.sol";

/// @title ValidatorSet
/// @notice Predeployed twice: the list that consensus reads, at 0x…7777, and the rescue list of standby nodes, at 0x…7778.
/// When more than f validators are lost the chain cannot mend itself; the operators then date a transition to the rescue
/// list in the genesis file, at the exact timestamp of the stalled head.
/// @dev No proxy, no pause, no external call on Besu's read path. Writes come from the registry that the directory names,
/// so the registry can be replaced by a vote without touching consensus.
contract ValidatorSet is IValidatorSet {
    uint256 private constant MAXIMUM = 64;

    IDirectory private immutable _directory;
    /// @dev The other list; a key sits in at most one of the two.
    IValidatorSet private immutable _sibling;

    uint16 private immutable _floor;
    uint32 private immutable _changeInterval;
    uint32 private immutable _livenessWindow;
    uint32 private immutable _probation;

    address[] private _validators;
    uint64 private _lastChangeAt;
    mapping(address validator => Validator record) private _records;
    mapping(OrgId orgId => uint256 count) private _countOf;

    modifier onlyRegistry() {
        address registry = _directory.addressOf(DirectoryNames.REGISTRY);
        if (msg.sender != registry) revert ValidatorSet_OnlyRegistry(msg.sender, registry);
        _;
    }

    constructor(IDirectory directory, IValidatorSet sibling, Bounds memory bounds_, Seat[] memory founders) {
        _requireSane(bounds_, founders.length);
        _directory = directory;
        _sibling = sibling;
        _floor = bounds_.floor;
        _changeInterval = bounds_.changeInterval;
        _livenessWindow = bounds_.livenessWindow;
        _probation = bounds_.probation;
        for (uint256 i = 0; i < founders.length; ++i) {
            _requireUnlisted(founders[i].validator);
            _insert(founders[i].validator, founders[i].orgId);
            _requireWithinCap(founders[i].orgId, founders.length);
        }
    }

    /// @inheritdoc IValidatorSet
    function getValidators() external view returns (address[] memory) {
        return _validators;
    }

    /// @inheritdoc IValidatorSet
    function poke() public returns (address validator, bool recorded) {
        validator = block.coinbase;
        recorded = isValidator(validator);
        if (!recorded) return (validator, false);
        _records[validator].lastSeenAt = uint64(block.number);
        emit ProposerSeen(validator, block.number);
    }

    /// @inheritdoc IValidatorSet
    function add(address validator, OrgId orgId) external onlyRegistry {
        _beginChange();
        _requireFresh(validator);
        if (_validators.length == MAXIMUM) revert ValidatorSet_AboveMaximum(MAXIMUM + 1, MAXIMUM);
        _insert(validator, orgId);
        _requireQuorum(_validators.length);
        _requireWithinCap(orgId, _validators.length);
        emit ValidatorAdded(validator, orgId, _validators.length);
    }

    /// @inheritdoc IValidatorSet
    function remove(address validator) external onlyRegistry returns (OrgId orgId) {
        _beginChange();
        bool wasLive = isLive(validator);
        orgId = _delete(validator);
        _requireQuorum(_validators.length);
        if (wasLive) _requireAllWithinCap();
        _requireFloor();
    }

    /// @inheritdoc IValidatorSet
    function swap(address validator, address replacement) external onlyRegistry returns (OrgId orgId) {
        _beginChange();
        orgId = _delete(validator);
        _requireFresh(replacement);
        _insert(replacement, orgId);
        _requireQuorum(_validators.length);
        emit ValidatorAdded(replacement, orgId, _validators.length);
    }

    /// @inheritdoc IValidatorSet
    function eject(address validator) external onlyRegistry returns (OrgId orgId) {
        _beginChange();
        if (!governs()) revert ValidatorSet_NotGoverning();
        Validator storage record = _records[validator];
        uint256 probationEnds = uint256(record.joinedAt) + _probation;
        if (record.joinedAt == 0 || record.lastSeenAt != 0 || block.number <= probationEnds) {
            revert ValidatorSet_NotSilentNewcomer(validator, probationEnds, record.lastSeenAt);
        }
        orgId = _delete(validator);
        _requireQuorum(_validators.length);
        _requireFloor();
    }

    /// @inheritdoc IValidatorSet
    function count() external view returns (uint256) {
        return _validators.length;
    }

    /// @inheritdoc IValidatorSet
    function liveCount() public view returns (uint256 live) {
        for (uint256 i = 0; i < _validators.length; ++i) {
            if (_wasSeenLately(_records[_validators[i]])) ++live;
        }
    }

    /// @inheritdoc IValidatorSet
    function governs() public view returns (bool) {
        return !_sibling.isValidator(block.coinbase);
    }

    /// @inheritdoc IValidatorSet
    function isValidator(address validator) public view returns (bool) {
        return !_records[validator].orgId.isNone();
    }

    /// @inheritdoc IValidatorSet
    function isLive(address validator) public view returns (bool) {
        return isValidator(validator) && _wasSeenLately(_records[validator]);
    }

    /// @inheritdoc IValidatorSet
    function validatorOf(address validator) external view returns (Validator memory) {
        return _records[validator];
    }

    /// @inheritdoc IValidatorSet
    function countOf(OrgId orgId) external view returns (uint256) {
        return _countOf[orgId];
    }

    /// @inheritdoc IValidatorSet
    function capOf(uint256 validators) public pure returns (uint256) {
        return validators < 4 ? 1 : (validators - 1) / 3;
    }

    /// @inheritdoc IValidatorSet
    function quorumOf(uint256 validators) public pure returns (uint256) {
        return Math.ceilDiv(2 * validators, 3);
    }

    /// @inheritdoc IValidatorSet
    function nextChangeAt() public view returns (uint256) {
        return _lastChangeAt == 0 ? 0 : _lastChangeAt + _changeInterval;
    }

    /// @inheritdoc IValidatorSet
    function bounds() external view returns (Bounds memory) {
        return Bounds(_floor, _changeInterval, _livenessWindow, _probation);
    }

    /// @dev Spaces the changes, and takes the proposer of this very block as evidence.
    function _beginChange() private {
        if (block.number < nextChangeAt()) revert ValidatorSet_ChangeTooSoon(block.number, nextChangeAt());
        _lastChangeAt = uint64(block.number);
        poke();
    }

    function _insert(address validator, OrgId orgId) private {
        _validators.push(validator);
        _records[validator] = Validator(orgId, uint64(block.number), 0);
        ++_countOf[orgId];
    }

    function _delete(address validator) private returns (OrgId orgId) {
        orgId = _records[validator].orgId;
        if (orgId.isNone()) revert ValidatorSet_UnknownValidator(validator);
        delete _records[validator];
        --_countOf[orgId];
        uint256 last = _validators.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            if (_validators[i] != validator) continue;
            _validators[i] = _validators[last];
            break;
        }
        _validators.pop();
        emit ValidatorRemoved(validator, orgId, last);
    }

    function _wasSeenLately(Validator storage record) private view returns (bool) {
        uint256 lastSeenAt = record.lastSeenAt;
        return lastSeenAt != 0 && block.number - lastSeenAt <= _livenessWindow;
    }

    /// @dev A running chain has a quorum of live validators, so enough calls of `poke` satisfy this for every safe change.
    /// Only the list that governs can halt the chain; the other one may be mended within its remaining guards.
    function _requireQuorum(uint256 validators) private view {
        uint256 live = liveCount();
        uint256 quorum = quorumOf(validators);
        if (live < quorum && governs()) revert ValidatorSet_QuorumAtRisk(live, quorum);
    }

    function _requireFresh(address validator) private view {
        _requireUnlisted(validator);
        if (_sibling.isValidator(validator)) revert ValidatorSet_DuplicateValidator(validator);
    }

    function _requireUnlisted(address validator) private view {
        if (validator == address(0)) revert ValidatorSet_ZeroValidator();
        if (isValidator(validator)) revert ValidatorSet_DuplicateValidator(validator);
    }

    function _requireAllWithinCap() private view {
        for (uint256 i = 0; i < _validators.length; ++i) {
            _requireWithinCap(_records[_validators[i]].orgId, _validators.length);
        }
    }

    function _requireWithinCap(OrgId orgId, uint256 validators) private view {
        uint256 cap = capOf(validators);
        if (_countOf[orgId] > cap) revert ValidatorSet_OrganisationAboveCap(orgId, _countOf[orgId], cap);
    }

    function _requireFloor() private view {
        if (_validators.length < _floor) revert ValidatorSet_BelowFloor(_validators.length, _floor);
    }

    function _requireSane(Bounds memory bounds_, uint256 founders) private pure {
        uint256 shortest = Math.max(bounds_.changeInterval, MAXIMUM);
        if (
            bounds_.floor == 0 ||
            bounds_.floor > founders ||
            founders > MAXIMUM ||
            bounds_.changeInterval == 0 ||
            bounds_.livenessWindow < shortest ||
            bounds_.probation < shortest
        ) revert ValidatorSet_BadBounds(bounds_, founders);
    }
}
