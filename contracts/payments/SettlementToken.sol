// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {Holdings} from "./Holdings.sol";
import {Interbank} from "./Interbank.sol";
import {Payments} from "./Payments.sol";

/// @title SettlementToken
/// @notice Money of one bank in one currency, see `ISettlementToken` and, for payments to other banks, `IInterbank`.
contract SettlementToken is Payments, Interbank {
    constructor(
        IMembership register,
        OrgId bank,
        string memory isoCode,
        uint8 exponent,
        string memory fullName,
        string memory shortName
    )
        ERC20(fullName, shortName)
        ERC20Permit(fullName)
        MemberGated(register)
        Holdings(bank, isoCode, exponent)
    {} // solhint-disable-line no-empty-blocks
}
