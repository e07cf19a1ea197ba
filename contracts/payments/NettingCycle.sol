// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {NettingPositions} from "./NettingPositions.sol";
import {NettingQueue} from "./NettingQueue.sol";
import {NettingSettlement} from "./NettingSettlement.sol";

/// @title NettingCycle
/// @notice Obligations between members, netted and settled in cycles, see `INettingCycle`.
contract NettingCycle is NettingSettlement {
    constructor(
        IMembership membership_,
        Currency[] memory currencies_,
        Schedule memory schedule_
    )
        MemberGated(membership_)
        NettingPositions(currencies_)
        NettingQueue(schedule_)
        EIP712("Guildhall NettingCycle", "1")
    {}
}
