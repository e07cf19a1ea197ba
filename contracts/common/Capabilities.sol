// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Capabilities
/// @notice What the alliance admits an organisation to do: one bit each, combined in a `uint16`.
library Capabilities {
    uint16 internal constant OPERATOR = 1 << 0;
    uint16 internal constant BANK = 1 << 1;
    uint16 internal constant BUYER = 1 << 2;
    uint16 internal constant SUPPLIER = 1 << 3;
    uint16 internal constant LOGISTICS = 1 << 4;
    uint16 internal constant UTILITY = 1 << 5;
    uint16 internal constant PROSUMER = 1 << 6;
    uint16 internal constant METER_OPERATOR = 1 << 7;
    uint16 internal constant APPRAISER = 1 << 8;
    uint16 internal constant ARBITER = 1 << 9;
    uint16 internal constant AUDITOR = 1 << 10;
    uint16 internal constant REGULATOR = 1 << 11;

    uint16 internal constant ALL = (1 << 12) - 1;
}
