// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";

/// @notice What one organisation owes another, in one word, since the word is read again from calldata when its cycle
/// is settled and each byte that is not zero costs 16 gas then and now.
/// @dev From the lowest bit: amountMinor 96, creditor 32, currency 8 (index in the cycle's list), priority 8, flags
/// 8. The debtor hands in words that end there; the contract adds id 40 and debtor 32, so that what is carried over
/// to another cycle stands on its own.
type Obligation is uint256;

using {
    amountMinor,
    creditor,
    currency,
    priority,
    flags,
    has,
    id,
    debtor,
    isStamped,
    stamped,
    reducedBy
} for Obligation global;

// What a debtor allows or asks for, one bit each.

// May be paid in part; the rest is carried over.
uint256 constant DIVISIBLE = 1 << 0;
// May be passed over: later obligations of the same debtor need not wait for it.
uint256 constant MAY_WAIT = 1 << 1;
// First leg of a payment versus payment; the next word is the other leg.
uint256 constant LINKED_BIT = 2;
uint256 constant LINKED = 1 << LINKED_BIT;
// Second leg of a payment versus payment: owed by the creditor of the first leg, who has to release it.
uint256 constant COUNTER = 1 << 3;
uint256 constant ALL_FLAGS = (1 << 4) - 1;

// The most important of the priorities: 0 normal, 1 high, 2 urgent.
uint256 constant URGENT = 2;
// One bit for each.
uint256 constant PRIORITIES = 7;

uint256 constant AMOUNT = (1 << 96) - 1;
uint256 constant ORGANISATION = (1 << 32) - 1;
uint256 constant BYTE = (1 << 8) - 1;
uint256 constant NUMBER = (1 << 40) - 1;

uint256 constant CREDITOR_OFFSET = 96;
uint256 constant CURRENCY_OFFSET = 128;
uint256 constant PRIORITY_OFFSET = 136;
uint256 constant FLAGS_OFFSET = 144;
// Nothing is set from here on if the flags are DIVISIBLE and MAY_WAIT at most, and the word is not stamped.
uint256 constant PLAIN_END = 146;
uint256 constant ID_OFFSET = 152;
uint256 constant DEBTOR_OFFSET = 192;

function amountMinor(Obligation obligation) pure returns (uint256) {
    return uint96(Obligation.unwrap(obligation));
}

function creditor(Obligation obligation) pure returns (OrgId) {
    return OrgId.wrap(uint32(Obligation.unwrap(obligation) >> CREDITOR_OFFSET));
}

function currency(Obligation obligation) pure returns (uint256) {
    return uint8(Obligation.unwrap(obligation) >> CURRENCY_OFFSET);
}

function priority(Obligation obligation) pure returns (uint256) {
    return uint8(Obligation.unwrap(obligation) >> PRIORITY_OFFSET);
}

function flags(Obligation obligation) pure returns (uint256) {
    return uint8(Obligation.unwrap(obligation) >> FLAGS_OFFSET);
}

/// @notice Whether it carries a flag of the list above.
function has(Obligation obligation, uint256 flag) pure returns (bool) {
    return Obligation.unwrap(obligation) & (flag << FLAGS_OFFSET) != 0;
}

function id(Obligation obligation) pure returns (uint256) {
    return uint40(Obligation.unwrap(obligation) >> ID_OFFSET);
}

function debtor(Obligation obligation) pure returns (OrgId) {
    return OrgId.wrap(uint32(Obligation.unwrap(obligation) >> DEBTOR_OFFSET));
}

/// @notice Whether anything stands where the contract writes id and debtor.
function isStamped(Obligation obligation) pure returns (bool) {
    return Obligation.unwrap(obligation) >> ID_OFFSET != 0;
}

/// @notice The obligation with its debtor and its number.
function stamped(Obligation obligation, OrgId owedBy, uint256 number) pure returns (Obligation) {
    return
        Obligation.wrap(
            Obligation.unwrap(obligation) |
                (number << ID_OFFSET) |
                (uint256(OrgId.unwrap(owedBy)) << DEBTOR_OFFSET)
        );
}

/// @notice What is left of it after `partMinor`, less than its amount, was paid.
function reducedBy(Obligation obligation, uint256 partMinor) pure returns (Obligation) {
    return Obligation.wrap(Obligation.unwrap(obligation) - partMinor);
}
