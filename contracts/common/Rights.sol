// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Rights
/// @notice What an account may do for its organisation: one bit each, combined in a `uint8`.
library Rights {
    /// @notice Votes for the organisation and manages its accounts, nodes and validators.
    uint8 internal constant ADMIN = 1 << 0;
    /// @notice Does business for the organisation.
    uint8 internal constant OPERATOR = 1 << 1;
    /// @notice Reads through the organisation's gateway; changes nothing on the ledger.
    uint8 internal constant VIEWER = 1 << 2;

    uint8 internal constant ALL = ADMIN | OPERATOR | VIEWER;
}
