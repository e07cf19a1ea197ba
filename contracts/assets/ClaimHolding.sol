// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What an account holds of a claim, in one word: all units (bits 0–95), those of them that are pledged (96–191),
/// tier (192–199), whether some are frozen (200), and how many pledges the account ever made of the claim (208–239).
/// @dev Units of a claim add up to its face, which is below 2^96, so no sum of them overflows its bits.
type ClaimHolding is uint256;

using {
    units,
    pledgedUnits,
    unpledgedUnits,
    tier,
    isPartlyFrozen,
    pledgeCount,
    plus,
    minus,
    plusPledged,
    minusPledged,
    withNextPledge,
    withPartlyFrozen
} for ClaimHolding global;

uint256 constant UNITS = type(uint96).max;
uint256 constant PLEDGED_AT = 96;
uint256 constant TIER_AT = 192;
uint256 constant TIER = uint256(type(uint8).max) << TIER_AT;
uint256 constant PARTLY_FROZEN = 1 << 200;
uint256 constant COUNT_AT = 208;

function units(ClaimHolding holding) pure returns (uint256) {
    return ClaimHolding.unwrap(holding) & UNITS;
}

function pledgedUnits(ClaimHolding holding) pure returns (uint256) {
    return (ClaimHolding.unwrap(holding) >> PLEDGED_AT) & UNITS;
}

function unpledgedUnits(ClaimHolding holding) pure returns (uint256) {
    unchecked {
        return units(holding) - pledgedUnits(holding);
    }
}

function tier(ClaimHolding holding) pure returns (uint256) {
    return (ClaimHolding.unwrap(holding) & TIER) >> TIER_AT;
}

function isPartlyFrozen(ClaimHolding holding) pure returns (bool) {
    return ClaimHolding.unwrap(holding) & PARTLY_FROZEN != 0;
}

function pledgeCount(ClaimHolding holding) pure returns (uint256) {
    return uint32(ClaimHolding.unwrap(holding) >> COUNT_AT);
}

/// @dev A holding that was empty takes the tier of what comes; any other keeps the greater one.
function plus(ClaimHolding holding, uint256 amount, uint256 incoming) pure returns (ClaimHolding) {
    unchecked {
        uint256 word = ClaimHolding.unwrap(holding);
        if (word & UNITS == 0 || incoming > tier(holding)) word = (word & ~TIER) | (incoming << TIER_AT);
        return ClaimHolding.wrap(word + amount);
    }
}

/// @dev The caller knows that the holding covers it.
function minus(ClaimHolding holding, uint256 amount) pure returns (ClaimHolding) {
    unchecked {
        return ClaimHolding.wrap(ClaimHolding.unwrap(holding) - amount);
    }
}

/// @dev The caller knows that so many are not pledged.
function plusPledged(ClaimHolding holding, uint256 amount) pure returns (ClaimHolding) {
    unchecked {
        return ClaimHolding.wrap(ClaimHolding.unwrap(holding) + (amount << PLEDGED_AT));
    }
}

/// @dev The caller knows that so many are pledged.
function minusPledged(ClaimHolding holding, uint256 amount) pure returns (ClaimHolding) {
    unchecked {
        return ClaimHolding.wrap(ClaimHolding.unwrap(holding) - (amount << PLEDGED_AT));
    }
}

function withNextPledge(ClaimHolding holding) pure returns (ClaimHolding) {
    unchecked {
        return ClaimHolding.wrap(ClaimHolding.unwrap(holding) + (1 << COUNT_AT));
    }
}

function withPartlyFrozen(ClaimHolding holding, bool frozen) pure returns (ClaimHolding) {
    uint256 word = ClaimHolding.unwrap(holding);
    return ClaimHolding.wrap(frozen ? word | PARTLY_FROZEN : word & ~PARTLY_FROZEN);
}
