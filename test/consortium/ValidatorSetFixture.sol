// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IValidatorSet} from "../../contracts/consortium/IValidatorSet.sol";
import {Founding} from "./Founding.sol";

/// @notice Drives a validator set as the registry does; after each step Besu must be able to read both lists.
abstract contract ValidatorSetFixture is Founding {
    address internal constant NEWCOMER = address(0xbeef);

    function foundLive(uint256 organisations, uint16 floor) internal {
        found(organisations, floor);
        wakeFirst(validators, organisations);
    }

    /// @dev The first `count` validators of the list propose one block each.
    function wakeFirst(IValidatorSet set, uint256 count) internal {
        address[] memory list = set.getValidators();
        for (uint256 i = 0; i < count; ++i) {
            vm.coinbase(list[i]);
            set.poke();
        }
        vm.coinbase(address(0xfee));
    }

    function add(IValidatorSet set, address validator, uint256 organisation) internal {
        vm.prank(address(registry));
        set.add(validator, org(organisation));
        assertBesuCanRead();
    }

    function remove(IValidatorSet set, address validator) internal {
        vm.prank(address(registry));
        set.remove(validator);
        assertBesuCanRead();
    }

    function swap(IValidatorSet set, address validator, address replacement) internal {
        vm.prank(address(registry));
        set.swap(validator, replacement);
        assertBesuCanRead();
    }

    function eject(IValidatorSet set, address validator) internal {
        vm.prank(address(registry));
        set.eject(validator);
        assertBesuCanRead();
    }

    function atRisk(uint256 live, uint256 quorum) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IValidatorSet.ValidatorSet_QuorumAtRisk.selector, live, quorum);
    }

    function aboveCap(uint256 organisation, uint256 count, uint256 cap) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IValidatorSet.ValidatorSet_OrganisationAboveCap.selector,
                org(organisation),
                count,
                cap
            );
    }

    function duplicate(address validator) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IValidatorSet.ValidatorSet_DuplicateValidator.selector, validator);
    }

    function unknown(address validator) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IValidatorSet.ValidatorSet_UnknownValidator.selector, validator);
    }

    function belowFloor(uint256 count, uint256 floor) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IValidatorSet.ValidatorSet_BelowFloor.selector, count, floor);
    }

    /// @dev Fewest of `validators` that seal a block.
    function quorum(uint256 validators_) internal pure returns (uint256) {
        return (2 * validators_ + 2) / 3;
    }
}
