// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {ClaimHoldings} from "./ClaimHoldings.sol";
import {IClaims} from "./IClaims.sol";

/// @title ClaimPledges
/// @notice Liens on units of a claim, see `IClaims`.
abstract contract ClaimPledges is ClaimHoldings {
    /// @dev Two slots; the agent has one of its own, which most pledges do without.
    struct StoredPledge {
        address holder;
        uint96 amount;
        OrgId pledgee;
        uint40 enforceableFrom;
        uint40 expiresAt;
        bool hasAgent;
    }

    mapping(uint256 id => mapping(bytes32 pledgeId => StoredPledge pledge)) private _pledges;
    mapping(bytes32 pledgeId => address agent) private _agents;

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

    function _requireActsFor(address holder, uint256 id, uint256 amount) internal {
        if (msg.sender == holder || isOperator(holder, msg.sender)) return;
        if (allowance(holder, msg.sender, id) == 0) revert Claims_NotHolder(id, holder, msg.sender);
        _spendAllowance(holder, msg.sender, id, amount);
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

    function _movePledge(uint256 id, bytes32 pledgeId, address from, address to) internal returns (uint96) {
        StoredPledge memory pledged = _requirePledge(id, pledgeId);
        if (pledged.holder != from) revert Claims_PledgeElsewhere(pledgeId, pledged.holder, from);
        _pledges[id][pledgeId].holder = to;
        emit PledgeMoved(id, pledgeId, to);
        return pledged.amount;
    }
}
