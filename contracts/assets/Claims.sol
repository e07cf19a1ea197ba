// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {Rights} from "../common/Rights.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {ClaimHolding} from "./ClaimHolding.sol";
import {ClaimPledges} from "./ClaimPledges.sol";
import {IAssetClasses} from "./IAssetClasses.sol";
import {IClaims} from "./IClaims.sol";

/// @title Claims
/// @notice The base of rooms whose claims are split, passed on and pledged, see `IClaims`: here, recovery and the powers
/// of offices. A room says when its claims may move, and mints and burns.
abstract contract Claims is ClaimPledges, AccessManaged {
    /// @notice Names the contracts of the alliance; fixed at deployment.
    IDirectory public immutable directory;
    /// @notice Knows the classes under which claims are issued; fixed at deployment.
    IAssetClasses public immutable assetClasses;

    constructor(
        IMembership membership_,
        IDirectory directory_,
        IAssetClasses assetClasses_
    ) MemberGated(membership_) AccessManaged(directory_.addressOf("accessManager")) {
        directory = directory_;
        assetClasses = assetClasses_;
    }

    /// @inheritdoc IClaims
    function recover(uint256 id, address from, address to, bytes32[] calldata pledgeIds) external {
        _requireRecovery(from, to);
        uint256 amount = _recoverUnpledged(id, from, to);
        for (uint256 i = 0; i < pledgeIds.length; ++i) amount += _movePledge(id, pledgeIds[i], from, to);
        _requireSome(id, amount);
        emit HoldingRecovered(id, from, to, amount, msg.sender);
    }

    /// @inheritdoc IClaims
    function setFrozenTokens(
        address account,
        uint256 tokenId,
        uint256 amount
    ) external restricted returns (bool) {
        uint256 unpledged = _holdings[tokenId][account].unpledgedUnits();
        if (amount > unpledged) revert Claims_FreezesTooMuch(tokenId, account, unpledged, amount);
        _storeFrozen(tokenId, account, amount);
        return true;
    }

    /// @inheritdoc IClaims
    function forcedTransfer(
        address from,
        address to,
        uint256 tokenId,
        uint256 amount
    ) external restricted returns (bool) {
        if (from == to) revert Claims_ToItself(tokenId, from);
        _requireSome(tokenId, amount);
        _requireHoldable(tokenId, _memberFor(to));
        ClaimHolding holding = _holdings[tokenId][from];
        uint256 unpledged = holding.unpledgedUnits();
        if (amount > unpledged) revert Claims_NotFree(tokenId, from, unpledged, amount);
        _pass(tokenId, from, to, amount, holding, _nextTier(holding.tier()));
        uint256 left = unpledged - amount;
        if (_frozenOf(tokenId, from, holding) > left) _storeFrozen(tokenId, from, left);
        emit ForcedTransfer(from, to, tokenId, amount);
        return true;
    }

    function _recoverUnpledged(uint256 id, address from, address to) private returns (uint256 amount) {
        ClaimHolding holding = _holdings[id][from];
        amount = holding.unpledgedUnits();
        if (amount == 0) return 0;
        _pass(id, from, to, amount, holding, holding.tier());
        uint256 frozen = _frozenOf(id, from, holding);
        if (frozen == 0) return amount;
        _storeFrozen(id, from, 0);
        _storeFrozen(id, to, _frozenOf(id, to, _holdings[id][to]) + frozen);
    }

    /// @dev The caller is an admin of the organisation of both accounts, the first of which is lost to it.
    function _requireRecovery(address from, address to) private view {
        (OrgId orgId, OrgId receiving) = _membersFor(msg.sender, to);
        if (membership.accountOf(msg.sender).rights & Rights.ADMIN == 0)
            revert Claims_OnlyAdmin(msg.sender, orgId);
        if (receiving != orgId) revert Claims_WrongOrganisation(to, receiving, orgId);
        IMembership.Account memory lost = membership.accountOf(from);
        if (lost.orgId != orgId) revert Claims_WrongOrganisation(from, lost.orgId, orgId);
        bool stopped = lost.rights == 0 || lost.frozenByOrganisation;
        if (!stopped || lost.frozenByCompliance) revert Claims_NotLost(from);
    }
}
