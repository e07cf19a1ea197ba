// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMembership} from "../consortium/IMembership.sol";
import {OrgId} from "./OrgId.sol";

/// @title MemberGated
/// @notice The base of every room: asks the register who is calling.
abstract contract MemberGated {
    /// @notice The register that answers for this contract; fixed at deployment.
    IMembership public immutable membership;

    constructor(IMembership membership_) {
        membership = membership_;
    }

    /// @dev The organisation for which the caller acts; reverts with the reason when it may not act now.
    function _callingMember() internal view returns (OrgId) {
        return membership.requireMember(msg.sender);
    }

    /// @dev Both accounts may act now; reverts with the reason when either may not.
    function _requireCanAct(address a, address b) internal view {
        membership.requireCanAct(a, b);
    }
}
