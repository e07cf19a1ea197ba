// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";

/// @notice A lot of a bill in two words. Head: account (bits 0–159), holder (160–191), number of the lot it was split from
/// (192–223), count of endorsements (224–231), facts (232–234). Tail: amount (0–95), the latest endorsements (96–255).
/// @dev Endorsements are 32 bits each: the number of the endorser, doubled, plus one if it answers for payment. Numbers of
/// organisations stay far below 2^31, since they are given out one by one.
struct StoredLot {
    uint256 head;
    uint256 tail;
}

using {
    account,
    holder,
    parent,
    endorsements,
    has,
    amountMinor,
    page,
    giveTo,
    redirectTo,
    set,
    unset,
    resize,
    splitFrom,
    endorseBy,
    turnPage,
    keepOnly
} for StoredLot global;

uint256 constant PRESENTED = 1 << 232;
uint256 constant PROTESTED = 1 << 233;
uint256 constant PLEDGED = 1 << 234;

/// @dev Endorsements that the tail holds, and a page.
uint256 constant PER_PAGE = 5;
uint256 constant ENDORSEMENT_BITS = 32;

uint256 constant HOLDER_AT = 160;
uint256 constant PARENT_AT = 192;
uint256 constant COUNT_AT = 224;
uint256 constant PAGE_AT = 96;

function account(StoredLot memory lot) pure returns (address) {
    return address(uint160(lot.head));
}

function holder(StoredLot memory lot) pure returns (OrgId) {
    return OrgId.wrap(uint32(lot.head >> HOLDER_AT));
}

function parent(StoredLot memory lot) pure returns (uint32) {
    return uint32(lot.head >> PARENT_AT);
}

function endorsements(StoredLot memory lot) pure returns (uint256) {
    return uint8(lot.head >> COUNT_AT);
}

/// @dev Whether any of the facts is so.
function has(StoredLot memory lot, uint256 facts) pure returns (bool) {
    return lot.head & facts != 0;
}

function amountMinor(StoredLot memory lot) pure returns (uint96) {
    return uint96(lot.tail);
}

/// @dev The latest endorsements, from the first on its page.
function page(StoredLot memory lot) pure returns (uint256) {
    return lot.tail >> PAGE_AT;
}

function giveTo(StoredLot memory lot, address newAccount, OrgId newHolder) pure {
    uint256 party = (uint256(OrgId.unwrap(newHolder)) << HOLDER_AT) | uint160(newAccount);
    lot.head = ((lot.head >> PARENT_AT) << PARENT_AT) | party;
}

function redirectTo(StoredLot memory lot, address newAccount) pure {
    lot.head = ((lot.head >> HOLDER_AT) << HOLDER_AT) | uint160(newAccount);
}

function set(StoredLot memory lot, uint256 fact) pure {
    lot.head |= fact;
}

function unset(StoredLot memory lot, uint256 fact) pure {
    lot.head &= ~fact;
}

function resize(StoredLot memory lot, uint96 newAmountMinor) pure {
    lot.tail = ((lot.tail >> PAGE_AT) << PAGE_AT) | newAmountMinor;
}

function splitFrom(StoredLot memory lot, uint32 number) pure {
    lot.head = (lot.head & ~(uint256(type(uint32).max) << PARENT_AT)) | (uint256(number) << PARENT_AT);
}

/// @dev One endorsement more. The caller knows that there is room for it on the page.
function endorseBy(StoredLot memory lot, OrgId endorser, bool withRecourse) pure {
    uint256 entry = (uint256(OrgId.unwrap(endorser)) << 1) | (withRecourse ? 1 : 0);
    lot.tail |= entry << (PAGE_AT + (lot.endorsements() % PER_PAGE) * ENDORSEMENT_BITS);
    lot.head += 1 << COUNT_AT;
}

/// @dev Begins an empty page.
function turnPage(StoredLot memory lot) pure {
    lot.tail = lot.amountMinor();
}

/// @dev Only the first `count` endorsements, of which `latest` is the page that has the last.
function keepOnly(StoredLot memory lot, uint256 count, uint256 latest) pure {
    uint256 places = count == 0 ? 0 : ((count - 1) % PER_PAGE) + 1;
    uint256 kept = latest & ((1 << (places * ENDORSEMENT_BITS)) - 1);
    lot.tail = (kept << PAGE_AT) | lot.amountMinor();
    lot.head = (lot.head & ~(uint256(type(uint8).max) << COUNT_AT)) | (count << COUNT_AT);
}
