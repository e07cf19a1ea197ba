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
/// @dev A room may keep a number beside the units that an account holds and has not pledged, such as the money that they
/// received. Part of it goes along when units move (`_carryOut`, `_carryIn`); a pledge keeps the part of its own units.
abstract contract ClaimHoldings is IClaims, ERC6909, MemberGated {
    mapping(uint256 id => mapping(address account => ClaimHolding holding)) internal _holdings;
    mapping(uint256 id => mapping(address account => uint256 amount)) private _frozen;

    /// @inheritdoc IERC6909
    function transfer(
        address receiver,
        uint256 id,
        uint256 amount
    ) public override(ERC6909, IERC6909) returns (bool) {
        _transferUnits(msg.sender, receiver, id, amount);
        return true;
    }

    /// @inheritdoc IERC6909
    function transferFrom(
        address sender,
        address receiver,
        uint256 id,
        uint256 amount
    ) public override(ERC6909, IERC6909) returns (bool) {
        _requireActsFor(sender, id, amount);
        _transferUnits(sender, receiver, id, amount);
        return true;
    }

    /// @inheritdoc IClaims
    function transferBatch(TransferItem[] calldata items) external {
        for (uint256 i = 0; i < items.length; ++i) {
            _transferUnits(msg.sender, items[i].receiver, items[i].id, items[i].amount);
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

    /// @notice Reverts unless units may pass by their holder's will between these organisations now.
    /// @return tierLimit Greatest tier to which they may pass.
    /// @return carries Whether something may have to go with them, see `_carryOut`.
    function _requireMovable(
        uint256 id,
        OrgId from,
        OrgId to
    ) internal view virtual returns (uint256 tierLimit, bool carries);

    /// @dev Reverts unless units may be pledged to this organisation now.
    function _requirePledgeable(uint256 id, OrgId pledgee) internal view virtual;

    /// @dev Reverts unless this organisation may hold units.
    function _requireHoldable(uint256 id, OrgId holder) internal view virtual;

    /// @notice `amount` of the `total` unpledged units of an account leave it.
    /// @return carried What goes with them.
    function _carryOut(
        uint256 id,
        address account,
        uint256 amount,
        uint256 total
        // solhint-disable-next-line no-empty-blocks
    ) internal virtual returns (uint256 carried) {}

    /// @dev Units join the unpledged ones of an account, with what goes with them, not zero.
    // solhint-disable-next-line no-empty-blocks
    function _carryIn(uint256 id, address account, uint256 carried) internal virtual {}

    /* For rooms */

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
        _carry(id, from, to, amount, holding);
        mapping(address => ClaimHolding) storage holdings = _holdings[id];
        holdings[from] = holding.minus(amount);
        holdings[to] = holdings[to].plus(amount, tier);
        emit Transfer(msg.sender, from, to, id, amount);
    }

    /// @dev Issue and burning; transfers do not come here. Burning carries nothing: the room that burns knows what goes
    /// with the units.
    function _update(address from, address to, uint256 id, uint256 amount) internal override {
        mapping(address => ClaimHolding) storage holdings = _holdings[id];
        if (from == address(0)) {
            holdings[to] = holdings[to].plus(amount, 0);
        } else {
            _requireFree(id, from, holdings[from], amount);
            holdings[from] = holdings[from].minus(amount);
        }
        emit Transfer(msg.sender, from, to, id, amount);
    }

    /// @dev The organisation for which an account may act now. Asked as of two, the quick question of the register.
    function _memberFor(address account) internal view returns (OrgId orgId) {
        (orgId, ) = membership.requireCanAct(account, account);
    }

    /// @dev The organisations for which two accounts may act now.
    function _membersFor(address a, address b) internal view returns (OrgId, OrgId) {
        return membership.requireCanAct(a, b);
    }

    /// @dev The caller is the holder, its operator, or a spender whose allowance covers the units and shrinks by them.
    function _requireActsFor(address holder, uint256 id, uint256 amount) internal {
        if (msg.sender == holder || isOperator(holder, msg.sender)) return;
        _spendAllowance(holder, msg.sender, id, amount);
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

    /// @dev A transfer by the will of the holder.
    function _transferUnits(address from, address to, uint256 id, uint256 amount) private {
        (ClaimHolding holding, ClaimHolding target, uint256 tier, bool carries) = _requireTransfer(
            from,
            to,
            id,
            amount
        );
        if (carries) _carry(id, from, to, amount, holding);
        mapping(address => ClaimHolding) storage holdings = _holdings[id];
        holdings[from] = holding.minus(amount);
        holdings[to] = target.plus(amount, tier);
        emit Transfer(msg.sender, from, to, id, amount);
    }

    function _carry(uint256 id, address from, address to, uint256 amount, ClaimHolding holding) private {
        uint256 carried = _carryOut(id, from, amount, holding.unpledgedUnits());
        if (carried != 0) _carryIn(id, to, carried);
    }

    function _requireTransfer(
        address from,
        address to,
        uint256 id,
        uint256 amount
    ) private view returns (ClaimHolding holding, ClaimHolding target, uint256 tier, bool carries) {
        if (from == to) revert Claims_ToItself(id, from);
        _requireSome(id, amount);
        (OrgId fromOrg, OrgId toOrg) = _membersFor(from, to);
        uint256 limit;
        (limit, carries) = _requireMovable(id, fromOrg, toOrg);
        mapping(address => ClaimHolding) storage holdings = _holdings[id];
        holding = holdings[from];
        _requireFree(id, from, holding, amount);
        tier = holding.tier();
        if (fromOrg != toOrg) ++tier;
        if (tier > limit) revert Claims_TierLimit(id, tier, limit);
        target = holdings[to];
        if (tier > target.tier() && target.units() != 0)
            revert Claims_WouldRaiseTier(id, to, target.tier(), tier);
    }
}
