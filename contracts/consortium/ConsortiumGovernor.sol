// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorStorage} from "@openzeppelin/contracts/governance/extensions/GovernorStorage.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {Bits} from "../common/Bits.sol";
import {OrgId} from "../common/OrgId.sol";
import {IConsortiumGovernor} from "./IConsortiumGovernor.sol";
import {IConsortiumRegistry} from "./IConsortiumRegistry.sol";

/// @title ConsortiumGovernor
/// @notice One vote per organisation, see `IConsortiumGovernor`.
contract ConsortiumGovernor is
    IConsortiumGovernor,
    Governor,
    GovernorSettings,
    GovernorStorage,
    GovernorTimelockControl
{
    /// @notice The rules of the vote.
    /// @param votingDelay Seconds from proposal to the start of the vote.
    /// @param votingPeriod Seconds that the vote lasts.
    /// @param approvalBps Votes for, out of 10,000 members, that a proposal must exceed; 5000 to 9999.
    /// @param executionPeriod Seconds within which to queue and, after the timelock's delay, to execute.
    struct Rules {
        uint48 votingDelay;
        uint32 votingPeriod;
        uint16 approvalBps;
        uint32 executionPeriod;
    }

    /// @dev `electorate` is the number of organisations when the proposal was made: numbers above it have no vote.
    struct Ballot {
        uint32 electorate;
        OrgId proposer;
        mapping(uint8 support => mapping(uint256 word => uint256 organisations)) votes;
    }

    uint8 private constant AGAINST = 0;
    uint8 private constant FOR = 1;
    uint8 private constant ABSTAIN = 2;

    IConsortiumRegistry private immutable _registry;
    /// @inheritdoc IConsortiumGovernor
    uint256 public immutable approvalBps;
    /// @inheritdoc IConsortiumGovernor
    uint256 public immutable executionPeriod;

    mapping(uint256 proposalId => Ballot ballot) private _ballots;

    constructor(
        IConsortiumRegistry registry,
        TimelockController timelock_,
        Rules memory rules
    )
        Governor("Guildhall ConsortiumGovernor")
        GovernorSettings(rules.votingDelay, rules.votingPeriod, 0)
        GovernorTimelockControl(timelock_)
    {
        if (rules.approvalBps < 5000 || rules.approvalBps > 9999 || rules.executionPeriod == 0) {
            revert Governor_BadRules(rules.approvalBps, rules.executionPeriod);
        }
        _registry = registry;
        approvalBps = rules.approvalBps;
        executionPeriod = rules.executionPeriod;
    }

    /// @inheritdoc IConsortiumGovernor
    function requiredVotes(uint256 proposalId) public view returns (uint256) {
        uint256 electorate = _ballots[proposalId].electorate;
        uint256 members = 0;
        for (uint256 word = 0; word <= electorate >> 8; ++word) {
            (uint256 memberBits, ) = _registry.standingBitmap(word);
            members += Bits.countOnes(memberBits & Bits.upTo(electorate, word));
        }
        return _requiredOf(members);
    }

    /// @inheritdoc IConsortiumGovernor
    function proposalVotes(
        uint256 proposalId
    ) public view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes) {
        Ballot storage ballot = _ballots[proposalId];
        for (uint256 word = 0; word <= ballot.electorate >> 8; ++word) {
            (, uint256 standing) = _registry.standingBitmap(word);
            againstVotes += Bits.countOnes(ballot.votes[AGAINST][word] & standing);
            forVotes += Bits.countOnes(ballot.votes[FOR][word] & standing);
            abstainVotes += Bits.countOnes(ballot.votes[ABSTAIN][word] & standing);
        }
    }

    /// @inheritdoc IConsortiumGovernor
    function hasOrganisationVoted(uint256 proposalId, OrgId orgId) public view returns (bool) {
        Ballot storage ballot = _ballots[proposalId];
        (uint256 word, uint256 bit) = _position(orgId);
        uint256 cast = ballot.votes[AGAINST][word] | ballot.votes[FOR][word] | ballot.votes[ABSTAIN][word];
        return cast & bit != 0;
    }

    /// @inheritdoc IConsortiumGovernor
    function proposingOrganisation(uint256 proposalId) external view returns (OrgId) {
        return _ballots[proposalId].proposer;
    }

    /// @notice Where a proposal stands, see `IConsortiumGovernor` for when it expires.
    function state(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (ProposalState current) {
        current = super.state(proposalId);
        if (current == ProposalState.Succeeded) {
            uint256 deadline = proposalDeadline(proposalId);
            if (block.timestamp > deadline + executionPeriod || _registry.standingChangedAt() > deadline) {
                return ProposalState.Expired;
            }
        } else if (current == ProposalState.Queued) {
            if (block.timestamp > proposalEta(proposalId) + executionPeriod) return ProposalState.Expired;
        }
    }

    /// @notice Votes for that a proposal made now would need. `timepoint` is not used: the members of today count.
    function quorum(uint256) public view override returns (uint256) {
        return _requiredOf(_registry.memberCount());
    }

    /// @notice Whether the organisation of `account` has voted.
    function hasVoted(uint256 proposalId, address account) external view override returns (bool) {
        return hasOrganisationVoted(proposalId, _registry.organisationOfAccount(account));
    }

    /// @notice Seconds since 1970, UTC.
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable func-name-mixedcase
    /// @notice Names the clock, as ERC-6372 asks.
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @notice Names the way of counting, as IGovernor asks.
    function COUNTING_MODE() public pure override returns (string memory) {
        return "support=bravo&quorum=for&params=organisation";
    }
    // solhint-enable func-name-mixedcase

    /// @notice Zero: any member may propose.
    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    /// @notice True: every proposal waits in the timelock.
    function proposalNeedsQueuing(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (bool) {
        return super.proposalNeedsQueuing(proposalId);
    }

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override(Governor, GovernorStorage) returns (uint256 proposalId) {
        OrgId orgId = _requireVoter(proposer);
        proposalId = super._propose(targets, values, calldatas, description, proposer);
        _ballots[proposalId].electorate = _registry.organisationCount();
        _ballots[proposalId].proposer = orgId;
    }

    function _countVote(
        uint256 proposalId,
        address account,
        uint8 support,
        uint256 weight,
        bytes memory
    ) internal override returns (uint256) {
        OrgId orgId = _requireVoter(account);
        Ballot storage ballot = _ballots[proposalId];
        if (OrgId.unwrap(orgId) > ballot.electorate) revert Governor_AdmittedAfterProposal(proposalId, orgId);
        if (hasOrganisationVoted(proposalId, orgId)) revert Governor_AlreadyVoted(proposalId, orgId);
        if (support > ABSTAIN) revert Governor_BadVote(support);
        (uint256 word, uint256 bit) = _position(orgId);
        ballot.votes[support][word] |= bit;
        return weight;
    }

    function _getVotes(address account, uint256, bytes memory) internal view override returns (uint256) {
        return _registry.voterOf(account).isNone() ? 0 : 1;
    }

    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        (, uint256 forVotes, ) = proposalVotes(proposalId);
        return forVotes >= requiredVotes(proposalId);
    }

    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        (uint256 againstVotes, uint256 forVotes, ) = proposalVotes(proposalId);
        return forVotes > againstVotes;
    }

    /// @dev The proposing organisation may withdraw, through any of its admins, until execution.
    function _validateCancel(uint256 proposalId, address caller) internal view override returns (bool) {
        OrgId orgId = _registry.voterOf(caller);
        return !orgId.isNone() && orgId == _ballots[proposalId].proposer;
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function _requireVoter(address account) private view returns (OrgId orgId) {
        orgId = _registry.voterOf(account);
        if (orgId.isNone()) revert Governor_NotAVoter(account);
    }

    function _requiredOf(uint256 members) private view returns (uint256) {
        return (members * approvalBps) / 10_000 + 1;
    }

    function _position(OrgId orgId) private pure returns (uint256 word, uint256 bit) {
        uint256 id = OrgId.unwrap(orgId);
        return (id >> 8, 1 << (id & 0xff));
    }
}
