// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface MembershipCheck {
    function requireCanAct(address a, address b) external view returns (uint32, uint32);
}

/// @notice What the membership check costs a contract that asks it, everything cold.
contract MembershipProbe {
    function measure(MembershipCheck membership, address a, address b) external view returns (uint256 used) {
        used = gasleft();
        membership.requireCanAct(a, b);
        used -= gasleft();
    }
}
