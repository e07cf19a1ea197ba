// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";

/// @notice A receivable in one word: debtor (bits 0–31), creditor (32–63), face (64–159), when it is due (160–199), class
/// (200–231), tier limit (232–239), facts (240–247).
type Debt is uint256;

using {debtor, creditor, faceMinor, dueAt, classId, tierLimit, isOpen, has, with, lessFace} for Debt global;

uint256 constant CREDITOR_AT = 32;
uint256 constant FACE_AT = 64;
uint256 constant DUE_AT = 160;
uint256 constant CLASS_AT = 200;
uint256 constant LIMIT_AT = 232;

/// @dev The debtor accepted: units exist.
uint256 constant ACCEPTED = 1 << 240;
uint256 constant REJECTED = 1 << 241;
uint256 constant WITHDRAWN = 1 << 242;
/// @dev The creditor answers to later holders.
uint256 constant RECOURSE = 1 << 243;
/// @dev Not every member may hold: the class is asked.
uint256 constant RESTRICTED = 1 << 244;
/// @dev Some money came in; before that, nobody has received anything.
uint256 constant PAYING = 1 << 245;
/// @dev All money came in.
uint256 constant PAID = 1 << 246;
/// @dev Credit notes left nothing to pay.
uint256 constant CREDITED = 1 << 247;

function newDebt(
    OrgId debtor_,
    OrgId creditor_,
    uint96 face,
    uint40 due,
    uint32 class,
    uint8 limit
) pure returns (Debt) {
    return
        Debt.wrap(
            OrgId.unwrap(debtor_) |
                (uint256(OrgId.unwrap(creditor_)) << CREDITOR_AT) |
                (uint256(face) << FACE_AT) |
                (uint256(due) << DUE_AT) |
                (uint256(class) << CLASS_AT) |
                (uint256(limit) << LIMIT_AT)
        );
}

function debtor(Debt debt) pure returns (OrgId) {
    return OrgId.wrap(uint32(Debt.unwrap(debt)));
}

function creditor(Debt debt) pure returns (OrgId) {
    return OrgId.wrap(uint32(Debt.unwrap(debt) >> CREDITOR_AT));
}

function faceMinor(Debt debt) pure returns (uint256) {
    return uint96(Debt.unwrap(debt) >> FACE_AT);
}

function dueAt(Debt debt) pure returns (uint256) {
    return uint40(Debt.unwrap(debt) >> DUE_AT);
}

function classId(Debt debt) pure returns (uint32) {
    return uint32(Debt.unwrap(debt) >> CLASS_AT);
}

function tierLimit(Debt debt) pure returns (uint256) {
    return uint8(Debt.unwrap(debt) >> LIMIT_AT);
}

/// @dev The debtor accepted, and something is still owed.
function isOpen(Debt debt) pure returns (bool) {
    return Debt.unwrap(debt) & (ACCEPTED | PAID | CREDITED) == ACCEPTED;
}

/// @dev Whether any of these facts holds.
function has(Debt debt, uint256 facts) pure returns (bool) {
    return Debt.unwrap(debt) & facts != 0;
}

function with(Debt debt, uint256 facts) pure returns (Debt) {
    return Debt.wrap(Debt.unwrap(debt) | facts);
}

/// @dev The caller knows that the face covers it.
function lessFace(Debt debt, uint256 amountMinor) pure returns (Debt) {
    unchecked {
        return Debt.wrap(Debt.unwrap(debt) - (amountMinor << FACE_AT));
    }
}
