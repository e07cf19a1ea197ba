// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAssetClasses} from "../../contracts/assets/IAssetClasses.sol";
import {Claims} from "../../contracts/assets/Claims.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {IDirectory} from "../../contracts/consortium/IDirectory.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";

/// @notice Claims on goods, without more: units are kilogrammes, know no money and pass to any member.
contract GoodsDouble is Claims {
    constructor(
        IMembership membership_,
        IDirectory directory_,
        IAssetClasses assetClasses_
    ) Claims(membership_, directory_, assetClasses_) {} // solhint-disable-line no-empty-blocks

    function store(address holder, uint256 id, uint256 amount) external {
        _mint(holder, id, amount);
    }

    function _requireMovable(uint256, OrgId, OrgId) internal pure override returns (uint256, bool) {
        return (type(uint8).max, false);
    }

    // solhint-disable-next-line no-empty-blocks
    function _requirePledgeable(uint256 id, OrgId pledgee) internal view override {}

    // solhint-disable-next-line no-empty-blocks
    function _requireHoldable(uint256 id, OrgId holder) internal view override {}
}
