// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice All that a token keeps of one account, in one word: balance (bits 0–95), paid on the last day of payment
/// (96–191), that day since 1970 (192–207), quick limits per payment (208–218) and per day (219–229), next nonce
/// (230–243), class (244–251), frozen (252), custodian (253), dismissed (254), scattered (255).
/// @dev A quick limit is at most the limit of the account's class, cut to four binary digits; the exact limit is looked up
/// for what goes beyond it. All nonces below the next one are used; `scattered` says that some above it are too.
type Holding is uint256;

using {
    balance,
    paidOn,
    fitsQuickly,
    nextNonce,
    limitClass,
    isFrozen,
    isCustodian,
    isDismissed,
    isPlain,
    areBothPlain,
    credited,
    debited,
    spent,
    onDay,
    withoutQuickLimits,
    withClass,
    isNext,
    withNextUsed,
    asScattered,
    withFrozen,
    withCustodian
} for Holding global;

uint256 constant MAXIMUM_MINOR = 0xffffffffffffffffffffffff;
/// @dev From this number on nonces go to the bitmap only.
uint256 constant NONCE_CEILING = 0x3fff;

uint256 constant PAID_AT = 96;
uint256 constant DAY_AT = 192;
uint256 constant QUICK_PAYMENT_AT = 208;
uint256 constant QUICK_DAY_AT = 219;
uint256 constant NONCE_AT = 230;
uint256 constant CLASS_AT = 244;

uint256 constant QUICK_LIMITS = uint256(0x3fffff) << QUICK_PAYMENT_AT;
uint256 constant PAID_AND_DAY = uint256(type(uint112).max) << PAID_AT;
uint256 constant FROZEN = 1 << 252;
uint256 constant CUSTODIAN = 1 << 253;
uint256 constant DISMISSED = 1 << 254;
uint256 constant SCATTERED = 1 << 255;

function balance(Holding holding) pure returns (uint256) {
    return Holding.unwrap(holding) & MAXIMUM_MINOR;
}

/// @dev What the account paid on `day`, counted in days since 1970.
function paidOn(Holding holding, uint256 day) pure returns (uint256) {
    uint256 word = Holding.unwrap(holding);
    return uint16(word >> DAY_AT) == day ? uint96(word >> PAID_AT) : 0;
}

/// @dev Whether a payment is surely within the balance and both limits; no says nothing. In assembly, since four conditions
/// that each jump would cost every payment some 100 gas more.
function fitsQuickly(Holding holding, uint256 amountMinor, uint256 day) pure returns (bool fits) {
    // solhint-disable-next-line no-inline-assembly
    assembly ("memory-safe") {
        let perPayment := shl(and(shr(212, holding), 0x7f), and(shr(208, holding), 0xf))
        let perDay := shl(and(shr(223, holding), 0x7f), and(shr(219, holding), 0xf))
        // The sum overflows only where the balance does not cover the amount anyway.
        let paid := add(and(shr(PAID_AT, holding), MAXIMUM_MINOR), amountMinor)
        let overLimit := or(gt(amountMinor, perPayment), gt(paid, perDay))
        let notCovered := gt(amountMinor, and(holding, MAXIMUM_MINOR))
        let otherDay := xor(and(shr(DAY_AT, holding), 0xffff), day)
        fits := iszero(or(or(overLimit, notCovered), otherDay))
    }
}

function nextNonce(Holding holding) pure returns (uint256) {
    return (Holding.unwrap(holding) >> NONCE_AT) & NONCE_CEILING;
}

function limitClass(Holding holding) pure returns (uint8) {
    return uint8(Holding.unwrap(holding) >> CLASS_AT);
}

function isFrozen(Holding holding) pure returns (bool) {
    return Holding.unwrap(holding) & FROZEN != 0;
}

/// @dev Also of a dismissed one, which still pays out what it holds.
function isCustodian(Holding holding) pure returns (bool) {
    return Holding.unwrap(holding) & CUSTODIAN != 0;
}

function isDismissed(Holding holding) pure returns (bool) {
    return Holding.unwrap(holding) & DISMISSED != 0;
}

/// @dev Neither frozen nor a custodian: the register alone decides what it may do.
function isPlain(Holding holding) pure returns (bool) {
    return Holding.unwrap(holding) & (FROZEN | CUSTODIAN) == 0;
}

function areBothPlain(Holding a, Holding b) pure returns (bool) {
    return isPlain(Holding.wrap(Holding.unwrap(a) | Holding.unwrap(b)));
}

/// @dev The caller knows that the sum is below 2^96: balances add up to the supply, which is.
function credited(Holding holding, uint256 amountMinor) pure returns (Holding) {
    unchecked {
        return Holding.wrap(Holding.unwrap(holding) + amountMinor);
    }
}

/// @dev The caller knows that the balance covers it.
function debited(Holding holding, uint256 amountMinor) pure returns (Holding) {
    unchecked {
        return Holding.wrap(Holding.unwrap(holding) - amountMinor);
    }
}

/// @dev As `debited`, and counts towards the day. The caller knows that the day's sum is within a limit below 2^96.
function spent(Holding holding, uint256 amountMinor) pure returns (Holding) {
    unchecked {
        return Holding.wrap(Holding.unwrap(holding) + (amountMinor << PAID_AT) - amountMinor);
    }
}

/// @dev Begins or goes on with `day`, on which the account has paid `paidMinor`, under the given limits.
function onDay(
    Holding holding,
    uint256 day,
    uint256 paidMinor,
    uint256 perPaymentMinor,
    uint256 perDayMinor
) pure returns (Holding) {
    uint256 kept = Holding.unwrap(holding) & ~(PAID_AND_DAY | QUICK_LIMITS);
    return
        Holding.wrap(
            kept |
                (paidMinor << PAID_AT) |
                (day << DAY_AT) |
                (_cut(perPaymentMinor) << QUICK_PAYMENT_AT) |
                (_cut(perDayMinor) << QUICK_DAY_AT)
        );
}

function withoutQuickLimits(Holding holding) pure returns (Holding) {
    return Holding.wrap(Holding.unwrap(holding) & ~QUICK_LIMITS);
}

function withClass(Holding holding, uint8 newClass) pure returns (Holding) {
    uint256 kept = Holding.unwrap(holding) & ~((uint256(0xff) << CLASS_AT) | QUICK_LIMITS);
    return Holding.wrap(kept | (uint256(newClass) << CLASS_AT));
}

/// @dev Whether `nonce` is the next one, and none above it is used.
function isNext(Holding holding, uint256 nonce) pure returns (bool) {
    uint256 nextIfNotScattered =
        (Holding.unwrap(holding) >> NONCE_AT) & (NONCE_CEILING | (SCATTERED >> NONCE_AT));
    return nextIfNotScattered == nonce && nonce != NONCE_CEILING;
}

/// @dev The caller knows that the next nonce is below the ceiling.
function withNextUsed(Holding holding) pure returns (Holding) {
    unchecked {
        return Holding.wrap(Holding.unwrap(holding) + (1 << NONCE_AT));
    }
}

function asScattered(Holding holding) pure returns (Holding) {
    return Holding.wrap(Holding.unwrap(holding) | SCATTERED);
}

function withFrozen(Holding holding, bool frozen) pure returns (Holding) {
    uint256 word = Holding.unwrap(holding);
    return Holding.wrap(frozen ? word | FROZEN : word & ~FROZEN);
}

function withCustodian(Holding holding, bool admitted) pure returns (Holding) {
    uint256 word = Holding.unwrap(holding) | CUSTODIAN;
    return Holding.wrap(admitted ? word & ~DISMISSED : word | DISMISSED);
}

/// @dev Seven bits of shift and four of number: the greatest quick limit that is not above `limitMinor`.
function _cut(uint256 limitMinor) pure returns (uint256) {
    uint256 shift = 0;
    while (limitMinor > 0xf) {
        limitMinor >>= 1;
        ++shift;
    }
    return (shift << 4) | limitMinor;
}
