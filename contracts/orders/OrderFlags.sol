// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title OrderFlags
/// @notice What happened to an order beside the movements of its value: one bit each, combined in a `uint8`.
library OrderFlags {
    /// @notice The supplier accepted it.
    uint8 internal constant ACCEPTED = 1 << 0;
    /// @notice The supplier declined it.
    uint8 internal constant REJECTED = 1 << 1;
    /// @notice What was not shipped was cancelled; nothing is shipped any more.
    uint8 internal constant CLOSED = 1 << 2;
    /// @notice Money is to be set aside before goods are shipped.
    uint8 internal constant ESCROWED = 1 << 3;
    /// @notice The buyer asks to cancel what is not shipped.
    uint8 internal constant BUYER_ASKS = 1 << 4;
    /// @notice The supplier asks to cancel what is not shipped.
    uint8 internal constant SUPPLIER_ASKS = 1 << 5;
}
