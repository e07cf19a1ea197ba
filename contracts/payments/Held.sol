// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IPaymentEscrow} from "./IPaymentEscrow.sol";

/// @notice All that the escrow keeps of one payment, in one word, since a payment is read once and written once per
/// call: capturable (bits 0–95), refundable (96–191), until (192–231), released milestones (232–247), stage
/// (248–255). See `IPaymentEscrow.Payment`.
type Held is uint256;

using {
    capturable,
    refundable,
    until,
    isReleased,
    stage,
    isDisputed,
    captured,
    refunded,
    emptied,
    withReleased,
    withStage,
    unpacked
} for Held global;

uint256 constant REFUNDABLE_AT = 96;
uint256 constant UNTIL_AT = 192;
uint256 constant RELEASED_AT = 232;
uint256 constant STAGE_AT = 248;

/// @dev A payment that was authorised just now.
function opened(uint96 amountMinor) pure returns (Held) {
    return Held.wrap((uint256(IPaymentEscrow.Stage.Open) << STAGE_AT) | amountMinor);
}

/// @dev Terms that can never be authorised.
function revoked() pure returns (Held) {
    return Held.wrap(uint256(IPaymentEscrow.Stage.Revoked) << STAGE_AT);
}

function capturable(Held held) pure returns (uint96) {
    return uint96(Held.unwrap(held));
}

function refundable(Held held) pure returns (uint96) {
    return uint96(Held.unwrap(held) >> REFUNDABLE_AT);
}

function until(Held held) pure returns (uint40) {
    return uint40(Held.unwrap(held) >> UNTIL_AT);
}

/// @dev Milestones are below 16.
function isReleased(Held held, uint256 milestone) pure returns (bool) {
    return (Held.unwrap(held) >> (RELEASED_AT + milestone)) & 1 == 1;
}

function stage(Held held) pure returns (IPaymentEscrow.Stage) {
    return IPaymentEscrow.Stage(Held.unwrap(held) >> STAGE_AT);
}

function isDisputed(Held held) pure returns (bool) {
    IPaymentEscrow.Stage now_ = held.stage();
    return
        now_ == IPaymentEscrow.Stage.DisputedByPayer ||
        now_ == IPaymentEscrow.Stage.DisputedByPayee ||
        now_ == IPaymentEscrow.Stage.DisputedForGood;
}

/// @dev The caller knows that as much can be captured; what is refundable is never more than what was held, which
/// has 96 bits.
function captured(Held held, uint256 amountMinor) pure returns (Held) {
    unchecked {
        return Held.wrap(Held.unwrap(held) + (amountMinor << REFUNDABLE_AT) - amountMinor);
    }
}

/// @dev The caller knows that as much can be refunded.
function refunded(Held held, uint256 amountMinor) pure returns (Held) {
    unchecked {
        return Held.wrap(Held.unwrap(held) - (amountMinor << REFUNDABLE_AT));
    }
}

/// @dev The rest goes back to the payer. Until when remains, since refunds go by it.
function emptied(Held held) pure returns (Held) {
    uint256 kept = Held.unwrap(held) & ~uint256(type(uint96).max);
    return Held.wrap(kept).withStage(IPaymentEscrow.Stage.Voided, held.until());
}

/// @dev Milestones are below 16.
function withReleased(Held held, uint256 milestone) pure returns (Held) {
    return Held.wrap(Held.unwrap(held) | (1 << (RELEASED_AT + milestone)));
}

function withStage(Held held, IPaymentEscrow.Stage stage_, uint40 until_) pure returns (Held) {
    uint256 cleared =
        Held.unwrap(held) & ~((uint256(0xff) << STAGE_AT) | (uint256(type(uint40).max) << UNTIL_AT));
    return Held.wrap(cleared | (uint256(stage_) << STAGE_AT) | (uint256(until_) << UNTIL_AT));
}

function unpacked(Held held) pure returns (IPaymentEscrow.Payment memory) {
    return
        IPaymentEscrow.Payment({
            capturableMinor: held.capturable(),
            refundableMinor: held.refundable(),
            until: held.until(),
            releasedMilestones: uint16(Held.unwrap(held) >> RELEASED_AT),
            stage: held.stage()
        });
}
