// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IClaims} from "./IClaims.sol";

/// @title ClaimHoldings
/// @notice Who holds how many units of a claim, at which tier, and how they pass on, see `IClaims`.
/// @dev Units sit in lots: what an account holds and has not pledged is one lot, each pledge is another. `_carry` tells
/// the room of each move between lots, so that what it keeps per lot goes along.
abstract contract ClaimHoldings is IClaims, ERC6909, MemberGated {
    /// @dev A holding in one slot. `pledgeCount` numbers the pledges that the account ever made of the claim.
    struct StoredHolding {
        uint96 amount;
        uint96 pledged;
        uint8 tier;
        bool partlyFrozen;
        uint32 pledgeCount;
    }

    mapping(uint256 id => mapping(address account => StoredHolding holding)) internal _holdings;
    mapping(uint256 id => mapping(address account => uint96 amount)) internal _frozen;

    /// @inheritdoc IClaims
    function transferBatch(TransferItem[] calldata items) external {
        for (uint256 i = 0; i < items.length; ++i) {
            _transfer(msg.sender, items[i].receiver, items[i].id, items[i].amount);
        }
    }

    /// @inheritdoc IClaims
    function canTransfer(
        address from,
        address to,
        uint256 tokenId,
        uint256 amount
    ) external view returns (bool) {
        try this.requireTransferable(from, to, tokenId, amount) {
            return true;
        } catch {
            return false;
        }
    }

    /// @inheritdoc IClaims
    function requireTransferable(address from, address to, uint256 id, uint256 amount) external view {
        _checkTransfer(from, to, id, amount);
    }

    /// @inheritdoc IClaims
    function holdingOf(uint256 id, address account) external view returns (Holding memory) {
        StoredHolding memory holding = _holdings[id][account];
        return Holding(holding.amount, holding.pledged, _frozenOf(id, account, holding), holding.tier);
    }

    /// @inheritdoc IClaims
    function getFrozenTokens(address account, uint256 tokenId) external view returns (uint256) {
        return _frozen[tokenId][account];
    }

    /// @inheritdoc IERC6909
    function balanceOf(address owner, uint256 id) public view override(ERC6909, IERC6909) returns (uint256) {
        return _holdings[id][owner].amount;
    }

    /// @dev Reverts unless units may pass by their holder's will between these organisations now.
    /// @return tierLimit Greatest tier to which they may pass.
    function _requireMovable(
        uint256 id,
        OrgId from,
        OrgId to
    ) internal view virtual returns (uint8 tierLimit);

    /// @dev Reverts unless units may be pledged to this organisation now.
    function _requirePledgeable(uint256 id, OrgId pledgee) internal view virtual;

    /// @dev Reverts unless this organisation may hold units.
    function _requireHoldable(uint256 id, OrgId holder) internal view virtual;

    /// @dev `amount` of the `total` units in one lot go to another lot.
    function _carry(
        uint256 id,
        bytes32 fromLot,
        bytes32 toLot,
        uint256 amount,
        uint256 total
    ) internal virtual {}

    /// @dev The lot of what an account holds and has not pledged.
    function _lotOf(address account) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }

    /// @dev Units that an account holds and has not pledged, and how many of them are frozen.
    function _unpledgedOf(
        uint256 id,
        address account
    ) internal view returns (uint256 unpledged, uint256 frozen) {
        StoredHolding memory holding = _holdings[id][account];
        return (holding.amount - holding.pledged, _frozenOf(id, account, holding));
    }

    /// @dev Units return to an account of the claim's origin, at whose tier they stand again.
    function _regain(uint256 id, address from, address to, uint256 amount) internal {
        StoredHolding memory holding = _holdings[id][from];
        _requireFree(id, from, holding, amount);
        _carry(id, _lotOf(from), _lotOf(to), amount, holding.amount - holding.pledged);
        _storeLess(id, from, holding, uint96(amount));
        _add(id, to, uint96(amount), 0);
        emit Transfer(msg.sender, from, to, id, amount);
    }

    /// @dev All changes of balances that come through ERC-6909: transfers, issue and burning. Burning carries nothing: the
    /// room that burns knows what goes with the units.
    function _update(address from, address to, uint256 id, uint256 amount) internal override {
        if (from == address(0)) {
            _add(id, to, uint96(amount), 0);
        } else if (to == address(0)) {
            StoredHolding memory holding = _holdings[id][from];
            _requireFree(id, from, holding, amount);
            _storeLess(id, from, holding, uint96(amount));
        } else {
            (StoredHolding memory holding, uint8 tier) = _checkTransfer(from, to, id, amount);
            _carry(id, _lotOf(from), _lotOf(to), amount, holding.amount - holding.pledged);
            _storeLess(id, from, holding, uint96(amount));
            _add(id, to, uint96(amount), tier);
        }
        emit Transfer(msg.sender, from, to, id, amount);
    }

    function _checkTransfer(
        address from,
        address to,
        uint256 id,
        uint256 amount
    ) internal view returns (StoredHolding memory holding, uint8 tier) {
        if (from == to) revert Claims_ToItself(id, from);
        if (amount == 0) revert Claims_ZeroAmount(id);
        (OrgId fromOrg, OrgId toOrg) = membership.requireCanAct(from, to);
        uint8 limit = _requireMovable(id, fromOrg, toOrg);
        holding = _holdings[id][from];
        _requireFree(id, from, holding, amount);
        tier = fromOrg == toOrg ? holding.tier : _nextTier(holding.tier);
        if (tier > limit) revert Claims_TierLimit(id, tier, limit);
        StoredHolding storage target = _holdings[id][to];
        if (tier > target.tier && target.amount != 0) revert Claims_WouldRaiseTier(id, to, target.tier, tier);
    }

    function _requireFree(
        uint256 id,
        address holder,
        StoredHolding memory holding,
        uint256 amount
    ) internal view {
        uint256 free = holding.amount - holding.pledged - _frozenOf(id, holder, holding);
        if (amount > free) revert Claims_NotFree(id, holder, free, amount);
    }

    function _storeLess(uint256 id, address account, StoredHolding memory holding, uint96 amount) internal {
        holding.amount -= amount;
        _holdings[id][account] = holding;
    }

    /// @dev A holding that was empty takes the tier of what comes; any other keeps the greater one.
    function _add(uint256 id, address account, uint96 amount, uint8 tier) internal {
        StoredHolding memory holding = _holdings[id][account];
        if (holding.amount == 0 || tier > holding.tier) holding.tier = tier;
        holding.amount += amount;
        _holdings[id][account] = holding;
    }

    function _storeFrozen(uint256 id, address account, uint96 amount) internal {
        _frozen[id][account] = amount;
        _holdings[id][account].partlyFrozen = amount != 0;
    }

    function _frozenOf(
        uint256 id,
        address account,
        StoredHolding memory holding
    ) internal view returns (uint96) {
        return holding.partlyFrozen ? _frozen[id][account] : 0;
    }

    function _nextTier(uint8 tier) internal pure returns (uint8) {
        return tier == type(uint8).max ? tier : tier + 1;
    }
}
