// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title DirectoryNames
/// @notice The names that the founding genesis puts into the directory.
library DirectoryNames {
    bytes32 internal constant REGISTRY = "registry";
    bytes32 internal constant GOVERNOR = "governor";
    bytes32 internal constant TIMELOCK = "timelock";
    bytes32 internal constant ACCESS_MANAGER = "accessManager";
    bytes32 internal constant VALIDATOR_SET = "validatorSet";
    bytes32 internal constant RESCUE_VALIDATOR_SET = "rescueValidatorSet";
}
