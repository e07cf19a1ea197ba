// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDirectory} from "./IDirectory.sol";
import {DirectoryNames} from "./DirectoryNames.sol";

/// @title Directory
/// @notice Names the current address of every contract of the alliance, see `IDirectory`.
contract Directory is IDirectory {
    /// @inheritdoc IDirectory
    address public immutable timelock;

    bytes32[] private _names;
    mapping(bytes32 name => address target) private _targets;

    constructor(address timelock_, Entry[] memory founding) {
        timelock = timelock_;
        for (uint256 i = 0; i < founding.length; ++i) {
            _set(founding[i].name, founding[i].target);
        }
    }

    /// @inheritdoc IDirectory
    function set(bytes32 name, address target) external {
        if (msg.sender != timelock) revert Directory_OnlyTimelock(msg.sender, timelock);
        if (target == address(0) && name == DirectoryNames.REGISTRY) revert Directory_Indispensable(name);
        if (target != address(0) && target.code.length == 0) revert Directory_NotAContract(name, target);
        _set(name, target);
    }

    /// @inheritdoc IDirectory
    function addressOf(bytes32 name) external view returns (address target) {
        target = _targets[name];
        if (target == address(0)) revert Directory_UnknownName(name);
    }

    /// @inheritdoc IDirectory
    function entries() external view returns (Entry[] memory list) {
        list = new Entry[](_names.length);
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] = Entry(_names[i], _targets[_names[i]]);
        }
    }

    function _set(bytes32 name, address target) private {
        if (name == bytes32(0)) revert Directory_EmptyName();
        address previous = _targets[name];
        if (previous == address(0) && target == address(0)) revert Directory_UnknownName(name);
        if (previous == address(0)) _names.push(name);
        else if (target == address(0)) _forget(name);
        _targets[name] = target;
        emit EntrySet(name, target, previous);
    }

    function _forget(bytes32 name) private {
        uint256 last = _names.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            if (_names[i] != name) continue;
            _names[i] = _names[last];
            break;
        }
        _names.pop();
    }
}
