// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {ClaimHolding} from "./ClaimHolding.sol";
import {ClaimHoldings} from "./ClaimHoldings.sol";
import {IClaims} from "./IClaims.sol";

/// @title ClaimPledges
/// @notice Liens on units of a claim, see `IClaims`.
abstract contract ClaimPledges is ClaimHoldings {
    /// @dev What is pledged, in one word; all zero once it is released or enforced.
    struct PledgedUnits {
        address holder;
        uint96 amount;
    }

    /// @dev What was agreed, in one word.
    struct Agreed {
        OrgId pledgee;
        uint40 enforceableFrom;
        uint40 expiresAt;
        bool hasAgent;
    }

    mapping(uint256 id => mapping(bytes32 pledgeId => PledgedUnits units)) private _pledged;
    mapping(bytes32 pledgeId => Agreed terms) private _agreed;
    /// @dev Most pledges do without an agent, and without this word.
    mapping(bytes32 pledgeId => address agent) private _agents;

    /// @inheritdoc IClaims
    function pledge(
        uint256 id,
        address holder,
        uint256 amount,
        PledgeTerms calldata terms
    ) external returns (bytes32 pledgeId) {
        _requireActsFor(holder, id, amount);
        _requireSome(id, amount);
        _requireTerms(id, holder, terms);
        ClaimHolding holding = _holdings[id][holder];
        _requireFree(id, holder, holding, amount);
        pledgeId = keccak256(abi.encode(id, holder, holding.pledgeCount()));
        _carry(id, _lotOf(holder), pledgeId, amount, holding.unpledgedUnits());
        _holdings[id][holder] = holding.plusPledged(amount).withNextPledge();
        _pledged[id][pledgeId] = PledgedUnits(holder, uint96(amount));
        bool hasAgent = terms.agent != address(0);
        if (hasAgent) _agents[pledgeId] = terms.agent;
        _agreed[pledgeId] = Agreed(terms.pledgee, terms.enforceableFrom, terms.expiresAt, hasAgent);
        emit Pledged(id, pledgeId, holder, amount, terms);
    }

    /// @inheritdoc IClaims
    function release(uint256 id, bytes32 pledgeId, uint256 amount) external {
        PledgedUnits memory pledged = _requirePledge(id, pledgeId);
        Agreed memory agreed = _agreed[pledgeId];
        if (block.timestamp < agreed.expiresAt) _requirePledgee(pledgeId, agreed);
        _requireSome(id, amount);
        if (amount > pledged.amount) revert Claims_MoreThanPledged(pledgeId, pledged.amount, amount);
        _carry(id, pledgeId, _lotOf(pledged.holder), amount, pledged.amount);
        uint256 left = pledged.amount - amount;
        if (left == 0) _forget(id, pledgeId, agreed);
        else _pledged[id][pledgeId] = PledgedUnits(pledged.holder, uint96(left));
        _holdings[id][pledged.holder] = _holdings[id][pledged.holder].minusPledged(amount);
        emit PledgeReleased(id, pledgeId, amount, left);
    }

    /// @inheritdoc IClaims
    function enforce(uint256 id, bytes32 pledgeId, address receiver) external {
        PledgedUnits memory pledged = _requirePledge(id, pledgeId);
        Agreed memory agreed = _agreed[pledgeId];
        if (receiver != msg.sender) _requirePledgee(pledgeId, agreed);
        OrgId owner = _memberFor(receiver);
        if (owner != agreed.pledgee) revert Claims_WrongOrganisation(receiver, owner, agreed.pledgee);
        if (block.timestamp < agreed.enforceableFrom || block.timestamp >= agreed.expiresAt)
            revert Claims_NotEnforceable(pledgeId, agreed.enforceableFrom, agreed.expiresAt);
        (address holder, uint256 amount) = (pledged.holder, pledged.amount);
        _carry(id, pledgeId, _lotOf(receiver), amount, amount);
        _forget(id, pledgeId, agreed);
        ClaimHolding holding = _holdings[id][holder];
        _holdings[id][holder] = holding.minusPledged(amount).minus(amount);
        _holdings[id][receiver] = _holdings[id][receiver].plus(amount, _nextTier(holding.tier()));
        emit PledgeEnforced(id, pledgeId, receiver, amount);
        emit Transfer(msg.sender, holder, receiver, id, amount);
    }

    /// @inheritdoc IClaims
    function pledgeOf(uint256 id, bytes32 pledgeId) external view returns (Pledge memory) {
        PledgedUnits memory pledged = _pledged[id][pledgeId];
        Agreed memory agreed = _agreed[pledgeId];
        return
            Pledge({
                holder: pledged.holder,
                amount: pledged.amount,
                pledgee: agreed.pledgee,
                enforceableFrom: agreed.enforceableFrom,
                expiresAt: agreed.expiresAt,
                agent: _agents[pledgeId]
            });
    }

    /// @dev Pledged units move to another account of the same organisation and stay pledged.
    function _movePledge(
        uint256 id,
        bytes32 pledgeId,
        address from,
        address to
    ) internal returns (uint256 amount) {
        PledgedUnits memory pledged = _requirePledge(id, pledgeId);
        if (pledged.holder != from) revert Claims_PledgeElsewhere(pledgeId, pledged.holder, from);
        amount = pledged.amount;
        _pledged[id][pledgeId] = PledgedUnits(to, pledged.amount);
        ClaimHolding holding = _holdings[id][from];
        _holdings[id][from] = holding.minusPledged(amount).minus(amount);
        _holdings[id][to] = _holdings[id][to].plus(amount, holding.tier()).plusPledged(amount);
        emit PledgeMoved(id, pledgeId, to);
        emit Transfer(msg.sender, from, to, id, amount);
    }

    /// @dev The organisation for which an account may act now.
    function _memberFor(address account) internal view returns (OrgId) {
        return membership.requireMember(account);
    }

    function _requireActsFor(address holder, uint256 id, uint256 amount) private {
        if (msg.sender == holder || isOperator(holder, msg.sender)) return;
        if (allowance(holder, msg.sender, id) == 0) revert Claims_NotHolder(id, holder, msg.sender);
        _spendAllowance(holder, msg.sender, id, amount);
    }

    function _requireTerms(uint256 id, address holder, PledgeTerms calldata terms) private view {
        OrgId owner = _memberFor(holder);
        if (terms.pledgee == owner || !membership.isInGoodStanding(terms.pledgee))
            revert Claims_BadPledgee(id, owner, terms.pledgee);
        if (terms.expiresAt <= block.timestamp || terms.expiresAt <= terms.enforceableFrom)
            revert Claims_BadPledgeTimes(terms.enforceableFrom, terms.expiresAt);
        _requirePledgeable(id, terms.pledgee);
    }

    function _requirePledge(uint256 id, bytes32 pledgeId) private view returns (PledgedUnits memory pledged) {
        pledged = _pledged[id][pledgeId];
        if (pledged.holder == address(0)) revert Claims_UnknownPledge(id, pledgeId);
    }

    function _requirePledgee(bytes32 pledgeId, Agreed memory agreed) private view {
        if (agreed.hasAgent && _agents[pledgeId] == msg.sender) return;
        if (_memberFor(msg.sender) != agreed.pledgee)
            revert Claims_NotPledgee(pledgeId, msg.sender, agreed.pledgee);
    }

    function _forget(uint256 id, bytes32 pledgeId, Agreed memory agreed) private {
        delete _pledged[id][pledgeId];
        delete _agreed[pledgeId];
        if (agreed.hasAgent) delete _agents[pledgeId];
    }
}
