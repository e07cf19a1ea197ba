// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {Rights} from "../common/Rights.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {AssetClasses} from "./AssetClasses.sol";
import {IClaims} from "./IClaims.sol";

/// @title Claims
/// @notice Holdings, pledges and the powers of offices, see `IClaims`. A room says when its claims may move.
/// @dev Units sit in lots: what an account holds and has not pledged is one lot, each pledge is another. `_carry` tells
/// the room of each move between lots, so that what it keeps per lot goes along.
abstract contract Claims is IClaims, ERC6909, AccessManaged, AssetClasses {
    /// @dev A holding in one slot. `pledgeCount` numbers the pledges that the account ever made of the claim.
    struct StoredHolding {
        uint96 amount;
        uint96 pledged;
        uint8 tier;
        bool partlyFrozen;
        uint32 pledgeCount;
    }

    /// @dev Two slots; the agent has one of its own, which most pledges do without.
    struct StoredPledge {
        address holder;
        uint96 amount;
        OrgId pledgee;
        uint40 enforceableFrom;
        uint40 expiresAt;
        bool hasAgent;
    }

    mapping(uint256 id => mapping(address account => StoredHolding holding)) private _holdings;
    mapping(uint256 id => mapping(address account => uint96 amount)) private _frozen;
    mapping(uint256 id => mapping(bytes32 pledgeId => StoredPledge pledge)) private _pledges;
    mapping(bytes32 pledgeId => address agent) private _agents;

    constructor(
        IMembership membership_,
        IDirectory directory_
    )
        MemberGated(membership_)
        AssetClasses(directory_)
        AccessManaged(directory_.addressOf("accessManager"))
    {}

    /* Transfers */

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

    /* Pledges */

    /// @inheritdoc IClaims
    function pledge(
        uint256 id,
        address holder,
        uint256 amount,
        PledgeTerms calldata terms
    ) external returns (bytes32 pledgeId) {
        _requireActsFor(holder, id, amount);
        OrgId owner = membership.requireMember(holder);
        if (amount == 0) revert Claims_ZeroAmount(id);
        if (terms.pledgee == owner || !membership.isInGoodStanding(terms.pledgee))
            revert Claims_BadPledgee(id, owner, terms.pledgee);
        if (terms.expiresAt <= block.timestamp || terms.expiresAt <= terms.enforceableFrom)
            revert Claims_BadPledgeTimes(terms.enforceableFrom, terms.expiresAt);
        _requirePledgeable(id, terms.pledgee);

        StoredHolding memory holding = _holdings[id][holder];
        _requireFree(id, holder, holding, amount);
        pledgeId = keccak256(abi.encode(id, holder, ++holding.pledgeCount));
        _carry(id, _lotOf(holder), pledgeId, amount, holding.amount - holding.pledged);
        holding.pledged += uint96(amount);
        _holdings[id][holder] = holding;
        bool hasAgent = terms.agent != address(0);
        _pledges[id][pledgeId] = StoredPledge(
            holder,
            uint96(amount),
            terms.pledgee,
            terms.enforceableFrom,
            terms.expiresAt,
            hasAgent
        );
        if (hasAgent) _agents[pledgeId] = terms.agent;
        emit Pledged(id, pledgeId, holder, amount, terms);
    }

    /// @inheritdoc IClaims
    function release(uint256 id, bytes32 pledgeId, uint256 amount) external {
        StoredPledge memory pledged = _requirePledge(id, pledgeId);
        if (block.timestamp < pledged.expiresAt) _requirePledgee(pledgeId, pledged);
        if (amount == 0) revert Claims_ZeroAmount(id);
        if (amount > pledged.amount) revert Claims_MoreThanPledged(pledgeId, pledged.amount, amount);
        uint96 left = pledged.amount - uint96(amount);
        _carry(id, pledgeId, _lotOf(pledged.holder), amount, pledged.amount);
        if (left == 0) _forgetPledge(id, pledgeId, pledged.hasAgent);
        else _pledges[id][pledgeId].amount = left;
        _holdings[id][pledged.holder].pledged -= uint96(amount);
        emit PledgeReleased(id, pledgeId, amount, left);
    }

    /// @inheritdoc IClaims
    function enforce(uint256 id, bytes32 pledgeId, address receiver) external {
        StoredPledge memory pledged = _requirePledge(id, pledgeId);
        if (receiver != msg.sender) _requirePledgee(pledgeId, pledged);
        OrgId owner = membership.requireMember(receiver);
        if (owner != pledged.pledgee) revert Claims_WrongOrganisation(receiver, owner, pledged.pledgee);
        if (block.timestamp < pledged.enforceableFrom || block.timestamp >= pledged.expiresAt)
            revert Claims_NotEnforceable(pledgeId, pledged.enforceableFrom, pledged.expiresAt);

        StoredHolding memory holding = _holdings[id][pledged.holder];
        uint8 tier = _nextTier(holding.tier);
        _carry(id, pledgeId, _lotOf(receiver), pledged.amount, pledged.amount);
        _forgetPledge(id, pledgeId, pledged.hasAgent);
        holding.pledged -= pledged.amount;
        _storeLess(id, pledged.holder, holding, pledged.amount);
        _add(id, receiver, pledged.amount, tier);
        emit PledgeEnforced(id, pledgeId, receiver, pledged.amount);
        emit Transfer(msg.sender, pledged.holder, receiver, id, pledged.amount);
    }

    /* Recovery and offices */

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
    function setFrozenTokens(address account, uint256 tokenId, uint256 amount) external restricted returns (bool) {
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
        uint96 frozen = _frozenOf(tokenId, from, holding);
        uint96 left = unpledged - uint96(amount);
        if (frozen > left) {
            holding.partlyFrozen = left != 0;
            _frozen[tokenId][from] = left;
            emit Frozen(from, tokenId, left);
        }
        uint8 tier = _nextTier(holding.tier);
        _carry(tokenId, _lotOf(from), _lotOf(to), amount, unpledged);
        _storeLess(tokenId, from, holding, uint96(amount));
        _add(tokenId, to, uint96(amount), tier);
        emit ForcedTransfer(from, to, tokenId, amount);
        emit Transfer(msg.sender, from, to, tokenId, amount);
        return true;
    }

    /* Reading */

    /// @inheritdoc IClaims
    function holdingOf(uint256 id, address account) external view returns (Holding memory) {
        StoredHolding memory holding = _holdings[id][account];
        return Holding(holding.amount, holding.pledged, _frozenOf(id, account, holding), holding.tier);
    }

    /// @inheritdoc IClaims
    function pledgeOf(uint256 id, bytes32 pledgeId) external view returns (Pledge memory) {
        StoredPledge memory stored = _pledges[id][pledgeId];
        return
            Pledge(
                stored.holder,
                stored.amount,
                stored.pledgee,
                stored.enforceableFrom,
                stored.expiresAt,
                _agents[pledgeId]
            );
    }

    /// @inheritdoc IClaims
    function getFrozenTokens(address account, uint256 tokenId) external view returns (uint256) {
        return _frozen[tokenId][account];
    }

    /// @inheritdoc IERC6909
    function balanceOf(address owner, uint256 id) public view override(ERC6909, IERC6909) returns (uint256) {
        return _holdings[id][owner].amount;
    }

    /* What a room decides */

    /// @dev Reverts unless units may pass by their holder's will between these organisations now.
    /// @return tierLimit Greatest tier to which they may pass.
    function _requireMovable(uint256 id, OrgId from, OrgId to) internal view virtual returns (uint8 tierLimit);

    /// @dev Reverts unless units may be pledged to this organisation now.
    function _requirePledgeable(uint256 id, OrgId pledgee) internal view virtual;

    /// @dev Reverts unless this organisation may hold units.
    function _requireHoldable(uint256 id, OrgId holder) internal view virtual;

    /// @dev `amount` of the `total` units in one lot go to another lot.
    function _carry(uint256 id, bytes32 fromLot, bytes32 toLot, uint256 amount, uint256 total) internal virtual {}

    /* For rooms */

    /// @dev The lot of what an account holds and has not pledged.
    function _lotOf(address account) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }

    /// @dev Units that an account holds and has not pledged, and how many of them are frozen.
    function _unpledgedOf(uint256 id, address account) internal view returns (uint256 unpledged, uint256 frozen) {
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

    function _requireActsFor(address holder, uint256 id, uint256 amount) internal {
        if (msg.sender == holder || isOperator(holder, msg.sender)) return;
        if (allowance(holder, msg.sender, id) == 0) revert Claims_NotHolder(id, holder, msg.sender);
        _spendAllowance(holder, msg.sender, id, amount);
    }

    /* Within */

    function _checkTransfer(
        address from,
        address to,
        uint256 id,
        uint256 amount
    ) private view returns (StoredHolding memory holding, uint8 tier) {
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
    ) private view {
        uint256 free = holding.amount - holding.pledged - _frozenOf(id, holder, holding);
        if (amount > free) revert Claims_NotFree(id, holder, free, amount);
    }

    function _storeLess(uint256 id, address account, StoredHolding memory holding, uint96 amount) private {
        holding.amount -= amount;
        _holdings[id][account] = holding;
    }

    /// @dev A holding that was empty takes the tier of what comes; any other keeps the greater one.
    function _add(uint256 id, address account, uint96 amount, uint8 tier) private {
        StoredHolding memory holding = _holdings[id][account];
        if (holding.amount == 0 || tier > holding.tier) holding.tier = tier;
        holding.amount += amount;
        _holdings[id][account] = holding;
    }

    function _storeFrozen(uint256 id, address account, uint96 amount) private {
        _frozen[id][account] = amount;
        _holdings[id][account].partlyFrozen = amount != 0;
    }

    function _frozenOf(
        uint256 id,
        address account,
        StoredHolding memory holding
    ) private view returns (uint96) {
        return holding.partlyFrozen ? _frozen[id][account] : 0;
    }

    function _nextTier(uint8 tier) private pure returns (uint8) {
        return tier == type(uint8).max ? tier : tier + 1;
    }

    function _requirePledge(uint256 id, bytes32 pledgeId) private view returns (StoredPledge memory pledged) {
        pledged = _pledges[id][pledgeId];
        if (pledged.holder == address(0)) revert Claims_UnknownPledge(id, pledgeId);
    }

    function _requirePledgee(bytes32 pledgeId, StoredPledge memory pledged) private view {
        if (pledged.hasAgent && _agents[pledgeId] == msg.sender) return;
        if (_callingMember() != pledged.pledgee)
            revert Claims_NotPledgee(pledgeId, msg.sender, pledged.pledgee);
    }

    function _forgetPledge(uint256 id, bytes32 pledgeId, bool hasAgent) private {
        delete _pledges[id][pledgeId];
        if (hasAgent) delete _agents[pledgeId];
    }

    function _movePledge(
        uint256 id,
        bytes32 pledgeId,
        address from,
        address to
    ) private returns (uint96) {
        StoredPledge memory pledged = _requirePledge(id, pledgeId);
        if (pledged.holder != from) revert Claims_PledgeElsewhere(pledgeId, pledged.holder, from);
        _pledges[id][pledgeId].holder = to;
        emit PledgeMoved(id, pledgeId, to);
        return pledged.amount;
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
