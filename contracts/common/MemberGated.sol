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

    /// @dev The organisation for which the caller acts; reverts with the reason when it may not act now. The register's
    /// quickest question, asked about one account twice, saves some 1,500 gas.
    function _callingMember() internal view returns (OrgId orgId) {
        (orgId, ) = membership.requireCanAct(msg.sender, msg.sender);
    }

    /// @dev Both accounts may act now; reverts with the register's reason when either may not.
    function _requireCanAct(address a, address b) internal view {
        if (_canBothAct(a, b)) return;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let reason := mload(0x40)
            returndatacopy(reason, 0x00, returndatasize())
            revert(reason, returndatasize())
        }
    }

    /// @dev Whether both accounts may act now. A no may also come of too little gas: who does not revert then, asks about
    /// each by `isMember`. In assembly, since nobody wants the register's answer to a question that was settled, and taking
    /// it apart would cost every payment some 400 gas.
    function _canBothAct(address a, address b) internal view returns (bool both) {
        IMembership register = membership;
        bytes4 selector = IMembership.requireCanAct.selector;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let request := mload(0x40)
            mstore(request, selector)
            mstore(add(request, 0x04), a)
            mstore(add(request, 0x24), b)
            both := staticcall(gas(), register, request, 0x44, 0x00, 0x00)
            // The register answers with two numbers; an address without code, with nothing.
            both := and(both, eq(returndatasize(), 0x40))
        }
    }
}
