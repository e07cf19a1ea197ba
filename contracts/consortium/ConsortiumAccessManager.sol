// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title ConsortiumAccessManager
/// @notice OpenZeppelin's AccessManager with the offices of the alliance set up at founding, so that nobody ever holds its
/// admin role but the timelock. Role 1 is the registrar, role 2 the compliance office.
contract ConsortiumAccessManager is AccessManager {
    /// @notice An office: who holds it and what it may call.
    /// @param roleId Its role.
    /// @param executionDelay Seconds that each holder's acts wait, in view of all, before they can be executed.
    /// @param holders Accounts.
    /// @param target Contract it acts on.
    /// @param selectors Functions of `target` it may call.
    struct Office {
        uint64 roleId;
        uint32 executionDelay;
        address[] holders;
        address target;
        bytes4[] selectors;
    }

    constructor(address timelock, Office[] memory offices) AccessManager(timelock) {
        for (uint256 i = 0; i < offices.length; ++i) {
            Office memory office = offices[i];
            for (uint256 j = 0; j < office.selectors.length; ++j) {
                _setTargetFunctionRole(office.target, office.selectors[j], office.roleId);
            }
            for (uint256 j = 0; j < office.holders.length; ++j) {
                _grantRole(office.roleId, office.holders[j], 0, office.executionDelay);
            }
        }
    }
}
