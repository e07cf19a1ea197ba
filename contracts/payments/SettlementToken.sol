// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {Holdings} from "./Holdings.sol";
import {ISettlementToken} from "./ISettlementToken.sol";
import {Payments} from "./Payments.sol";

/// @title SettlementToken
/// @notice Money of one bank in one currency, see `ISettlementToken`.
contract SettlementToken is Payments {
    uint8 private immutable _exponent;
    bytes3 private immutable _currency;

    constructor(
        IMembership membership_,
        OrgId issuer_,
        string memory currency_,
        uint8 exponent,
        string memory name_,
        string memory symbol_
    ) ERC20(name_, symbol_) ERC20Permit(name_) MemberGated(membership_) Holdings(issuer_) {
        bytes memory letters = bytes(currency_);
        if (letters.length != 3) revert Token_BadCurrency(currency_);
        for (uint256 i = 0; i < 3; ++i) {
            if (letters[i] < "A" || letters[i] > "Z") revert Token_BadCurrency(currency_);
        }
        _currency = bytes3(letters);
        _exponent = exponent;
    }

    /// @inheritdoc ISettlementToken
    function currency() external view returns (string memory) {
        return string(abi.encodePacked(_currency));
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public view override(ERC20, IERC20Metadata) returns (uint8) {
        return _exponent;
    }
}
