// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {ClaimHolding} from "./ClaimHolding.sol";
import {IClaims} from "./IClaims.sol";

/// @title ClaimHoldings
/// @notice Who holds how many units of a claim, at which tier, and how they pass on, see `IClaims`.
/// @dev Units sit in lots: what an account holds and has not pledged is one lot, each pledge is another. `_carry` tells
/// the room of each move between lots, so that what it keeps per lot goes along.
abstract contract ClaimHoldings is IClaims, ERC6909, MemberGated {
    mapping(uint256 id => mapping(address account => ClaimHolding holding)) internal _holdings;
    mapping(uint256 id => mapping(address account => uint256 amount)) private _frozen;

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
        _requireTransfer(from, to, id, amount);
    }

    /// @inheritdoc IClaims
    function holdingOf(uint256 id, address account) external view returns (Holding memory) {
        ClaimHolding holding = _holdings[id][account];
        return
            Holding({
                amount: uint96(holding.units()),
                pledged: uint96(holding.pledgedUnits()),
                frozen: uint96(_frozen[id][account]),
                tier: uint8(holding.tier())
            });
    }

    /// @inheritdoc IClaims
    function getFrozenTokens(address account, uint256 tokenId) external view returns (uint256) {
        return _frozen[tokenId][account];
    }

    /// @inheritdoc IERC6909
    function balanceOf(address owner, uint256 id) public view override(ERC6909, IERC6909) returns (uint256) {
        return _holdings[id][owner].units();
    }

    /* What a room decides */

    /// @dev Reverts unless units may pass by their holder's will between these organisations now.
    /// @return tierLimit Greatest tier to which they may pass.
    function _requireMovable(
        uint256 id,
        OrgId from,
        OrgId to
    ) internal view virtual returns (uint256 tierLimit);

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

    /* For rooms */

    /// @dev The lot of what an account holds and has not pledged.
    function _lotOf(address account) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }

    function _frozenOf(uint256 id, address account, ClaimHolding holding) internal view returns (uint256) {
        return holding.isPartlyFrozen() ? _frozen[id][account] : 0;
    }

    function _requireFree(uint256 id, address account, ClaimHolding holding, uint256 amount) internal view {
        uint256 free = holding.unpledgedUnits() - _frozenOf(id, account, holding);
        if (amount > free) revert Claims_NotFree(id, account, free, amount);
    }

    /// @dev Unpledged units pass to another account; the caller knows that the holding covers them.
    function _pass(
        uint256 id,
        address from,
        address to,
        uint256 amount,
        ClaimHolding holding,
        uint256 tier
    ) internal {
        _carry(id, _lotOf(from), _lotOf(to), amount, holding.unpledgedUnits());
        _holdings[id][from] = holding.minus(amount);
        _holdings[id][to] = _holdings[id][to].plus(amount, tier);
        emit Transfer(msg.sender, from, to, id, amount);
    }

    /// @dev All changes of balances that come through ERC-6909: transfers, issue and burning. Burning carries nothing: the
    /// room that burns knows what goes with the units.
    function _update(address from, address to, uint256 id, uint256 amount) internal override {
        if (from != address(0) && to != address(0)) {
            (ClaimHolding holding, uint256 tier) = _requireTransfer(from, to, id, amount);
            _pass(id, from, to, amount, holding, tier);
            return;
        }
        if (from == address(0)) {
            _holdings[id][to] = _holdings[id][to].plus(amount, 0);
        } else {
            _requireFree(id, from, _holdings[id][from], amount);
            _holdings[id][from] = _holdings[id][from].minus(amount);
        }
        emit Transfer(msg.sender, from, to, id, amount);
    }

    function _storeFrozen(uint256 id, address account, uint256 amount) internal {
        _frozen[id][account] = amount;
        _holdings[id][account] = _holdings[id][account].withPartlyFrozen(amount != 0);
        emit Frozen(account, id, amount);
    }

    /// @dev One further down.
    function _nextTier(uint256 tier) internal pure returns (uint256) {
        return tier == type(uint8).max ? tier : tier + 1;
    }

    function _requireSome(uint256 id, uint256 amount) internal pure {
        if (amount == 0) revert Claims_ZeroAmount(id);
    }

    function _requireTransfer(
        address from,
        address to,
        uint256 id,
        uint256 amount
    ) private view returns (ClaimHolding holding, uint256 tier) {
        if (from == to) revert Claims_ToItself(id, from);
        _requireSome(id, amount);
        (OrgId fromOrg, OrgId toOrg) = _membersFor(from, to);
        uint256 limit = _requireMovable(id, fromOrg, toOrg);
        holding = _holdings[id][from];
        _requireFree(id, from, holding, amount);
        tier = holding.tier();
        if (fromOrg != toOrg) tier = _nextTier(tier);
        if (tier > limit) revert Claims_TierLimit(id, tier, limit);
        ClaimHolding target = _holdings[id][to];
        if (tier > target.tier() && target.units() != 0)
            revert Claims_WouldRaiseTier(id, to, target.tier(), tier);
    }

    /// @dev The organisations for which two accounts may act now.
    function _membersFor(address a, address b) internal view returns (OrgId, OrgId) {
        return membership.requireCanAct(a, b);
    }
}
