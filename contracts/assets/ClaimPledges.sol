// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {ClaimHolding} from "./ClaimHolding.sol";
import {ClaimHoldings} from "./ClaimHoldings.sol";
import {IClaims} from "./IClaims.sol";

/// @title ClaimPledges
/// @notice Liens on units of a claim, see `IClaims`.
abstract contract ClaimPledges is ClaimHoldings {
    /// @dev Two words: who pledged how much; what was agreed, and what the room keeps beside the units.
    struct StoredPledge {
        address holder;
        uint96 amount;
        OrgId pledgee;
        uint40 enforceableFrom;
        uint40 expiresAt;
        bool hasAgent;
        uint96 carried;
    }

    mapping(uint256 id => mapping(bytes32 pledgeId => StoredPledge pledge)) private _pledges;
    /// @dev Most pledges do without an agent, and without this word.
    mapping(bytes32 pledgeId => address agent) private _agents;

    /// @inheritdoc IClaims
    function pledge(
        uint256 id,
        uint256 amount,
        address holder,
        PledgeTerms calldata terms
    ) external returns (bytes32 pledgeId) {
        _requireActsFor(holder, id, amount);
        _requireSome(id, amount);
        _requireTerms(id, holder, terms);
        ClaimHolding holding = _holdings[id][holder];
        _requireFree(id, holder, holding, amount);
        pledgeId = keccak256(abi.encode(id, holder, holding.pledgeCount()));
        _holdings[id][holder] = holding.plusPledged(amount).withNextPledge();
        uint256 carried = _carryOut(id, holder, amount, holding.unpledgedUnits());
        _store(_pledges[id][pledgeId], holder, amount, carried, terms);
        if (terms.agent != address(0)) _agents[pledgeId] = terms.agent;
        emit Pledged(id, pledgeId, holder, amount, terms);
    }

    /// @inheritdoc IClaims
    function release(uint256 id, bytes32 pledgeId, uint256 amount) external {
        StoredPledge memory pledged = _requirePledge(id, pledgeId);
        if (block.timestamp < pledged.expiresAt) _requirePledgee(pledgeId, pledged);
        _requireSome(id, amount);
        if (amount > pledged.amount) revert Claims_MoreThanPledged(pledgeId, pledged.amount, amount);
        uint256 carried = (pledged.carried * amount) / pledged.amount;
        if (carried != 0) _carryIn(id, pledged.holder, carried);
        uint256 left = pledged.amount - amount;
        if (left == 0) {
            _forget(id, pledgeId, pledged);
        } else {
            StoredPledge storage stored = _pledges[id][pledgeId];
            stored.amount = uint96(left);
            stored.carried = pledged.carried - uint96(carried);
        }
        _holdings[id][pledged.holder] = _holdings[id][pledged.holder].minusPledged(amount);
        emit PledgeReleased(id, pledgeId, amount, left);
    }

    /// @inheritdoc IClaims
    function enforce(uint256 id, bytes32 pledgeId, address receiver) external {
        StoredPledge memory pledged = _requirePledge(id, pledgeId);
        if (pledged.hasAgent) {
            if (_agents[pledgeId] != msg.sender) revert Claims_NotAgent(pledgeId, msg.sender);
        } else if (receiver != msg.sender) {
            _requirePledgee(pledgeId, pledged);
        }
        OrgId owner = _memberFor(receiver);
        if (owner != pledged.pledgee) revert Claims_WrongOrganisation(receiver, owner, pledged.pledgee);
        if (block.timestamp < pledged.enforceableFrom || block.timestamp >= pledged.expiresAt)
            revert Claims_NotEnforceable(pledgeId, pledged.enforceableFrom, pledged.expiresAt);
        _forget(id, pledgeId, pledged);
        if (pledged.carried != 0) _carryIn(id, receiver, pledged.carried);
        uint256 amount = pledged.amount;
        mapping(address => ClaimHolding) storage holdings = _holdings[id];
        ClaimHolding holding = holdings[pledged.holder];
        holdings[pledged.holder] = holding.minusPledged(amount).minus(amount);
        holdings[receiver] = holdings[receiver].plus(amount, _nextTier(holding.tier()));
        emit PledgeEnforced(id, pledgeId, receiver, amount);
        emit Transfer(msg.sender, pledged.holder, receiver, id, amount);
    }

    /// @inheritdoc IClaims
    function pledgeOf(uint256 id, bytes32 pledgeId) external view returns (Pledge memory) {
        StoredPledge memory pledged = _pledges[id][pledgeId];
        return
            Pledge({
                holder: pledged.holder,
                amount: pledged.amount,
                pledgee: pledged.pledgee,
                enforceableFrom: pledged.enforceableFrom,
                expiresAt: pledged.expiresAt,
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
        StoredPledge memory pledged = _requirePledge(id, pledgeId);
        if (pledged.holder != from) revert Claims_PledgeElsewhere(pledgeId, pledged.holder, from);
        amount = pledged.amount;
        _pledges[id][pledgeId].holder = to;
        ClaimHolding holding = _holdings[id][from];
        _holdings[id][from] = holding.minusPledged(amount).minus(amount);
        _holdings[id][to] = _holdings[id][to].plus(amount, holding.tier()).plusPledged(amount);
        emit PledgeMoved(id, pledgeId, to);
        emit Transfer(msg.sender, from, to, id, amount);
    }

    /// @dev In assembly, since field by field costs each pledge some 700 gas more. The caller knows that both amounts are
    /// below 2^96.
    function _store(
        StoredPledge storage stored,
        address holder,
        uint256 amount,
        uint256 carried,
        PledgeTerms calldata terms
    ) private {
        uint256 agreed =
            OrgId.unwrap(terms.pledgee) |
                (uint256(terms.enforceableFrom) << 32) |
                (uint256(terms.expiresAt) << 72) |
                (terms.agent == address(0) ? 0 : 1 << 112) |
                (carried << 120);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            sstore(stored.slot, or(shr(96, shl(96, holder)), shl(160, amount)))
            sstore(add(stored.slot, 1), agreed)
        }
    }

    function _requireTerms(uint256 id, address holder, PledgeTerms calldata terms) private view {
        OrgId owner = _memberFor(holder);
        if (terms.pledgee == owner || !membership.isInGoodStanding(terms.pledgee))
            revert Claims_BadPledgee(id, owner, terms.pledgee);
        if (terms.expiresAt <= block.timestamp || terms.expiresAt <= terms.enforceableFrom)
            revert Claims_BadPledgeTimes(terms.enforceableFrom, terms.expiresAt);
        _requirePledgeable(id, terms.pledgee);
    }

    function _requirePledge(uint256 id, bytes32 pledgeId) private view returns (StoredPledge memory pledged) {
        pledged = _pledges[id][pledgeId];
        if (pledged.holder == address(0)) revert Claims_UnknownPledge(id, pledgeId);
    }

    function _requirePledgee(bytes32 pledgeId, StoredPledge memory pledged) private view {
        if (pledged.hasAgent && _agents[pledgeId] == msg.sender) return;
        if (_memberFor(msg.sender) != pledged.pledgee)
            revert Claims_NotPledgee(pledgeId, msg.sender, pledged.pledgee);
    }

    function _forget(uint256 id, bytes32 pledgeId, StoredPledge memory pledged) private {
        delete _pledges[id][pledgeId];
        if (pledged.hasAgent) delete _agents[pledgeId];
    }
}
