// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Test} from "./Test.sol";

/// @notice Deploys contracts the way the genesis builder does: the constructor runs at the final address, so that
/// contracts that know each other by address can be founded in one go.
abstract contract Predeploys is Test {
    error ConstructorFailed(address target, bytes reason);

    function deployTo(address target, bytes memory creationCode, bytes memory arguments) internal {
        bytes memory reason = tryDeployTo(target, creationCode, arguments);
        if (reason.length != 0) revert ConstructorFailed(target, reason);
    }

    /// @return reason What the constructor reverted with; nothing when it went through.
    function tryDeployTo(
        address target,
        bytes memory creationCode,
        bytes memory arguments
    ) internal returns (bytes memory reason) {
        vm.etch(target, bytes.concat(creationCode, arguments));
        (bool done, bytes memory result) = target.call("");
        if (!done) return result;
        vm.etch(target, result);
    }
}
