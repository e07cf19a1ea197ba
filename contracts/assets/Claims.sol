// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {Rights} from "../common/Rights.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IMembership} from "../consortium/IMembership.sol";
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
        StoredHolding memory holding = _holdings[id][from];
        uint8 tier = holding.tier;
        uint96 unpledged = holding.amount - holding.pledged;
        uint96 frozen = _frozenOf(id, from, holding);
        uint96 moved = unpledged;
        if (unpledged != 0) _carry(id, _lotOf(from), _lotOf(to), unpledged, unpledged);
        if (frozen != 0) {
            _storeFrozen(id, to, _frozen[id][to] + frozen);
            delete _frozen[id][from];
            holding.partlyFrozen = false;
        }
        for (uint256 i = 0; i < pledgeIds.length; ++i) moved += _movePledge(id, pledgeIds[i], from, to);
        if (moved == 0) revert Claims_ZeroAmount(id);
        uint96 pledged = moved - unpledged;
        holding.pledged -= pledged;
        _storeLess(id, from, holding, moved);
        _add(id, to, moved, tier);
        _holdings[id][to].pledged += pledged;
        emit HoldingRecovered(id, from, to, moved, msg.sender);
        emit Transfer(msg.sender, from, to, id, moved);
    }

    /// @inheritdoc IClaims
    function setFrozenTokens(
        address account,
        uint256 tokenId,
        uint256 amount
    ) external restricted returns (bool) {
        StoredHolding memory holding = _holdings[tokenId][account];
        uint96 unpledged = holding.amount - holding.pledged;
        if (amount > unpledged) revert Claims_FreezesTooMuch(tokenId, account, unpledged, amount);
        _storeFrozen(tokenId, account, uint96(amount));
        emit Frozen(account, tokenId, amount);
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
        if (amount == 0) revert Claims_ZeroAmount(tokenId);
        _requireHoldable(tokenId, membership.requireMember(to));
        StoredHolding memory holding = _holdings[tokenId][from];
        uint96 unpledged = holding.amount - holding.pledged;
        if (amount > unpledged) revert Claims_NotFree(tokenId, from, unpledged, amount);
        _thawAbove(unpledged - uint96(amount), tokenId, from, holding);
        uint8 tier = _nextTier(holding.tier);
        _carry(tokenId, _lotOf(from), _lotOf(to), amount, unpledged);
        _storeLess(tokenId, from, holding, uint96(amount));
        _add(tokenId, to, uint96(amount), tier);
        emit ForcedTransfer(from, to, tokenId, amount);
        emit Transfer(msg.sender, from, to, tokenId, amount);
        return true;
    }

    /// @dev No more stays frozen than what is left.
    function _thawAbove(uint96 left, uint256 id, address account, StoredHolding memory holding) private {
        if (_frozenOf(id, account, holding) <= left) return;
        holding.partlyFrozen = left != 0;
        _frozen[id][account] = left;
        emit Frozen(account, id, left);
    }

    /// @dev The caller is an admin of the organisation of both accounts, the first of which is lost to it.
    function _requireRecovery(address from, address to) private view {
        (OrgId orgId, OrgId receiving) = membership.requireCanAct(msg.sender, to);
        if (membership.accountOf(msg.sender).rights & Rights.ADMIN == 0)
            revert Claims_OnlyAdmin(msg.sender, orgId);
        if (receiving != orgId) revert Claims_WrongOrganisation(to, receiving, orgId);
        IMembership.Account memory lost = membership.accountOf(from);
        if (lost.orgId != orgId) revert Claims_WrongOrganisation(from, lost.orgId, orgId);
        bool stopped = lost.rights == 0 || lost.frozenByOrganisation;
        if (!stopped || lost.frozenByCompliance) revert Claims_NotLost(from);
    }
}
