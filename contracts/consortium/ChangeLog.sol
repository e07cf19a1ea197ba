// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsortiumRegistry} from "./IConsortiumRegistry.sol";

/// @title ChangeLog
/// @notice The hash-linked log of the register, and the counters that change with it.
abstract contract ChangeLog is IConsortiumRegistry {
    /// @dev One slot.
    struct Tip {
        uint64 sequence;
        uint64 blockNumber;
        uint32 organisationCount;
        uint40 standingChangedAt;
        uint16 memberCount;
    }

    Tip internal _tip;
    bytes32 private _head;

    /// @inheritdoc IConsortiumRegistry
    function logTip() external view returns (uint64 sequence, uint64 blockNumber, bytes32 head) {
        return (_tip.sequence, _tip.blockNumber, _head);
    }

    /// @dev Called right after the event that it seals: `arguments` are that event's, in order.
    function _log(bytes32 topic0, bytes memory arguments) internal {
        Tip storage tip = _tip;
        uint64 sequence = tip.sequence + 1;
        bytes32 head = keccak256(abi.encode(_head, sequence, block.timestamp, topic0, keccak256(arguments)));
        emit ChangeLogged(sequence, tip.blockNumber, head);
        tip.sequence = sequence;
        tip.blockNumber = uint64(block.number);
        _head = head;
    }

    function _openLog(bytes32 foundingDigest) internal {
        _head = foundingDigest;
    }
}
